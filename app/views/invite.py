"""কাউকে যোগ করুন: as what, and then an invitation to be shown or sent, until somebody has come by it."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import ClientPress, button
from app.kit.error_boundary import part
from app.kit.fields import field_error
from app.kit.look import Look, go, use_look
from app.kit.qr import qr_image
from app.kit.surfaces import card, heading
from app.kit.typography import text
from app.services.answers import Invitation
from app.services.errors import CheckoutError
from app.views.parts.as_what import as_what, read_most
from app.views.parts.badges import notice
from app.views.parts.errors import refused_words, use_errors
from app.views.parts.form import form_screen, use_busy
from app.views.parts.kept_state import use_kept, use_kept_state
from app.views.parts.people import STAFF, device_words
from app.views.parts.share_button import copy_button, has_share_sheet, shared, toast
from app.views.parts.shop_context import use_actions, use_seen_shop, use_session, use_signed_in
from language import clock_time

log = logging.getLogger(__name__)
KEPT: Final = "shown invitation code"
"""By its ending it is not written to the disk: whoever has the code may come in by it."""
_QR: Final = 240
_AROUND_QR: Final = 76
_LOOK_SECONDS: Final = 4
_STRETCH: Final = ft.CrossAxisAlignment.STRETCH


@dataclass(frozen=True, slots=True)
class _Made:
    """An invitation that is shown, and the devices that were signed in before it: whoever is new came by it."""

    invitation: Invitation
    known: frozenset[str]


_NONE: Final[_Made | None] = None


@part
def Invite() -> ft.Control:
    """For the owner alone."""
    look, actions = use_look(), use_actions()
    p, t = look.p, look.t
    errors, set_errors = use_errors()
    busy, at_work = use_busy()
    role, set_role = use_kept_state("role", STAFF[0])
    made, set_made = use_kept_state(KEPT, _NONE)
    most: MutableRef[ft.TextField] = use_kept("staff-sum")

    def choose(value: str) -> None:
        set_role(value)
        set_errors({})

    async def invite() -> None:
        given, wrong = read_most(role, most, t, look.language)
        if wrong:
            set_errors({"sum": wrong})
            return
        try:
            known = frozenset(one.id for one in await actions.devices())
            set_made(_Made(await actions.invite(role, given), known))
            set_errors({})
        except CheckoutError as refused:
            set_errors({"all": refused_words(refused, t)})

    back = go("/settings/devices")
    if made is not None:
        return form_screen(t("staff.add"), back, [Shown(made, lambda: set_made(None), key=made.invitation.id)], [])
    body: list[ft.Control] = [
        text(t("staff.add.sub"), "small", p.on_surface_variant),
        *as_what(role, choose, most, look, wrong=errors.get("sum")),
        *([field_error("staff-error", errors["all"])] if "all" in errors else []),
    ]
    make = button("staff-invite", t("staff.invite"), at_work(invite), kind="disabled" if busy else "primary")
    return form_screen(t("staff.add"), back, body, [make], errors)


@part
def Shown(made: _Made, again: Callable[[], None], key: str = "") -> ft.Control:
    """The QR and the link, for as long as they let somebody in; then who came, or that its time is over."""
    look = use_look()
    p, t = look.p, look.t
    came, is_over = _use_what_became_of_it(made)
    if came:
        words = t("staff.came", name=device_words(came, t))
        good = notice(words, ft.Icons.VERIFIED_ROUNDED, p.active_container, p.on_active_container, ident="staff-came")
        done = button("staff-done", t("staff.done"), go("/settings/devices"))
        return ft.Column([good, done], spacing=12, horizontal_alignment=_STRETCH)
    if is_over:
        late = notice(t("staff.over"), ft.Icons.SCHEDULE_ROUNDED, p.hold_container, p.on_hold_container)
        more = button("staff-again", t("staff.again"), again, kind="tonal")
        return ft.Column([late, more], spacing=12, horizontal_alignment=_STRETCH)
    return _code(made.invitation, again, look)


def _use_what_became_of_it(made: _Made) -> tuple[str, bool]:
    """Who came by it, once somebody has, and whether its time is over."""
    actions, session, projection = use_actions(), use_session(), use_signed_in().projection
    expires_at = made.invitation.expires_at
    came, set_came = ft.use_state("")
    is_over, set_over = ft.use_state(expires_at <= session.clock())

    async def follow() -> None:
        while expires_at > session.clock():
            await asyncio.sleep(_LOOK_SECONDS)
            if projection.is_over:
                return  # Its page is gone for good.
            try:
                devices = await actions.devices()
            except CheckoutError as error:
                log.info("not known whether somebody came: %r", error)
                continue
            name = next((one.name for one in devices if one.id not in made.known and one.role in STAFF), "")
            if name:
                set_came(name)
                return
        set_over(True)

    ft.use_effect(follow, [], cleanup=lambda: None)
    return came, is_over


def _code(invitation: Invitation, again: Callable[[], None], look: Look) -> ft.Control:
    """What is shown and sent, until when, and the way to take it back."""
    actions, page = use_actions(), ft.context.page
    p, t, shown = look.p, look.t, invitation.shown

    async def take_back() -> None:
        try:
            await actions.withdraw(invitation.id)
        except CheckoutError as refused:
            toast(page, refused_words(refused, t))
        else:
            again()

    image = qr_image(shown, min(_QR, look.width - _AROUND_QR), t("staff.qr"))
    code = ft.Row([image], alignment=ft.MainAxisAlignment.CENTER)
    until = clock_time(invitation.expires_at, look.language)
    lines: list[ft.Control] = [
        heading(t(f"role.{invitation.role}"), "subtitle", p.on_surface),
        ft.Semantics(identifier="invitation", container=True, content=code),
        text(t("staff.show" if invitation.url else "staff.show.code", t=until), "small", p.on_surface_variant),
        SendInvitation(invitation),
        copy_button("staff-copy", shown, look, 0, t("staff.copy" if invitation.url else "staff.copy.code")),
        button("staff-withdraw", t("staff.withdraw"), take_back, kind="danger_text"),
    ]
    return card(ft.Column(lines, spacing=12, horizontal_alignment=_STRETCH))


@part
def SendInvitation(invitation: Invitation) -> ft.Control:
    """By the system's sheet, or by WhatsApp where there is none."""
    look, shop, page = use_look(), use_seen_shop(), ft.context.page
    t = look.t
    sheet: MutableRef[ft.Share] = ft.use_ref(lambda: ft.Share())
    has_sheet, set_has_sheet = ft.use_state(has_share_sheet(page))
    words = _message(invitation, shop.home.shop.name if shop.home else "", look)
    if not has_sheet:
        opens = ClientPress(ft.OpenUrl(f"https://wa.me/?text={quote(words)}", target=ft.UrlTarget.BLANK))
        return button("staff-send", t("staff.send.whatsapp"), opens, icon=ft.Icons.CHAT_OUTLINED)

    async def send() -> None:
        assert sheet.current is not None
        if not await shared(sheet.current.share_text(words, mail_to_fallback_enabled=False)):
            # Browsers open a page only within a press: the next one does.
            set_has_sheet(False)
            toast(page, t("staff.send.none"))

    return button("staff-send", t("staff.send"), send, icon=ft.Icons.SHARE_OUTLINED)


def _message(invitation: Invitation, shop: str, look: Look) -> str:
    t, until = look.t, clock_time(invitation.expires_at, look.language)
    key = "staff.msg" if invitation.url else "staff.msg.code"
    return t(key, shop=shop, role=t(f"role.{invitation.role}"), t=until, url=invitation.shown)
