"""One link as a pane: the hand-over line first, then QR and share while it is active, its story and its payments."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import Press, abreast, button, tappable
from app.kit.dialog import use_dialog
from app.kit.error_boundary import part
from app.kit.fields import field_error
from app.kit.look import WIDE_FROM, Look, Say, go, use_look, use_palette, use_words
from app.kit.qr import qr_image, short_url
from app.kit.rows import near_time
from app.kit.surfaces import bottom_bar, card, heading, rule, scrolling
from app.kit.typography import short_text, text
from app.model.handover import DisplayStatus, LinkRow, display_status_of, link_row, may_be_shared
from app.model.records import LinkRecord, PaymentRecord
from app.services.errors import CheckoutError, Rejected
from app.views.parts.badges import small_status
from app.views.parts.link_rows import payments_so_far, row_who
from app.views.parts.link_status import link_status
from app.views.parts.link_timeline import link_timeline
from app.views.parts.people import who_paid
from app.views.parts.seen_in_bank import SeenInBank
from app.views.parts.share_button import ShareButton, copy_button, small_copy_button, toast
from app.views.parts.shop_context import (
    use_account,
    use_actions,
    use_seen_shop,
    use_session,
    use_shop,
    use_signed_in,
    use_store,
)
from app.views.parts.sums import is_narrow
from language import until_phrase
from money import Money, format_taka

log = logging.getLogger(__name__)
# Narrower than this neither an address nor a button has room beside the code.
_BESIDE_FROM: Final = 360
# On an old monitor the pane is no wider than a phone, with a larger code.
_PANE_FROM: Final = 1200
# Nor has the shortest of words a third of the line, beside its picture.
_COPY_FROM: Final = 340
# In a lower window, in the size of its text, a larger code would push what is pressed out of sight.
_ROOMY: Final = 600
# Nor have two buttons beside each other, whose words are never cut.
_TWO_FROM: Final = 380


@part
def LinkDetailPane(link_id: str, key: str = "") -> ft.Control:
    """The link as one pane, on a phone and beside the list."""
    look = use_look()
    p, t, shop = look.p, look.t, use_shop()
    session, store, projection = use_session(), use_store(), use_signed_in().projection
    link = store.link(link_id)
    payments = store.payments(link_id)
    seen = link_id, *(payment.id for payment in payments)
    ft.use_effect(lambda: projection.opened(*seen), [link_id, shop.version], cleanup=lambda: None)
    if link is None:
        return ft.Container(text(t("app.notfound"), "body", p.on_surface_variant), padding=24)
    wide = look.width >= 1000
    if link.kind == "store":
        body = _store(link, payments, look)
        return card(scrolling(body)) if wide else scrolling(body)
    row = link_row(link, payments, session.clock())
    body = [
        *link_status(row, look),
        *([field_error("link-problem", t("link.problem", why=link.problem))] if link.problem else []),
        *([_qr(row, look)] if may_be_shared(row) else []),
        link_timeline(row, store.seen(link.id), look),
        SeenInBank(link.id, row.display_status),
        *_payments(payments, look),
        LinkActs(link, row.display_status, row_who(row, t)),
    ]
    if wide:
        return card(scrolling(body), padding=8)
    foot: list[ft.Control] = []
    if may_be_shared(row):
        foot = [bottom_bar([_shares(link, look)])]
    return ft.Column([scrolling(body), *foot], spacing=0, expand=True)


def _store(link: LinkRecord, payments: list[PaymentRecord], look: Look) -> list[ft.Control]:
    p, t, language = look.p, look.t, look.language
    may_change = use_session().shop.rights.changes_links
    head = ft.Column(
        [
            heading(t("home.link.title"), "headline", p.on_surface),
            *([text(payments_so_far(link, t, language), "small", p.on_surface_variant)] if may_change else []),
            short_text(short_url(link.url), "label.small", p.primary),
        ],
        spacing=2,
    )
    rules = button(
        "link-edit", t("edit.store"), go(f"/links/{link.id}/edit"), kind="outline", icon=ft.Icons.TUNE_ROUNDED
    )
    return [head, *([rules] if may_change else []), *_payments(payments, look)]


def _shares(link: LinkRecord, look: Look) -> ft.Control:
    narrow = look.is_large or look.width < _COPY_FROM
    share = ShareButton(link.id, "link-share", 1 if narrow else 2)
    copy = small_copy_button("link-copy", link.url, look) if narrow else copy_button("link-copy", link.url, look)
    return ft.Row([share, copy], spacing=10)


def _qr(row: LinkRow, look: Look) -> ft.Control:
    """Only while the link is active: once a payment has begun nobody shall pay twice."""
    p, t = look.p, look.t
    link, account, now = row.link, use_account(), use_session().clock()
    stacked = look.is_large or account.width < _BESIDE_FROM or WIDE_FROM <= account.width < _PANE_FROM
    centred = ft.TextAlign.CENTER if stacked else ft.TextAlign.START
    about: list[ft.Control] = [text(short_url(link.url), "label.small", p.primary, text_align=centred)]
    if link.expires_at:
        about.append(
            text(
                t("link.expires", t=until_phrase(link.expires_at, now, account.language)),
                "caption",
                p.on_surface_variant,
                text_align=centred,
            )
        )
    # A phone has them at the thumb.
    if account.width >= 1000:
        about.append(_shares(link, look))
    about.append(
        button("show-qr", t("act.qr"), go(f"/qr/{link.id}"), kind="outline", icon=ft.Icons.OPEN_IN_FULL_ROUNDED)
    )
    # A desktop has room for one that is scanned across the counter.
    is_roomy = account.width >= 1000 and look.height >= _ROOMY * look.text_scale
    code = qr_image(link.url, 200 if is_roomy else 140, t("a11y.qr.code"))
    if stacked:
        body = [ft.Row([code], alignment=ft.MainAxisAlignment.CENTER), *about]
        return card(ft.Column(body, spacing=10, horizontal_alignment=ft.CrossAxisAlignment.STRETCH))
    side = ft.Column(about, spacing=10, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return card(ft.Row([code, side], spacing=14))


def _payments(payments: list[PaymentRecord], look: Look) -> list[ft.Control]:
    """The attempts to pay, newest first; each opens its own screen."""
    p, t, language = look.p, look.t, look.language
    if not payments:
        empty = ft.Row(
            [
                ft.Icon(ft.Icons.SCHEDULE_OUTLINED, size=22, color=p.on_surface_variant),
                text(t("link.nopay"), "small", p.on_surface_variant, expand=True),
            ],
            spacing=12,
        )
        return [heading(t("link.payments"), "subtitle", p.on_surface), card(empty, radius=14)]
    now = use_session().clock()
    rows: list[ft.Control] = []
    for payment in payments:
        if rows:
            rows.append(rule())
        rows.append(_payment_row(payment, near_time(payment.paid_at or payment.created_at, now, language), look))
    return [heading(t("link.payments"), "subtitle", p.on_surface), card(ft.Column(rows, spacing=0), padding=0)]


def _payment_row(payment: PaymentRecord, when: str, look: Look) -> ft.Control:
    p, t, language = look.p, look.t, look.language
    status = display_status_of(payment)
    called, method = who_paid(payment, language)
    below = f"{method} · {when}" if method else when
    amount = format_taka(payment.amount, language)
    name = short_text(called, "subtitle", p.on_surface)
    who: list[ft.Control] = [name, short_text(below, "caption", p.on_surface_variant)]
    figure = text(amount, "amount.sm", p.paid if status == "paid" else p.on_surface)
    what: list[ft.Control] = [figure, small_status(status, look)]
    arrow = ft.Icon(ft.Icons.CHEVRON_RIGHT_ROUNDED, size=22, color=p.on_surface_variant)
    if look.is_large or is_narrow(look):
        parts: list[ft.Control] = [ft.Column([*who, *what], spacing=0, expand=True), arrow]
    else:
        right = ft.Column(what, spacing=0, horizontal_alignment=ft.CrossAxisAlignment.END)
        parts = [ft.Column(who, spacing=0, expand=True), right, arrow]
    return tappable(
        f"payment-{payment.id}",
        ft.Row(parts, spacing=10),
        go(f"/payments/{payment.id}"),
        label=t("a11y.row", amt=amount, name=called, status=t(f"st.{status}"), t=below),
        padding=ft.Padding.symmetric(horizontal=16, vertical=12),
    )


@part
def LinkActs(link: LinkRecord, status: DisplayStatus, who: str) -> ft.Control:
    """What can be done with a link as it stands."""
    t, actions = use_words(), use_actions()
    stacked = use_look().is_large or use_account().width < _TWO_FROM
    page = ft.context.page
    copied: MutableRef[tuple[str, str]] = ft.use_ref(None)
    link_id, may_change = link.id, use_seen_shop().rights.changes_links

    async def attempt(act: Callable[[], Awaitable[None]]) -> bool:
        try:
            await act()
        except Rejected as error:
            toast(page, error.detail)
        except CheckoutError:
            toast(page, t("err.unreachable"))
        else:
            return True
        return False

    async def rest() -> None:
        await attempt(lambda: actions.close_link(link_id, "resume" if status == "paused" else "pause"))

    async def duplicate() -> None:
        # The same again after a lost answer, so that there is one copy.
        copied.current = copied.current or (actions.new_id("pl"), actions.new_link_code())
        new_id, code = copied.current
        if await attempt(lambda: actions.duplicate_link(link_id, new_id, code)):
            copied.current = None
            page.navigate(f"/share/{new_id}")

    async def remove() -> None:
        actions.drop_link(link_id)
        page.navigate("/")

    if status in ("waiting", "failed"):
        kept = [button("link-remove", t("link.remove"), remove, kind="danger_text")] if status == "failed" else []
        return ft.Column(list(kept), horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    share = None if stacked else 1
    icon = ft.Icons.COPY_ALL_ROUNDED
    beside = [button("link-duplicate", t("link.dup"), duplicate, kind="tonal", icon=icon, expand=share)]
    if may_change and status in ("active", "expired", "paused"):
        there, icon = f"/links/{link_id}/edit", ft.Icons.EDIT_ROUNDED
        beside.insert(0, button("link-edit", t("link.edit"), go(there), kind="tonal", icon=icon, expand=share))
    stops = _stops(link, status, who, rest, t) if may_change else _stops_own(link, status, who)
    lines = [abreast(beside, large=stacked), *stops]
    return ft.Column(lines, spacing=10, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _stops(link: LinkRecord, status: DisplayStatus, who: str, rest: Press, t: Say) -> list[ft.Control]:
    """What takes it from its payers, for a while or for good."""
    if status == "active":
        pause = button("link-pause", t("link.pause"), rest, kind="outline", icon=ft.Icons.PAUSE_ROUNDED)
        return [pause, CancelLink(link.id, who, link.amount)]
    if status == "paused":
        icon = ft.Icons.PLAY_ARROW_ROUNDED
        return [button("link-resume", t("link.resume"), rest, kind="outline", icon=icon)]
    return []


def _stops_own(link: LinkRecord, status: DisplayStatus, who: str) -> list[ft.Control]:
    """The same for who may cancel alone what was made on this device."""
    return [CancelOwn(link, who)] if status == "active" else []


@part
def CancelOwn(link: LinkRecord, who: str) -> ft.Control:
    """The same for who may cancel alone what was made on this device."""
    actions = use_actions()
    own_id, set_own_id = ft.use_state("")

    async def look() -> None:
        try:
            set_own_id(await actions.own_device_id())
        except CheckoutError as error:
            log.info("not known which device this is: %r", error)

    ft.use_effect(look, [], cleanup=lambda: None)
    is_own = own_id != "" and link.made_by_id == own_id
    return CancelLink(link.id, who, link.amount) if is_own else ft.Container()


@part
def CancelLink(link_id: str, who: str, amount: Money | None) -> ft.Control:
    """Cancel, after being asked once more; the safe answer is the large one."""
    p, t, account, actions = use_palette(), use_words(), use_account(), use_actions()
    page = ft.context.page
    asking, set_asking = ft.use_state(False)

    async def cancel() -> None:
        set_asking(False)
        try:
            await actions.close_link(link_id, "cancel")
        except Rejected as error:
            toast(page, error.detail)
        except CheckoutError:
            toast(page, t("err.unreachable"))

    def close() -> None:
        set_asking(False)

    lines = [
        heading(t("link.cancel.q"), "title", p.on_surface),
        text(t("link.cancel.sub"), "small", p.on_surface_variant),
        ft.Row(
            [
                text(who, "small", p.on_surface, expand=True),
                text(format_taka(amount or Money(0), account.language), "amount.sm", p.on_surface),
            ]
        ),
        button("cancel-no", t("link.cancel.no"), close),
        button("cancel-yes", t("link.cancel.yes"), cancel, kind="danger"),
    ]
    use_dialog(open_now=asking, lines=lines, close=close)
    return button("link-cancel", t("link.cancel"), lambda: set_asking(True), kind="danger_text")
