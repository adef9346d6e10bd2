"""পেমেন্ট যাচাই: what a customer shows or says, held against the shop's own store."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final, Literal
from urllib.parse import parse_qs, quote, unquote, urlsplit

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import button, tappable
from app.kit.error_boundary import part
from app.kit.fields import field_error
from app.kit.look import Look, Say, go, use_look, use_palette, use_words
from app.kit.palette import Palette
from app.kit.rows import near_time
from app.kit.surfaces import card
from app.kit.typography import short_text, text
from app.model.connection import ConnectionState
from app.model.handover import goods_of
from app.model.pictures import NoPicture, to_read
from app.model.records import PaymentRecord
from app.services.errors import CheckoutError, Rejected
from app.services.local_store import LocalStore
from app.state import Shop
from app.views.parts.badges import notice
from app.views.parts.form import form_screen
from app.views.parts.holds import hold_lines
from app.views.parts.people import given_words, who_paid
from app.views.parts.search_box import SearchBox
from app.views.parts.shop_context import (
    no_answer_words,
    use_actions,
    use_session,
    use_shop,
    use_signed_in,
    use_store,
)
from app.views.parts.sums import is_narrow
from money import format_taka

Odd = Literal["refunded", "returning", "partly", "late", "duplicate"]
Answer = Literal["new", "shown", "unconfirmed", "unknown", "checking", "offline"] | Odd
_AS_EVERYWHERE: Final = ("refunded", "returning", "partly", "late", "duplicate")
"""What is said of money that is not for these goods, in the words of every other screen."""
_LEAST: Final = 4
_ICONS: Final = {
    "new": ft.Icons.VERIFIED_ROUNDED,
    "shown": ft.Icons.HISTORY_ROUNDED,
    "refunded": ft.Icons.UNDO_ROUNDED,
    "returning": ft.Icons.UNDO_ROUNDED,
    "partly": ft.Icons.FRONT_HAND_ROUNDED,
    "unconfirmed": ft.Icons.FRONT_HAND_ROUNDED,
    "late": ft.Icons.SCHEDULE_ROUNDED,
    "duplicate": ft.Icons.CONTENT_COPY_ROUNDED,
    "unknown": ft.Icons.HELP_ROUNDED,
    "checking": ft.Icons.SYNC_ROUNDED,
    "offline": ft.Icons.CLOUD_OFF_ROUNDED,
}


@part
def Check() -> ft.Control:
    """The form, begun with what the address says."""
    said = unquote(ft.use_route_params().get("said", ""))
    return CheckForm(said, _shared_key(ft.context.page.route), key=said)


@part
def CheckForm(said: str, shared: str = "", key: str = "") -> ft.Control:
    """The last characters of a transaction or a receipt, or a phone number, in; one plain answer each, out."""
    p, t, shop, session, store = use_palette(), use_words(), use_shop(), use_session(), use_store()
    page = ft.context.page
    words, set_words = ft.use_state(said)
    read, set_read = ft.use_state(said)
    reads_count, set_reads_count = ft.use_state(0)

    def take(code: str) -> None:
        # The box is made anew with it, also where the same receipt is read again after something was typed.
        session.typed.leave(page.route, "search")
        set_read(code)
        set_reads_count(reads_count + 1)
        set_words(code)

    told: list[ft.Control] = []
    given = sum(letter.isalnum() for letter in words)
    if given >= _LEAST:
        found = store.find_payments(words)
        none = _said(answer(store, None, shop.connection), shop, p, t)
        told += [Found(payment.id, key=payment.id) for payment in found] or [none]
    elif given:
        told.append(text(t("chk.more"), "small", p.on_surface_variant))
    elif shop.connection is ConnectionState.OFFLINE:
        told.append(notice(no_answer_words(shop, t), _ICONS["unconfirmed"], p.hold_container, p.on_hold_container))
    search = SearchBox(t("chk.hint"), set_words, read, key=f"read-{reads_count}")
    picture = FromPicture(take, shared, key="from-picture")
    explained = text(t("chk.sub"), "small", p.on_surface_variant)
    asked: list[ft.Control] = [explained, search, picture, *told]
    if not use_look().is_wide:
        # The answer stands at once below what was typed, and what it is typed for needs no explaining any more.
        asked = [search, *(told or [explained]), picture]
    return form_screen(t("chk.title"), go("/"), asked, [])


def _shared_key(route: str) -> str:
    """By which a picture is taken that another program shared into the app; empty where none was."""
    return next(iter(parse_qs(urlsplit(route).query).get("picture", [])), "")


@part
def FromPicture(on_code: Callable[[str], None], shared: str = "", key: str = "") -> ft.Control:
    """A picture of a receipt's QR, from the camera where the browser offers it; the checkout reads it.

    `shared` is the key of one that is here already.
    """
    t, actions, session, page = use_words(), use_actions(), use_session(), ft.context.page
    picker: MutableRef[ft.FilePicker] = ft.use_ref(lambda: ft.FilePicker())
    error, set_error = ft.use_state("")
    busy, set_busy = ft.use_state(False)
    unread, set_unread = ft.use_state(b"")

    async def read(content: bytes) -> str:
        set_busy(True)
        set_error("")
        set_unread(b"")
        try:
            return await actions.read_receipt(await asyncio.to_thread(to_read, content))
        except (NoPicture, CheckoutError) as error:
            set_error(_why_unread(error, t))
            if not isinstance(error, (NoPicture, Rejected)):
                set_unread(content)  # What was shared nobody has to share once more.
        finally:
            set_busy(False)
        return ""

    async def read_again() -> None:
        if code := await read(unread):
            on_code(code)

    async def pick() -> None:
        assert picker.current is not None
        picked = await picker.current.pick_files(file_type=ft.FilePickerFileType.IMAGE, with_data=True)
        if picked and picked[0].bytes is not None and (code := await read(picked[0].bytes)):
            on_code(code)

    async def read_shared() -> None:
        content = session.take_shared(shared) if shared else None
        if content is not None and (code := await read(content)):
            # At an address of its own, so that it is there again where the page is drawn anew.
            page.navigate(f"/check/{quote(code, safe='')}")

    ft.use_effect(read_shared, [shared], cleanup=lambda: None)
    label = t("chk.reading" if busy else "chk.picture")
    icon = ft.Icons.QR_CODE_SCANNER_ROUNDED
    lines = [button("check-picture", label, pick, kind="disabled" if busy else "tonal", icon=icon)]
    if error:
        lines.append(field_error("picture-error", error))
    if unread:
        lines.append(button("picture-again", t("act.retry"), read_again, kind="tonal", icon=ft.Icons.REFRESH_ROUNDED))
    return ft.Column(lines, spacing=8, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _why_unread(error: NoPicture | CheckoutError, t: Say) -> str:
    if isinstance(error, NoPicture):
        return t("shop.err.logo")
    if isinstance(error, Rejected):
        return error.fields.get("image") or error.detail
    return t("err.unreachable")


def answer(store: LocalStore, payment: PaymentRecord | None, connection: ConnectionState) -> Answer:
    """Real and new, real but shown before, gone back, not for these goods, not yet money, or none of ours.

    What would let goods go, and that there is no such payment, is told only while the store is current: what was
    paid or went back meanwhile is not on this disk.
    """
    goods = goods_of(payment) if payment is not None else ""
    said: Answer = "unconfirmed"
    if payment is None:
        said = "unknown"
    elif goods == "paid":
        said = "shown" if seen_before(store, payment) else "new"
    elif goods in ("refunded", "returning", "partly", "late", "duplicate"):
        said = goods
    if said in ("new", "unknown") and connection is not ConnectionState.LIVE:
        return "offline" if connection is ConnectionState.OFFLINE else "checking"
    return said


def seen_before(store: LocalStore, payment: PaymentRecord) -> bool:
    """Whether its goods went out, or may have: as somebody of the shop has said, or on this device."""
    return payment.handed_over_at is not None or store.shown_at(payment.id) is not None


@part
def Found(payment_id: str, key: str = "") -> ft.Control:
    """One payment and what is to be said of it."""
    look = use_look()
    p, t, session, store, arrivals = look.p, look.t, use_session(), use_store(), use_signed_in().arrivals
    shop = use_shop()
    times, set_times = ft.use_state(0)
    payment = store.payment(payment_id)
    if payment is None:
        return ft.Container()
    language, now = look.language, session.clock()
    said = answer(store, payment, shop.connection)

    def hand_over() -> None:
        arrivals.tick_off(payment_id)
        set_times(times + 1)  # The note is in the store, which no screen watches.

    stacked = look.is_large or is_narrow(look)
    sum_ = text(format_taka(payment.amount, language), "amount.md", p.on_surface)
    facts = _facts(payment, look, near_time(payment.paid_at or payment.created_at, now, language), stacked=stacked)
    given = [button("check-given", t("chk.given"), hand_over, kind="outline")] if said == "new" else []
    lines: list[ft.Control] = [
        # Where all stands below each other the sum is first: what is said of it is never read without it.
        *([ft.Semantics(identifier="check-sum", container=True, content=sum_)] if stacked else []),
        _said(said, shop, p, t, _shown_words(payment, store.shown_at(payment_id), now, look)),
        *hold_lines(payment),
        *([*given, facts] if look.is_low else [facts, *given]),  # What is pressed is not below the fold.
    ]
    return card(ft.Column(lines, spacing=12, horizontal_alignment=ft.CrossAxisAlignment.STRETCH))


def _facts(payment: PaymentRecord, look: Look, when: str, *, stacked: bool) -> ft.Control:
    """Who paid how and when; and how much, where that does not stand above."""
    p, language = look.p, look.language
    who, method = who_paid(payment, language)
    about = " · ".join(word for word in (method, when) if word)
    number = [text(payment.gateway_ref, "caption", p.on_surface_variant)] if payment.gateway_ref else []
    lines: list[ft.Control] = [
        short_text(who, "label", p.on_surface),
        text(about, "caption", p.on_surface_variant),
    ]
    row: ft.Control
    if stacked:
        row = ft.Column([*lines, *number], spacing=0)
    else:
        amount = text(format_taka(payment.amount, language), "amount.sm", p.on_surface)
        # The number has a line of its own: in what a sum leaves of a line it would be broken twice.
        row = ft.Column([ft.Row([ft.Column(lines, spacing=0, expand=True), amount], spacing=12), *number], spacing=0)
    return tappable(f"payment-{payment.id}", row, go(f"/payments/{payment.id}"), padding=4, border_radius=8)


def _shown_words(payment: PaymentRecord, shown_at: datetime | None, now: datetime, look: Look) -> str:
    """That it was looked at before: who gave the goods, where the shop knows, else when that was on this device."""
    shown = look.t("chk.shown", t=near_time(shown_at, now, look.language)) if shown_at else ""
    return given_words(payment, now, look.language) or shown


def _said(said: Answer, shop: Shop, p: Palette, t: Say, shown: str = "") -> ft.Control:
    """The answer in words and in its colour; `shown` says of what was seen before how that was."""
    ground, ink = _colours(said, p)
    words = t(f"go.{said}") if said in _AS_EVERYWHERE else shown if said == "shown" else t(f"chk.{said}")
    if said == "unknown" and not shop.rights.sees_balance:
        # At the till nothing is known of other days.
        words = t("chk.unknown.till")
    if said == "offline" and shop.is_our_side:
        words = t("chk.err")
    return notice(words, _ICONS[said], ground, ink, ident=f"check-{said}")


def _colours(said: Answer, p: Palette) -> tuple[str, str]:
    return {
        "new": (p.paid_surface, p.on_paid_surface),
        "shown": (p.tertiary_container, p.on_tertiary_container),
        "refunded": (p.refunded_container, p.on_refunded_container),
        "returning": (p.refunded_container, p.on_refunded_container),
        "partly": (p.hold_container, p.on_hold_container),
        "late": (p.hold_container, p.on_hold_container),
        "duplicate": (p.hold_container, p.on_hold_container),
        "unconfirmed": (p.hold_container, p.on_hold_container),
        "unknown": (p.failed_container, p.on_failed_container),
        "checking": (p.pending_container, p.on_pending_container),
        "offline": (p.pending_container, p.on_pending_container),
    }[said]
