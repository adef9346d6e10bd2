"""কাউন্টার: what the desktop at the counter shows: the newest payment, what is not confirmed, and the QR to scan."""

from dataclasses import dataclass
from typing import Final

import flet as ft

from app.kit.buttons import button, tappable
from app.kit.error_boundary import part
from app.kit.look import Look, go, use_look
from app.kit.qr import method_chips, qr_image, short_url
from app.kit.surfaces import as_heading, heading
from app.kit.typography import grown, short_text, text
from app.model.connection import ConnectionState
from app.model.handover import PROCESSING_FOR
from app.model.history import Chosen, came_line
from app.model.records import LinkRecord
from app.services.history import lines, with_own_account
from app.views.arrived import UntickedLine
from app.views.counter_feed import feed, strips
from app.views.counter_panel import Newest
from app.views.parts.came_in_row import came_in_row
from app.views.parts.frame import TroubleStrip, all_payments, wide_titles
from app.views.parts.history_rows import line_address
from app.views.parts.loading import Loading
from app.views.parts.share_button import ShareButton
from app.views.parts.shop_context import use_account, use_pane, use_rows, use_session, use_shop, use_store
from app.views.parts.sound_switch import AwakeSwitch, SoundSwitch
from app.views.parts.two_codes import ShownCode, not_told, use_shown_code
from language import in_digits_of
from money import format_taka

_FEED: Final = 20
_WAITING: Final = 3
# What is above and below the panel, in it besides words and code, and its words: in large letters, of ordinary size.
_AROUND_CODE: Final = 303.0
_WORDS_HIGH: Final = 82.0
# An old monitor: the code is smaller there, and a status stands below its name.
_LINE: Final = 48.0
_NARROW_BELOW: Final = 1200
_WRAPS_BELOW: Final = 340


