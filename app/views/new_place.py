"""One more place where the shop is told: by what, at which number or address, and of what."""

from collections.abc import Callable, Mapping
from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import ClientPress, button, chips
from app.kit.error_boundary import part
from app.kit.fields import field, field_error
from app.kit.live_field import said
from app.kit.look import go, use_look
from app.kit.surfaces import card, heading
from app.kit.typography import text
from app.model.told_places import USUALLY_TOLD, ToldPlaces, in_order
from app.services.errors import CheckoutError, Rejected
from app.views.parts.errors import use_errors
from app.views.parts.form import form_screen, use_busy
from app.views.parts.kept_state import use_kept, use_kept_state
from app.views.parts.share_button import toast
from app.views.parts.shop_context import use_actions
from app.views.parts.subject_chips import SubjectChips
from app.views.parts.told_places import LIST, not_heard, use_told_places

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
        return form_screen(look.t("note.add"), go(LIST), not_heard(asked), [])
    return NewPlaceForm(asked.told, set_secret)


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

    async def turn(wanted: frozenset[str]) -> None:
        set_tells(" ".join(in_order(wanted)))

    async def add() -> str:
        assert place_id.current is not None
        subjects = frozenset(tells.split())
        try:
            return await actions.add_place(place_id.current, kind, said(address), subjects)
        except Rejected as refused:
            if refused.status != _SAME_ID:
                raise
        # An answer was lost, and then something else was typed: that is another place.
        place_id.current = actions.new_id("out")
        return await actions.add_place(place_id.current, kind, said(address), subjects)

    async def save() -> None:
        wrong = {}
        if not said(address):
            wrong["address"] = t(f"note.err.{kind}")
        elif any((one.kind, one.address) == (kind, said(address)) for one in told.places):
            wrong["address"] = t("note.err.again")
        if not tells:
            wrong["tells"] = t("note.err.none")
        set_errors(wrong)
        if wrong:
            return
        try:
            secret = await add()
        except Rejected as refused:
            is_known = bool(refused.fields) and refused.fields.keys() <= {"address", "tells"}
            set_errors(refused.fields if is_known else {"all": next(iter(refused.fields.values()), refused.detail)})
        except CheckoutError:
            set_errors({"all": t("err.unreachable")})
        else:
            toast(page, t("note.added"))
            if secret:
                on_secret(secret)
            else:
                page.navigate(LIST)

    def choose(value: str) -> None:
        set_errors({})
        set_kind(value)

    kinds = [(one, t(f"note.kind.{one}")) for one in told.kinds]
    body: list[ft.Control] = [
        ft.Row(chips("kind", kinds, kind, choose), spacing=8, run_spacing=8, wrap=True),
        field(
            "place-address",
            t(f"note.label.{kind}"),
            address,
            error=errors.get("address"),
            max_length=_LONGEST,
            counter="",
            keyboard_type=_KEYBOARDS.get(kind, ft.KeyboardType.TEXT),
        ),
        text(t(f"note.how.{kind}"), "caption", p.on_surface_variant),
        heading(t("note.tells"), "subtitle", p.on_surface),
        SubjectChips("place", frozenset(tells.split()), turn),
    ]
    body += [field_error(f"place-{name}-error", errors[name]) for name in ("tells", "all") if name in errors]
    save_it = button("save", t("note.add"), at_work(save), kind="disabled" if busy else "primary")
    return form_screen(t("note.add"), go(LIST), body, [save_it], errors)


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
