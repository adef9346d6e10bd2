"""শান্ত সময়: from when until when nobody of the shop is told."""

from collections.abc import Callable
from typing import Final

import flet as ft

from app.kit.buttons import Press, button, icon_button
from app.kit.error_boundary import part
from app.kit.fields import field_error
from app.kit.look import Look, go, use_look
from app.kit.surfaces import card, rule
from app.kit.switch import switch
from app.kit.typography import short_text, text
from app.model.told_places import QuietHours, clock_of, clock_words, half_hour_back, half_hour_on, read_clock
from app.services.errors import CheckoutError
from app.views.parts.errors import refused_words, use_errors
from app.views.parts.form import form_screen, use_busy
from app.views.parts.kept_state import use_kept_state
from app.views.parts.share_button import toast
from app.views.parts.shop_context import use_actions
from app.views.parts.told_places import LIST, not_heard, use_told_places

# What a shop probably means that has none yet.
_USUAL: Final = QuietHours(23 * 60, 7 * 60, paid_breaks=True)


@part
def QuietTime() -> ft.Control:
    """The form begins with what the server has."""
    look, asked = use_look(), use_told_places()
    if asked.told is None:
        return form_screen(look.t("note.quiet"), go(LIST), not_heard(asked), [])
    return QuietForm(asked.told.quiet)


@part
def QuietForm(began: QuietHours | None) -> ft.Control:
    """Hours are gone through by half ones: nothing can be mistyped."""
    look, actions, page = use_look(), use_actions(), ft.context.page
    p, t = look.p, look.t
    usual = began or _USUAL
    errors, set_errors = use_errors()
    busy, at_work = use_busy()
    # As texts, in which a page whose line was lost gets them back.
    is_on, set_on = use_kept_state("on", "yes" if began else "")
    first, set_first = use_kept_state("first", clock_of(usual.begins))
    last, set_last = use_kept_state("last", clock_of(usual.ends))
    breaks, set_breaks = use_kept_state("breaks", "yes" if usual.paid_breaks else "")

    async def save() -> None:
        if is_on and first == last:
            set_errors({"hours": t("note.quiet.same")})
            return
        set_errors({})
        try:
            await actions.rest(QuietHours(read_clock(first), read_clock(last), bool(breaks)) if is_on else None)
        except CheckoutError as error:
            set_errors({"all": refused_words(error, t)})
        else:
            toast(page, t("shop.saved"))
            page.navigate(LIST)

    rows = [
        switch(
            "quiet-on",
            ft.Icons.BEDTIME_OUTLINED,
            t("note.quiet"),
            t("note.quiet.sub"),
            lambda: set_on("" if is_on else "yes"),
            on=bool(is_on),
        )
    ]
    if is_on:
        first_one, last_one = t("note.quiet.first"), t("note.quiet.last")
        rows += [rule(), _hour("quiet-first", first_one, first, set_first, look)]
        rows += [rule(), _hour("quiet-last", last_one, last, set_last, look)]
        rows += [rule(), _breaks(lambda: set_breaks("" if breaks else "yes"), look, on=bool(breaks))]
    body: list[ft.Control] = [card(ft.Column(rows, spacing=0), padding=0)]
    body += [field_error(f"{name}-error", errors[name]) for name in ("hours", "all") if name in errors]
    body.append(text(t("note.quiet.server"), "caption", p.on_surface_variant))
    save_it = button("save", t("act.save"), at_work(save), kind="disabled" if busy else "primary")
    return form_screen(t("note.quiet"), go(LIST), body, [save_it], errors)


def _breaks(turn: Press, look: Look, *, on: bool) -> ft.Control:
    words, below = look.t("note.quiet.breaks"), look.t("note.quiet.breaks.sub")
    return switch("quiet-breaks", ft.Icons.PAYMENTS_OUTLINED, words, below, turn, on=on)


def _hour(ident: str, label: str, clock: str, on_change: Callable[[str], None], look: Look) -> ft.Control:
    """An hour of the day, with the half hour before it and the one after."""
    p, t = look.p, look.t
    minute = read_clock(clock)
    words = clock_words(minute, look.language)
    back, on = clock_of(half_hour_back(minute)), clock_of(half_hour_on(minute))
    shown = short_text(words, "subtitle", p.on_surface, text_align=ft.TextAlign.CENTER)
    named = ft.Semantics(
        identifier=ident,
        label=f"{label}: {words}",
        container=True,
        live_region=True,
        exclude_semantics=True,
        content=shown,
        expand=True,
    )
    earlier, later = (f"{label}: {t(key)}" for key in ("note.earlier", "note.later"))
    before, after = ft.Icons.CHEVRON_LEFT_ROUNDED, ft.Icons.CHEVRON_RIGHT_ROUNDED
    steps = ft.Row(
        [
            icon_button(f"{ident}-back", before, earlier, p.primary, lambda: on_change(back)),
            named,
            icon_button(f"{ident}-on", after, later, p.primary, lambda: on_change(on)),
        ],
        spacing=4,
    )
    lines = ft.Column(
        [text(label, "label.small", p.on_surface_variant), steps],
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Container(lines, padding=ft.Padding.symmetric(horizontal=16, vertical=10))
