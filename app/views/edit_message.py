"""মেসেজ বদলান: what stands above the link, in the shop's own words; the link itself cannot be touched."""

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import button
from app.kit.error_boundary import part
from app.kit.fields import field
from app.kit.live_field import typed
from app.kit.look import go, use_palette, use_words
from app.kit.qr import short_url
from app.kit.typography import text
from app.model.handover import may_be_shared
from app.model.records import LinkRecord, ShopRecord
from app.model.share_message import WORDS_MOST, own_words, standard_words
from app.views.parts.form import form_screen
from app.views.parts.kept_state import use_kept
from app.views.parts.shared_link import use_link_row, use_own_words
from app.views.parts.shop_context import use_account, use_seen_shop, use_session
from language import in_digits_of


@part
def EditMessage() -> ft.Control:
    """For a link that may be sent."""
    p, t = use_palette(), use_words()
    shop, row = use_seen_shop(), use_link_row()
    if row is None or shop.home is None or not may_be_shared(row):
        missing = text(t("app.notfound"), "body", p.on_surface_variant)
        return form_screen(t("share.edit"), go("/"), [missing], [])
    return MessageForm(row.link, shop.home.shop, key=row.link.id)


@part
def MessageForm(link: LinkRecord, shop: ShopRecord, key: str = "") -> ft.Control:
    """The words, the link below them, and the way back to the words that every link has."""
    p, t, session, language = use_palette(), use_words(), use_session(), use_account().language
    page = ft.context.page
    there = f"/share/{link.id}"
    own = use_own_words()
    words: MutableRef[ft.TextField] = use_kept("message")
    standard = standard_words(shop, link, session.clock())

    def done() -> None:
        written = own_words(typed(words))
        own.current = "" if written == standard else written
        page.navigate(there)

    def as_before() -> None:
        own.current = ""
        page.navigate(there)

    address = ft.Container(
        ft.Row(
            [
                ft.Icon(ft.Icons.LINK_ROUNDED, size=20, color=p.primary),
                text(short_url(link.url), "label.small", p.primary, expand=True),
            ],
            spacing=10,
        ),
        bgcolor=p.surface_container_high,
        border_radius=14,
        padding=14,
    )
    body: list[ft.Control] = [
        field(
            "message-words",
            t("made.msg.label"),
            words,
            initial=own.current or standard,
            multiline=True,
            min_lines=3,
            max_lines=8,
            max_length=WORDS_MOST,
            counter="",
        ),
        ft.Semantics(identifier="message-link", container=True, content=address),
        text(t("share.edit.sub", n=in_digits_of(language, str(WORDS_MOST))), "small", p.on_surface_variant),
    ]
    foot = [
        button("message-done", t("act.done"), done),
        button("message-as-before", t("share.edit.before"), as_before, kind="outline"),
    ]
    return form_screen(t("share.edit"), go(there), body, foot)
