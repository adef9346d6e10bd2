"""সাহায্য: how it works, what a hold and the day's word are, whom to call, and what was agreed to."""

import logging
from collections.abc import Sequence
from typing import Final

import flet as ft

from app.kit.buttons import ClientPress, button, way_to
from app.kit.error_boundary import part
from app.kit.look import Look, go, use_look, use_palette, use_words
from app.kit.palette import Palette
from app.kit.surfaces import card, heading
from app.kit.typography import text
from app.services.about import About
from app.services.errors import CheckoutError
from app.version import VERSION
from app.views.parts.form import form_screen
from app.views.parts.holds import within
from app.views.parts.how_pictures import PICTURES
from app.views.parts.shop_context import use_account, use_seen_shop, use_session
from app.views.parts.sums import ruled
from language import in_digits_of

log = logging.getLogger(__name__)
# Narrower than this a sentence has no room beside its picture.
_BESIDE_FROM: Final = 360


@part
def Help() -> ft.Control:
    """All but the operator's own words is here without a line; those stay as they were told last."""
    p, t = use_palette(), use_words()
    body: list[ft.Control] = [
        _chapter(t("help.how"), [HowItWorks()], p),
        _chapter(t("help.call"), [WhomToCall()], p),
        _chapter(t("help.hold"), [WhatAHoldIs()], p),
        _chapter(t("help.word"), [TheDaysWord()], p),
        TermsAndVersion(),
    ]
    return form_screen(t("set.help"), go("/settings"), body, [])


@part
def HelpRow() -> ft.Control:
    """The way there from the settings."""
    t = use_words()
    icon = ft.Icons.HELP_OUTLINE_ROUNDED
    return way_to("help", icon, t("set.help"), go("/settings/help"), below=t("set.help.sub"))


@part
def HowItWorks() -> ft.Control:
    """Three pictures, each with its sentence; the sentence alone is heard."""
    look = use_look()
    p, t = look.p, look.t
    steps: list[ft.Control] = []
    for number, (step, picture) in enumerate(PICTURES.items(), 1):
        n = in_digits_of(look.language, str(number))
        words = text(f"{n}. {t(f'help.how.{step}')}", "body", p.on_surface)
        drawn = ft.Semantics(exclude_semantics=True, content=picture(look))
        named = ft.Semantics(identifier=f"how-{step}", container=True, content=words)
        if look.is_large or look.width < _BESIDE_FROM:
            steps.append(ft.Column([drawn, named], spacing=8))
        else:
            named.expand = True
            steps.append(ft.Row([drawn, named], spacing=14))
    return ft.Column(ruled(steps), spacing=14, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


@part
def WhomToCall() -> ft.Control:
    """The operator's number and hours; that none was given, or that none has reached this device yet."""
    look = use_look()
    p, t, account, session, shop = look.p, look.t, use_account(), use_session(), use_seen_shop()
    about = account.about
    failed, set_failed = ft.use_state(False)

    async def ask() -> None:
        try:
            await session.hear_about()
        except CheckoutError as error:
            log.warning("not heard whom to call: %r", error)
            set_failed(True)

    # Again by itself when the line is back.
    ft.use_effect(ask, [shop.connection], cleanup=lambda: None)
    if about is not None:
        return _lines(_numbers(about, look))
    if not failed:
        return ft.Semantics(identifier="call-loading", container=True, content=_plain(t("home.loading"), p))
    why = t("help.call.later" if shop.is_our_side else "help.call.unheard")
    unheard = ft.Semantics(identifier="call-unheard", container=True, content=_plain(why, p))
    again = button("retry", t("act.retry"), ask, kind="tonal", icon=ft.Icons.REFRESH_ROUNDED)
    return _lines([unheard, again])


def _numbers(about: About, look: Look) -> list[ft.Control]:
    p, t, language = look.p, look.t, look.language
    if not about.support_phone:
        return [ft.Semantics(identifier="call-none", container=True, content=_plain(t("help.call.none"), p))]
    words = t("help.call.act", phone=about.phone(language))
    calls = ClientPress(ft.OpenUrl(about.dials))
    call = button("call", words, calls, kind="tonal", icon=ft.Icons.CALL_OUTLINED)
    hours = about.hours.get(language, "")
    said = ft.Semantics(identifier="call-hours", container=True, content=_plain(hours, p))
    return [*([said] if hours else []), call]


@part
def WhatAHoldIs() -> ft.Control:
    """What is held, what to do meanwhile, and for how long."""
    p, t, account = use_palette(), use_words(), use_account()
    language, about = account.language, account.about
    hours = about.hold_within_hours if about is not None else None
    term = t("help.hold.unknown") if hours is None else within(hours, t, language)
    named = ft.Semantics(identifier="hold-term", container=True, content=_plain(term, p))
    return _lines([_plain(t("help.hold.what"), p), _plain(t("help.hold.keep"), p), named])


@part
def TheDaysWord() -> ft.Control:
    """The word itself where the shop has one, and what it is for."""
    p, t, shop = use_palette(), use_words(), use_seen_shop()
    lines = [_plain(t("help.word.where"), p), _plain(t("arr.word.why"), p)]
    if shop.daily_word:
        word = text(shop.daily_word, "title", p.on_surface)
        lines.insert(0, ft.Semantics(identifier="word", container=True, content=word))
    return _lines(lines)


@part
def TermsAndVersion() -> ft.Control:
    """What was agreed to, and which versions these are."""
    p, t, account = use_palette(), use_words(), use_account()
    language, about = account.language, account.about
    rows: list[ft.Control] = []
    if about is not None:
        pages = (
            ("terms", t("help.terms"), ft.Icons.RECEIPT_LONG_OUTLINED, about.terms(language)),
            ("privacy", t("help.privacy"), ft.Icons.SHIELD_ROUNDED, about.privacy(language)),
        )
        for ident, words, icon, url in pages:
            if url:
                opens = ft.OpenUrl(url, target=ft.UrlTarget.BLANK)
                rows.append(way_to(ident, icon, words, ClientPress(opens)))
    server = about.version if about is not None else ""
    said = t("help.version", app=VERSION, server=server) if server else t("help.version.app", app=VERSION)
    version = ft.Container(
        text(in_digits_of(language, said), "caption", p.on_surface_variant),
        padding=ft.Padding.symmetric(horizontal=16, vertical=13),
    )
    rows.append(ft.Semantics(identifier="version", container=True, content=version))
    lines = ft.Column(ruled(rows), spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return card(lines, padding=0)


def _chapter(title: str, inside: Sequence[ft.Control], p: Palette) -> ft.Control:
    lines = [heading(title, "subtitle", p.on_surface), *inside]
    return card(ft.Column(lines, spacing=10, horizontal_alignment=ft.CrossAxisAlignment.STRETCH))


def _lines(controls: Sequence[ft.Control]) -> ft.Control:
    return ft.Column(list(controls), spacing=10, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _plain(words: str, p: Palette) -> ft.Control:
    return text(words, "body", p.on_surface_variant)
