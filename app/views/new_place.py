"""One more place where the shop is told: by what, at which number or address, and of what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.actions import Actions
from app.kit.buttons import ClientPress, button, chips
from app.kit.error_boundary import part
from app.kit.fields import field, field_error
from app.kit.live_field import said
from app.kit.look import Say, go, use_look
from app.kit.surfaces import card, heading
from app.kit.typography import text
from app.model.told_places import USUALLY_TOLD, ToldPlaces, in_order
from app.services.errors import CheckoutError, Rejected
from app.views.parts.errors import refused_words, use_errors
from app.views.parts.form import form_screen, use_busy
from app.views.parts.kept_state import use_kept, use_kept_state
from app.views.parts.share_button import toast
from app.views.parts.shop_context import use_actions
from app.views.parts.subject_chips import SubjectChips
from app.views.parts.told_places import LIST, not_heard, use_told_places, ways_words

_LONGEST: Final = 300
_KEYBOARDS: Final[Mapping[str, ft.KeyboardType]] = {
    "sms": ft.KeyboardType.PHONE,
    "email": ft.KeyboardType.EMAIL,
    "webhook": ft.KeyboardType.URL,
}
_SAME_ID: Final = 409


@part
def NewPlace() -> ft.Control:
    """The form, once it is known by what a shop can be told here; then, for a server, the key that it is told once."""
    look, asked = use_look(), use_told_places()
    secret, set_secret = ft.use_state("")
    if secret:
        return TheSecret(secret)
    if asked.told is None:
        return form_screen(look.t("note.places"), go(LIST), not_heard(asked), [])
    return NewPlaceForm(asked.told, set_secret)


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is chosen and typed, and the id under which it is added."""

    kind: str
    address: MutableRef[ft.TextField]
    tells: frozenset[str]
    place_id: MutableRef[str]

    def wrong(self, told: ToldPlaces, t: Say) -> dict[str, str]:
        """What is missing or there already, by field; all else the server knows."""
        found = {}
        if not said(self.address):
            found["address"] = t(f"note.err.{self.kind}")
        elif any((one.kind, one.address) == (self.kind, said(self.address)) for one in told.places):
            found["address"] = t("note.err.again")
        if not self.tells:
            found["tells"] = t("note.err.none")
        return found

    async def add(self, actions: Actions) -> str:
        """The key that it is told signed by, if it is a server. Raises CheckoutError."""
        assert self.place_id.current is not None
        try:
            return await actions.add_place(self.place_id.current, self.kind, said(self.address), self.tells)
        except Rejected as refused:
            if refused.status != _SAME_ID:
                raise
        # An answer was lost, and then something else was typed: that is another place.
        self.place_id.current = actions.new_id("out")
        return await actions.add_place(self.place_id.current, self.kind, said(self.address), self.tells)


@part
def NewPlaceForm(told: ToldPlaces, on_secret: Callable[[str], None]) -> ft.Control:
    """What is typed stays, whatever is said of it."""
    look, actions, page = use_look(), use_actions(), ft.context.page
    p, t = look.p, look.t
    errors, set_errors = use_errors()
    busy, at_work = use_busy()
    kind, set_kind = use_kept_state("kind", told.kinds[0])
    tells, set_tells = use_kept_state("tells", " ".join(in_order(USUALLY_TOLD)))
    address: MutableRef[ft.TextField] = use_kept("address")
    # The same press once more, after a line that was lost, adds it once.
    place_id: MutableRef[str] = use_kept("id", lambda: actions.new_id("out"))
    draft = _Draft(kind, address, frozenset(tells.split()), place_id)

    async def turn(wanted: frozenset[str]) -> None:
        set_tells(" ".join(in_order(wanted)))

    async def save() -> None:
        wrong = draft.wrong(told, t)
        set_errors(wrong)
        if wrong:
            return
        try:
            secret = await draft.add(actions)
        except CheckoutError as error:
            set_errors(_refusal(error, t))
            return
        toast(page, t("note.added"))
        if secret:
            on_secret(secret)
        else:
            page.navigate(LIST)

    def choose(value: str) -> None:
        set_errors({})
        set_kind(value)

    kinds = [(one, t(f"note.kind.{one}")) for one in told.kinds]
    missing = text(t("note.missing", ways=ways_words(told.missing, t)), "caption", p.on_surface_variant)
    body: list[ft.Control] = [
        ft.Row(chips("kind", kinds, kind, choose), spacing=8, run_spacing=8, wrap=True),
        *([ft.Semantics(identifier="kinds-missing", container=True, content=missing)] if told.missing else []),
        _address(kind, address, errors.get("address"), t),
        text(t(f"note.how.{kind}"), "caption", p.on_surface_variant),
        heading(t("note.tells"), "subtitle", p.on_surface),
        SubjectChips("place", draft.tells, turn),
    ]
    body += [field_error(f"place-{name}-error", errors[name]) for name in ("tells", "all") if name in errors]
    save_it = button("save", t("note.add"), at_work(save), kind="disabled" if busy else "primary")
    return form_screen(t("note.places"), go(LIST), body, [save_it], errors)


def _address(kind: str, box: MutableRef[ft.TextField], error: str, t: Say) -> ft.Control:
    return field(
        "place-address",
        t(f"note.label.{kind}"),
        box,
        error=error,
        max_length=_LONGEST,
        counter="",
        keyboard_type=_KEYBOARDS.get(kind, ft.KeyboardType.TEXT),
    )


def _refusal(error: CheckoutError, t: Say) -> Mapping[str, str]:
    """What the server says, at its field where that is one of the form's."""
    if isinstance(error, Rejected) and error.fields and error.fields.keys() <= {"address", "tells"}:
        return error.fields
    return {"all": refused_words(error, t)}


@part
def TheSecret(secret: str) -> ft.Control:
    """By it the shop's server knows that it is us; nobody is told it again."""
    look, page = use_look(), ft.context.page
    p, t = look.p, look.t
    shown = ft.Semantics(identifier="secret", container=True, content=text(secret, "label", p.on_surface))
    copied = ClientPress(ft.CopyToClipboard(secret), then=lambda: toast(page, t("act.copied")))
    copy = button("secret-copy", t("act.copy"), copied, kind="tonal", icon=ft.Icons.CONTENT_COPY_OUTLINED)
    lines = ft.Column([shown, copy], spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    body: list[ft.Control] = [text(t("note.secret.sub"), "body", p.on_surface), card(lines)]
    return form_screen(t("note.secret"), go(LIST), body, [button("secret-done", t("act.done"), go(LIST))])
