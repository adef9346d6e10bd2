"""The share screen: the link as the customer will get it, and every way to send it; while it may be paid."""

from typing import Final

import flet as ft

from app.kit.buttons import abreast, button, icon_button, tappable
from app.kit.error_boundary import part
from app.kit.look import Look, go, use_look
from app.kit.palette import Palette
from app.kit.qr import qr_image, short_url
from app.kit.surfaces import beside_margin, bottom_bar, card, heading, scrolling, top_bar
from app.kit.typography import amount_text, short_text, text
from app.model.handover import may_be_shared
from app.model.records import LinkRecord
from app.model.share_message import message, sms_count, sms_message
from app.views.parts.badges import notice
from app.views.parts.share_button import ShareButton, copy_button, has_share_sheet, small_copy_button
from app.views.parts.share_ways import Channels, Sheets, copied_words
from app.views.parts.shared_link import not_shared, use_link_row, use_own_words
from app.views.parts.shop_context import use_account, use_session, use_shop
from app.views.parts.two_codes import ShownCode, not_told, use_shown_code
from language import in_digits_of, until_phrase
from money import format_taka

# A window this high shows the whole code and a way to send below it, in letters of the ordinary size.
_ROOMY: Final = 660


@part
def SharePhone() -> ft.Control:
    """After a link was made: QR, the message, the system's sheet, and every way of our own.

    Ours are always there: whether a phone's browser has a sheet is known only when it was asked for.
    """
    look = use_look()
    p, t = look.p, look.t
    page, shop = ft.context.page, use_shop()
    row, own = use_link_row(), use_own_words()
    code = use_shown_code(row.link if row else None, shop.home.shop if shop.home else None, t)
    if row is None:
        return _missing(look)
    if not may_be_shared(row):
        bar = top_bar(t("link.title"), go("/"), t("act.close"), closes=True)
        return ft.Column([bar, not_shared(row, look)], spacing=0, expand=True)
    link = row.link
    made, has_sheet, low = link.kind == "fixed", has_share_sheet(page), is_tight(look)
    ink = _ink_head(link, look)
    qr = ft.Container(
        ft.Column(
            [
                *_code(code, code_side(look), p.on_surface, look),
                *_below(code, link, p.primary, p.on_surface_variant, look),
            ],
            spacing=4,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        padding=8 if low else 12,
    )
    top = card(ft.Column([ink, qr], spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH), padding=0)
    # What stands at the bottom is not among the ways above it as well.
    ways: ft.Control = Channels(link.id, own.current or "", with_copy=not has_sheet)
    said = _message(link, own.current or "", look, wide=False)
    # In a low window the first way to send is seen without scrolling.
    middle = [ways, *said] if low and not has_sheet else [*said, ways]
    body: list[ft.Control] = [top, *middle, Sheets(link.id, with_qr=has_sheet)]
    foot = _low_foot(link, own.current or "", look) if low else _foot(link, own.current or "", look)
    title = t("made.title") if made else t("share.title")
    return ft.Column(
        [top_bar(title, go("/"), t("act.close"), closes=True), _scrolled(body, look), bottom_bar(foot)],
        spacing=0,
        expand=True,
    )


def _scrolled(body: list[ft.Control], look: Look) -> ft.Control:
    if not is_tight(look):
        return scrolling(body)
    return scrolling(body, padding=ft.Padding.only(left=16, right=16, top=4, bottom=16), spacing=8)


def is_tight(look: Look) -> bool:
    """Whether a code of the usual size would leave no room in sight for a way to send it."""
    return look.height < _ROOMY * look.text_scale


def code_side(look: Look) -> float:
    """How large the code is: in a low window less, so that what sends the link has room too."""
    return max(160.0, min(210.0, look.height - 408)) if is_tight(look) else 210.0


def _foot(link: LinkRecord, own: str, look: Look) -> list[ft.Control]:
    """What is pressed at the thumb; where text is large, below each other."""
    t, large, made = look.t, look.is_large, link.kind == "fixed"
    weight = 0 if large else 1
    more: list[ft.Control] = []
    if made:
        plus = ft.Icons.ADD_ROUNDED
        more = [button("another", t("made.another"), go("/new"), kind="outline", icon=plus, expand=weight or None)]
    if not has_share_sheet(ft.context.page):
        home = button("home", t("made.home"), go("/"), kind="tonal", expand=weight or None)
        return [abreast([home, *more], large=large)]
    copied, label = copied_words(link, own, use_shop(), t)
    copy = copy_button("share-copy", copied, look, weight, label)
    share = ShareButton(link.id, "share-now", 1 if made else weight, own)
    return [share, abreast([copy, *more], large=large)] if made else [abreast([share, copy], large=large)]


def _low_foot(link: LinkRecord, own: str, look: Look) -> list[ft.Control]:
    """The same in one row: the first with its word, the others as pictures."""
    p, t = look.p, look.t
    row: list[ft.Control] = [button("home", t("made.home"), go("/"), kind="tonal", expand=1)]
    if has_share_sheet(ft.context.page):
        copied, label = copied_words(link, own, use_shop(), t)
        row = [ShareButton(link.id, "share-now", 1, own), small_copy_button("share-copy", copied, look, label)]
    if link.kind == "fixed":
        plus = tappable(
            "another",
            ft.Icon(ft.Icons.ADD_ROUNDED, size=22, color=p.on_surface),
            go("/new"),
            label=t("made.another"),
            border=ft.Border.all(1, p.outline),
            border_radius=14,
            padding=15,
        )
        row.append(plus)
    return [ft.Row(row, spacing=10)]


@part
def ShareWide() -> ft.Control:
    """The same as one dialog: ink with the QR at the left, the channels at the right."""
    look = use_look()
    p, t, shop = look.p, look.t, use_shop()
    row, own = use_link_row(), use_own_words()
    code = use_shown_code(row.link if row else None, shop.home.shop if shop.home else None, t)
    if row is None:
        return _missing(look)
    close = tappable(
        "back",
        ft.Icon(ft.Icons.CLOSE_ROUNDED, size=24, color=p.on_surface),
        go("/"),
        label=t("act.close"),
        padding=12,
        border_radius=24,
    )
    if not may_be_shared(row):
        head = ft.Row([heading(t("link.title"), "headline", p.on_surface, expand=True, level=1), close])
        stands = not_shared(row, look)
        return _dialog(ft.Container(ft.Column([head, stands], tight=True), padding=24), p, width=560)
    link = row.link
    qr = ft.Column(
        [
            *([text(t("made.title"), "small", p.on_ink_variant)] if link.kind == "fixed" else []),
            *_amount_lines(link, look),
            ft.Column(
                [*_code(code, 200, p.on_ink, look), *_below(code, link, p.tertiary, p.on_ink_variant, look)],
                spacing=8,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            ),
        ],
        spacing=8,
    )
    ink = ft.Container(
        beside_margin(
            ft.Container(qr, padding=ft.Padding.only(top=24, bottom=24, right=20)), p.ink_margin, left=28, gap=18
        ),
        bgcolor=p.ink,
        width=316,
    )
    side = ft.Column(
        [
            ft.Row([heading(t("share.title"), "headline", p.on_surface, expand=True, level=1), close]),
            text(t("made.sub"), "small", p.on_surface_variant),
            Channels(link.id, own.current or ""),
            Sheets(link.id),
            *_message(link, own.current or "", look, wide=True),
        ],
        spacing=12,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    both = ft.Row(
        [ink, ft.Container(side, padding=24, expand=True)],
        spacing=0,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        intrinsic_height=True,
    )
    return _dialog(both, p, width=840)


def _dialog(content: ft.Control, p: Palette, *, width: float) -> ft.Control:
    return ft.Container(
        content,
        bgcolor=p.surface_container_lowest,
        border_radius=28,
        width=width,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )


def _ink_head(link: LinkRecord, look: Look) -> ft.Control:
    p = look.p
    column, around = ft.Column(_amount_lines(link, look), spacing=2), 4 if is_tight(look) else 14
    return ft.Container(
        beside_margin(
            ft.Container(column, padding=ft.Padding.only(top=around, bottom=around, right=16)),
            p.ink_margin,
            left=18,
            gap=14,
        ),
        bgcolor=p.ink,
    )


def _amount_lines(link: LinkRecord, look: Look) -> list[ft.Control]:
    """Amount, what for, until when; for the store link whose it is."""
    p, t, language = look.p, look.t, look.language
    if link.amount is None:
        return [text(t("home.link.title"), "title", p.on_ink), text(t("home.link.sub"), "small", p.on_ink_variant)]
    account, amount = use_account(), format_taka(link.amount, language)
    figure = amount_text(amount, "amount.lg", p.on_ink, min(250, account.width - 88), account.text_scale)
    lines: list[ft.Control] = [figure]
    if link.note:
        lines.append(text(link.note, "small", p.on_ink_variant))
    if link.expires_at:
        until = until_phrase(link.expires_at, use_session().clock(), language)
        lines.append(text(t("link.expires", t=until), "small", p.on_ink_variant))
    return lines


def _address(link: LinkRecord, color: str) -> ft.Control:
    shown = short_text(short_url(link.url), "label.small", color, text_align=ft.TextAlign.CENTER)
    return ft.Semantics(identifier="share-url", container=True, content=shown)


def _code(code: ShownCode, size: float, ink: str, look: Look) -> list[ft.Control]:
    """The QR, under its name where it could be taken for the other one."""
    image = qr_image(code.text, size, code.name or look.t("a11y.qr.code"))
    return [heading(code.name, "subtitle", ink, ident="qr-name"), image] if code.name else [image]


def _below(code: ShownCode, link: LinkRecord, color: str, quiet: str, look: Look) -> list[ft.Control]:
    """The address of the web link's, or that nobody tells of money by the other one; and the way to the other."""
    address = [] if code.is_bangla else [_address(link, color)]
    unsure = [] if code.is_told_of else [not_told(look, quiet)]
    return [*address, *unsure, *code.other_button(color)]


def _message(link: LinkRecord, own: str, look: Look, *, wide: bool) -> list[ft.Control]:
    """The very words that the customer gets, and the way to change them."""
    p, t, language = look.p, look.t, look.language
    shop, now = use_shop(), use_session().clock()
    if shop.home is None:
        return []
    words = message(shop.home.shop, link, now, own)
    change = go(f"/share/{link.id}/message")
    said = ft.Semantics(identifier="message", container=True, content=text(words, "small", p.on_surface))
    label = text(t("made.msg.label"), "label.small", p.on_surface_variant, expand=True)
    inside: list[ft.Control] = [ft.Container(said, padding=ft.Padding.symmetric(vertical=14), expand=True)]
    head: list[ft.Control] = [label]
    if wide:
        pencil = text(t("share.edit"), "label.small", p.primary)
        padding = ft.Padding.symmetric(horizontal=8, vertical=14)
        head.append(tappable("edit-message", pencil, change, label=t("share.edit"), padding=padding, border_radius=10))
    else:
        inside.append(icon_button("edit-message", ft.Icons.EDIT_ROUNDED, t("share.edit"), p.on_surface, change))
    bubble = ft.Container(
        ft.Row(inside, spacing=4, vertical_alignment=ft.CrossAxisAlignment.START),
        bgcolor=p.surface_container_high,
        border_radius=ft.BorderRadius.only(top_left=14, top_right=14, bottom_right=14, bottom_left=2),
        padding=ft.Padding.only(left=14, right=14 if wide else 2),
    )
    ground, ink = p.pending_container, p.on_pending_container
    waits = notice(t("share.waiting"), ft.Icons.CLOUD_UPLOAD_ROUNDED, ground, ink, ident="waiting-note")
    count = sms_count(sms_message(shop.home.shop, link, now, own))
    costs = text(t("share.sms.count", n=in_digits_of(language, str(count))), "caption", p.on_surface_variant)
    return [*([waits] if link.waiting else []), ft.Row(head), bubble, *([costs] if count > 1 and own else [])]


def _missing(look: Look) -> ft.Control:
    t = look.t
    return ft.Column([top_bar(t("app.notfound"), go("/"), t("act.close"), closes=True)], expand=True)
