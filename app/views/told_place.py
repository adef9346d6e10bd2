"""One place where the shop is told: of what, when last, a try of it, and telling nothing there any more."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final

import flet as ft

from app.kit.buttons import button
from app.kit.dialog import use_dialog
from app.kit.error_boundary import part
from app.kit.look import Look, go, use_look
from app.kit.surfaces import card, heading
from app.kit.typography import text
from app.model.told_places import Place, Trial
from app.services.errors import CheckoutError
from app.views.parts.errors import refused_words
from app.views.parts.form import form_screen, use_busy
from app.views.parts.share_button import toast
from app.views.parts.shop_context import use_actions, use_session
from app.views.parts.subject_chips import SubjectChips, use_tells
from app.views.parts.told_places import ICONS, LIST, not_heard, place_words, use_told_places, ways_words
from language import in_digits_of, until_phrase

_STATUS: Final = re.compile(r"HTTP [0-9]{3}")


@part
def ToldPlace() -> ft.Control:
    """The list comes from the server; who was removed meanwhile is there no more."""
    look, asked = use_look(), use_told_places()
    place_id = ft.use_route_params().get("id", "")
    place = asked.told.place(place_id) if asked.told is not None else None
    if asked.told is None:
        body = not_heard(asked)
    elif place is None:
        gone = text(look.t("note.place.gone"), "body", look.p.on_surface_variant)
        body = [ft.Semantics(identifier="place-gone", container=True, content=gone)]
    else:
        body = [OnePlace(place, asked.told.kinds, key=place.id)]
    return form_screen(look.t("note.place"), go(LIST), body, [])


@part
def OnePlace(place: Place, kinds: tuple[str, ...], key: str = "") -> ft.Control:
    """What is chosen counts as soon as it is pressed. `kinds` are those by which the shop can be told here."""
    look = use_look()
    p, t = look.p, look.t
    tells, turn = use_tells(place.tells, partial(use_actions().tell_place_of, place.id))

    moment = text(_last(place, use_session().clock(), look), "caption", p.on_surface_variant)
    about: list[ft.Control] = [
        text(place_words(place, look), "label", p.on_surface),
        ft.Semantics(identifier="place-last", container=True, content=moment),
    ]
    icon = ft.Icon(ICONS.get(place.kind, ft.Icons.SEND_TO_MOBILE_ROUNDED), size=24, color=p.primary)
    if place.kind not in kinds:
        unset = text(t("note.why.not_set_up", ways=ways_words(kinds, t)), "small", p.on_surface)
        about.append(ft.Semantics(identifier="place-unset", container=True, content=unset))
    head = ft.Row([icon, ft.Column(about, spacing=0, expand=True)], spacing=14)
    return _lines(
        [
            card(_lines([head, TryIt(place, kinds)])),
            heading(t("note.tells"), "subtitle", p.on_surface),
            SubjectChips("place", tells, turn),
            Remove(place),
        ]
    )


@part
def TryIt(place: Place, kinds: tuple[str, ...]) -> ft.Control:
    """A test, and how long it took; a place that hangs is waited for, and the button says so."""
    look, actions = use_look(), use_actions()
    p, t = look.p, look.t
    said, set_said = ft.use_state("")
    busy, at_work = use_busy()

    async def try_it() -> None:
        set_said("")
        try:
            set_said(trial_words(await actions.try_place(place.id), kinds, look))
        except CheckoutError as error:
            set_said(refused_words(error, t))

    words = t("note.trying" if busy else "note.try")
    lines: list[ft.Control] = [
        button("place-test", words, at_work(try_it), kind="disabled" if busy else "tonal"),
    ]
    if said:
        result = text(said, "small", p.on_surface)
        lines.append(ft.Semantics(identifier="place-tried", container=True, live_region=True, content=result))
    return _lines(lines)


@part
def Remove(place: Place) -> ft.Control:
    """Asked once more: what was still to be told there goes as well."""
    look, actions, page = use_look(), use_actions(), ft.context.page
    p, t = look.p, look.t
    asking, set_asking = ft.use_state(False)

    async def remove() -> None:
        set_asking(False)
        try:
            await actions.remove_place(place.id)
        except CheckoutError as error:
            toast(page, refused_words(error, t))
        else:
            toast(page, t("note.removed"))
            page.navigate(LIST)

    lines = [
        heading(t("note.remove.q"), "title", p.on_surface),
        text(t("note.remove.sub", place=place_words(place, look)), "small", p.on_surface_variant),
        button("place-remove-no", t("act.cancel"), lambda: set_asking(False)),
        button("place-remove-yes", t("note.remove"), remove, kind="danger"),
    ]
    use_dialog(open_now=asking, lines=lines, close=lambda: set_asking(False))
    return button("place-remove", t("note.remove"), lambda: set_asking(True), kind="danger_text")


def trial_words(trial: Trial, kinds: Sequence[str], look: Look) -> str:
    """Whether the place took it, and in how many milliseconds; or why not, and what to do about it."""
    t = look.t
    if trial.reason == "not_set_up":
        return t("note.why.not_set_up", ways=ways_words(kinds, t))
    if trial.reason:
        why = t(f"note.why.{trial.reason}")
        # By its number whoever keeps the place finds it in what that writes down; it is no sentence in any language.
        return f"{why} ({trial.why_not})" if _STATUS.fullmatch(trial.why_not) else why
    return t("note.taken", ms=in_digits_of(look.language, str(trial.took_ms)))


def _last(place: Place, now: datetime, look: Look) -> str:
    if place.last_told_at is None:
        return look.t("note.place.last.none")
    return look.t("note.place.last", t=until_phrase(place.last_told_at, now, look.language))


def _lines(lines: list[ft.Control]) -> ft.Control:
    return ft.Column(lines, spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