@part
def Counter() -> ft.Control:
    """Two columns: money at the left, the customer's QR at the right; both grow with the window."""
    look = use_look()
    p, t, shop, session, store = look.p, look.t, use_shop(), use_session(), use_store()
    by, home = look.grow, shop.home
    code = use_shown_code(home.store_link if home else None, home.shop if home else None, t)
    if shop.home is None:
        return Loading()
    narrow = look.width < _NARROW_BELOW
    right_width = 300 if narrow else 372 * by
    room = look.width - 92 * min(look.text_scale, 1.4) - 48 - 20 - right_width
    since = session.clock() - PROCESSING_FOR
    waiting, held = store.pending_payments(since, _WAITING), store.held_payments(limit=_WAITING, since=since)
    if shop.rights.sees_balance:
        found = with_own_account(store, lines(store, Chosen(), _FEED)[0], _FEED)
    else:
        found = [came_line(one) for one in store.last_payments(_FEED)]
    focused = use_rows({line.id: line_address(line) for line in found if line.payment is not None})
    rows = ft.Column(
        [feed(found, look, focused, narrow=narrow)],
        scroll=ft.ScrollMode.AUTO,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    there, where = all_payments(shop, t)
    all_ = tappable(
        "see-all",
        text(t("act.seeall"), "label.small", p.primary),
        go(there),
        label=where,
        padding=ft.Padding.symmetric(horizontal=12, vertical=14),
        border_radius=10,
    )
    is_cut_off = shop.is_kept and shop.connection is not ConnectionState.LIVE
    # Each has its place, whether it is there or not: what comes and goes above moves nothing that has the focus.
    left = ft.Column(
        [
            _slot(_reconnecting(look) if is_cut_off else None),
            _slot(Newest(room)),
            UntickedLine(is_shown=True, below=12),
            _slot(strips(waiting, held, look) if waiting or held else None),
            _slot(next(iter(came_in_row(shop.home, look)), None)),
            ft.Row([as_heading(grown(text(t("ctr.feed"), "title", p.on_surface), by), expand=True), all_]),
            use_pane(rows),
        ],
        spacing=0,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    size = CodeSize(right_width, look.height, by, look.text_scale if look.is_large else 1.0)
    qr = _qr_side(shop.home.store_link, shop.home.shop.name, look, size, code)
    right = ft.Container(qr, width=right_width)
    panes = ft.Row([left, right], spacing=20, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
    return ft.Column([Head(), TroubleStrip(tells_offline=False), panes], spacing=12, expand=True)


def _slot(content: ft.Control | None) -> ft.Control:
    return ft.Container(content, padding=ft.Padding.only(bottom=12 if content is not None else 0))


@part
def Head() -> ft.Control:
    """Title, line, today's sum, the sound and নিউ লিংক."""
    look = use_look()
    p, t, shop, language = look.p, look.t, use_shop(), look.language
    assert shop.home is not None
    titles = wide_titles(t("ctr.title"), shop, look)
    count = t(
        "ctr.count.one" if shop.home.today.count == 1 else "ctr.count",
        n=in_digits_of(language, str(shop.home.today.count)),
    )
    today = ft.Column(
        [
            text(f"{t('ctr.today')} · {count}", "caption", p.on_surface_variant),
            ft.Semantics(
                identifier="today-sum",
                container=True,
                content=text(format_taka(shop.home.today.total, language), "amount.sm", p.on_surface),
            ),
        ],
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.END,
    )
    new = button(
        "new-link", t("act.newlink"), go("/new"), kind="marigold", icon=ft.Icons.ADD_ROUNDED, name=t("a11y.newlink")
    )
    awake = [AwakeSwitch()] if use_account().awake else []
    return ft.Row([titles, today, *awake, SoundSwitch(), new], spacing=14)


def _reconnecting(look: Look) -> ft.Control:
    p, t = look.p, look.t
    ink, session = p.on_inverse_surface, use_session()
    row = ft.Row(
        [
            ft.Icon(ft.Icons.SYNC_ROUNDED, size=20, color=ink),
            text(t("ctr.reconnect"), "label.small", ink, expand=True),
            tappable(
                "retry",
                text(t("act.retry"), "label.small", p.inverse_primary),
                session.wake,
                label=t("act.retry"),
                padding=14,
                border_radius=8,
            ),
        ],
        spacing=12,
    )
    strip = ft.Container(row, bgcolor=p.inverse_surface, border_radius=14, padding=ft.Padding.only(left=18, right=6))
    return ft.Semantics(identifier="reconnecting", container=True, live_region=True, content=strip)


@dataclass(frozen=True, slots=True)
class CodeSize:
    """How much room there is for the code: the panel's width, the window's height, and how much larger all is drawn."""

    width: float
    height: float
    by: float
    text_scale: float = 1.0
    """Where text is large, how large."""

    @property
    def side(self) -> float:
        """As large as fits beside the words, and no smaller than a phone's camera takes across a counter."""
        left = self.height - 190 - 235 * self.by
        if self.text_scale > 1:
            # In a narrow panel each of heading, name and address takes two lines.
            lines = 2 if self.width < _WRAPS_BELOW else 1
            left = self.height - _AROUND_CODE - lines * _WORDS_HIGH * self.text_scale * self.by
        return max(200.0, min(self.width - 60, left))


def _qr_side(link: LinkRecord | None, name: str, look: Look, size: CodeSize, code: ShownCode) -> ft.Control:
    """What the customer scans, black on white in both themes."""
    p, t, language, large = look.p, look.t, look.language, look.is_large
    if link is None:
        return ft.Container()
    by, middle = size.by, ft.TextAlign.CENTER
    # Of two codes, the one's address or the other's warning is a line more than there is room for.
    is_longer = bool(code.other) and not (code.is_bangla and code.is_told_of)
    side = max(200.0, size.side - (_LINE * by if is_longer else 0))
    address = grown(text(short_url(link.url), "label.small", p.tertiary, text_align=ft.TextAlign.CENTER), by)
    # In large letters the code and its address have the room that these would take.
    chips = [] if code.other or large else method_chips(p.on_ink, p.ink_raised, language, large=False)
    below: list[ft.Control] = [address, *chips]
    if code.is_bangla:
        below = [] if code.is_told_of else [not_told(look, p.on_ink_variant)]
    # Beside the other press its words would take two lines in a narrow panel, and all of it in large letters.
    is_icon = large or look.width < _NARROW_BELOW
    words = [] if is_icon else [short_text(t("ctr.full"), "label", p.on_ink, expand=1, expand_loose=True)]
    full = tappable(
        "full-qr",
        ft.Row(
            [ft.Icon(ft.Icons.FULLSCREEN_ROUNDED, size=22, color=p.on_ink), *words],
            spacing=8,
            alignment=ft.MainAxisAlignment.CENTER,
            tight=is_icon,
        ),
        go(f"/qr/{link.id}"),
        label=t("ctr.full"),
        expand=None if is_icon else 1,
        bgcolor=p.ink_raised,
        border_radius=12,
        padding=15 if is_icon else 13,
    )
    how = [] if large and not code.other else [grown(text(code.how, "small", p.on_ink_variant, text_align=middle), by)]
    column = ft.Column(
        [
            as_heading(grown(text(t("ctr.scan"), "headline", p.on_ink, text_align=ft.TextAlign.CENTER), by)),
            *(
                [heading(code.name, "title", p.on_ink, ident="qr-name", text_align=ft.TextAlign.CENTER)]
                if code.name
                else []
            ),
            *how,
            ft.Row([qr_image(code.text, side, code.name or t("a11y.qr.code"))], alignment=ft.MainAxisAlignment.CENTER),
            grown(text(name, "title", p.on_ink, text_align=ft.TextAlign.CENTER), by),
            *below,
            *code.other_button(p.tertiary),
            ft.Row([full, ShareButton(link.id, "store-share", 1)], spacing=10),
        ],
        spacing=10,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Container(column, bgcolor=p.ink, border_radius=20, padding=24)
