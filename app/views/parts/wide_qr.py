"""The QR on a desktop: ink over the whole screen, the words at the left, and the code as large as there is room."""

import flet as ft

from app.kit.buttons import Press, icon_button
from app.kit.look import Look
from app.kit.qr import code_share, method_chips, qr_image, short_url
from app.kit.surfaces import heading
from app.kit.typography import amount_text, short_text, still_text, text
from app.model.records import LinkRecord
from app.views.parts.two_codes import ShownCode
from money import format_taka

_CODE_MOST, _WHITE = 520.0, 44.0
_LEFT, _RIGHT, _BETWEEN = 124.0, 72.0, 56.0
_WORDS_LEAST, _HIGH_FROM = 320.0, 620.0
_SHORT_NAME = 30


def wide_qr(link: LinkRecord, name: str, look: Look, close: Press, shown: ShownCode) -> ft.Control:
    """Turned to the customer; `name` is the shop's."""
    p, t, large = look.p, look.t, look.is_large
    beside = _LEFT + _BETWEEN + 2 * _WHITE + _RIGHT
    side = max(240.0, min(_CODE_MOST, look.height - 2 * _WHITE - 80, look.width - beside - _WORDS_LEAST))
    room = look.width - beside - side
    drawn = side / code_share(shown.text)
    code = ft.Container(
        qr_image(shown.text, drawn, shown.name or t("a11y.qr.code")),
        bgcolor="#FFFFFF",
        border_radius=36,
        alignment=ft.Alignment.CENTER,
        width=side + 2 * _WHITE,
        height=side + 2 * _WHITE,
    )
    words = _words(link, name, look, shown, room)
    # What scrolls cannot stand in the middle, and where there is room nothing scrolls.
    is_short = large or look.height < _HIGH_FROM
    # In large letters whom it pays and how much have the room that these would take.
    chips = [] if shown.is_bangla or large else method_chips(p.on_ink, p.ink_raised, look.language, large=False)
    if is_short:  # Below the address, which they would cover.
        words, chips = [*words, *chips], []
    left = ft.Column(
        [
            still_text(t("app.name"), "wordmark", p.on_ink, look.text_scale, 34),
            ft.Container(
                ft.Column(words, spacing=6, tight=True, scroll=ft.ScrollMode.AUTO if is_short else None),
                expand=True,
                alignment=ft.Alignment.CENTER_LEFT,
            ),
            *chips,
        ],
        spacing=8,
        expand=True,
    )
    row = ft.Row(
        [ft.Container(left, expand=True, padding=ft.Padding.symmetric(vertical=56)), code],
        spacing=_BETWEEN,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    whole: list[ft.Control] = [
        ft.Container(width=1, bgcolor=p.ink_margin, left=84, top=0, bottom=0),
        ft.Container(width=1, bgcolor=p.ink_margin, left=88, top=0, bottom=0),
        ft.Container(row, left=_LEFT, right=_RIGHT, top=0, bottom=0),
        ft.Container(icon_button("back", ft.Icons.CLOSE_ROUNDED, t("act.close"), p.on_ink, close), right=14, top=14),
    ]
    return ft.Container(ft.Stack(whole, expand=True), bgcolor=p.ink, expand=True)


def _words(link: LinkRecord, name: str, look: Look, shown: ShownCode, room: float) -> list[ft.Control]:
    """What the customer reads beside the code, and the way to the other one."""
    p, t = look.p, look.t
    head = text(t("ctr.scan"), "headline", p.on_ink)
    assert head.style is not None
    head.style.size, head.style.height = min(54.0, room / 8.6), 1.25
    words: list[ft.Control] = [ft.Semantics(heading_level=1, container=True, content=head)]
    if shown.name:
        words.append(heading(shown.name, "title", p.on_ink, ident="qr-name"))
    words += [text(shown.how, "body", p.on_ink_variant), ft.Container(height=28)]
    if link.amount:
        words.append(amount_text(format_taka(link.amount, look.language), "amount.xl", p.on_ink, room, look.text_scale))
    # The customer compares it with the sign over the door: it is there to its last word.
    words.append(text(name, "headline" if len(name) <= _SHORT_NAME else "title", p.on_ink))
    if not shown.is_bangla:
        address = short_text(short_url(link.url), "title", p.tertiary)
        words.append(ft.Semantics(identifier="qr-url", container=True, content=address))
    if not shown.is_told_of:
        words.append(text(t("own.nottold"), "small", p.on_ink_variant))
    return [*words, *shown.other_button(p.tertiary, beside=0)]
