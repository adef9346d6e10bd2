"""What who signs in agrees to, and whom to call who cannot."""

from typing import Final

import flet as ft

from app.kit.buttons import ClientPress, tappable
from app.kit.error_boundary import part
from app.kit.look import use_palette, use_words
from app.kit.typography import text
from app.views.parts.shop_context import use_about, use_account

# Stands for a link in the sentence around it.
_GAP: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
# As high as a thumb needs, with the letters between.
_HIGH: Final = 48
_LETTERS_HIGH: Final = 20
# As wide as one needs; beside a link it is the space between words.
_BESIDE: Final = 8


@part
def LegalLine() -> ft.Control:
    """One sentence in which two words open a page; it is as large before anything is known of where they lead."""
    p, t, language, about = use_palette(), use_words(), use_account().language, use_about()
    above = max(0.0, (_HIGH - _LETTERS_HIGH * use_account().text_scale) / 2)
    alone, around = ft.Padding.symmetric(vertical=above), ft.Padding.symmetric(horizontal=_BESIDE, vertical=above)
    before, between, after = t("in.legal", terms=_GAP, privacy=_GAP).split(_GAP)

    def words(said: str, padding: ft.Padding = alone) -> ft.Control:
        return ft.Container(text(said.strip(), "caption", p.on_surface_variant), padding=padding)

    def page(ident: str, key: str, url: str) -> ft.Control:
        if not url:
            return words(t(key), around)
        link = text(t(key), "caption", p.primary)
        assert isinstance(link.style, ft.TextStyle)
        link.style.decoration = ft.TextDecoration.UNDERLINE
        opens = ClientPress(ft.OpenUrl(url, target=ft.UrlTarget.BLANK))
        return tappable(ident, link, opens, label=t(key), padding=around, border_radius=8)

    return ft.Row(
        [
            words(before),
            page("terms", "in.terms", about.terms(language) if about else ""),
            words(between),
            page("privacy", "in.privacy", about.privacy(language) if about else ""),
            words(after),
        ],
        spacing=0,
        run_spacing=0,
        wrap=True,
        alignment=ft.MainAxisAlignment.CENTER,
    )


@part
def WhoHelps() -> ft.Control:
    """For who cannot sign in: the operator's number to call; nothing where none was given."""
    p, t, language, about = use_palette(), use_words(), use_account().language, use_about()
    if about is None or not about.support_phone:
        return ft.Container(height=0)
    words = t("in.help", phone=about.phone(language))
    row = ft.Row(
        [
            ft.Icon(ft.Icons.CALL_OUTLINED, size=20, color=p.primary),
            text(words, "label.small", p.primary, expand=1, expand_loose=True),
        ],
        spacing=8,
        alignment=ft.MainAxisAlignment.CENTER,
    )
    calls = ClientPress(ft.OpenUrl(about.dials))
    return tappable("who-helps", row, calls, label=words, padding=14, border_radius=14)
