"""A sum, struck on keys of our own: the figure, amounts that replace it, and twelve keys."""

from collections.abc import Callable
from typing import Final

import flet as ft

from app.kit.buttons import Press, tappable
from app.kit.look import Look
from app.kit.rows import letters_in
from app.kit.typography import AMOUNTS_GROW, STYLES, amount_text, still_text, text
from language import Language, in_digits_of, latin_digits, taka_in_words
from money import Money, NotMoney, format_taka, parse_payment

_KEYS: Final = ("1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "0", "del")
_LONGEST: Final = 10
_QUICK: Final = {
    5: (100, 200, 500, 1_000, 2_000),
    4: (100, 200, 500, 1_000),
    3: (100, 500, 1_000),
    2: (500, 1_000),
}
_QUICK_WIDE: Final = 56
"""As wide as the longest of them in normal text, with what is around it."""
_TALL: Final = 740
_SHORT: Final = 620
_ON_ITS_SIDE: Final = (560, 560)
"""From this width, below this height, keys stand beside the figure: a phone on its side."""
LOW_WORDS: Final = 44
"""The room for a sum in words in a low window, typed or not: two lines of ordinary letters, or one of large ones."""
# A letter is at most so wide, in sizes of its letters; of many, and with what ends of lines leave free, less.
_LETTER: Final = 0.7
_ONE_OF_MANY: Final = 0.6
_SMALLEST: Final = 11.0


def press(amount: str, key: str) -> str:
    """The typed amount after one key: at most two decimals, no second point, no leading zeros."""
    if key == "del":
        return amount[:-1]
    _, point, decimals = amount.partition(".")
    if key == ".":
        return amount if point else (amount or "0") + "."
    if len(amount) >= _LONGEST or (point and len(decimals) >= 2):
        return amount
    return key if amount == "0" else amount + key


def shown_amount(amount: str, language: Language) -> str:
    """The figure while it is typed: grouped, with just the decimals that were typed."""
    whole, point, decimals = latin_digits(amount).partition(".")
    if not whole.isdecimal():
        return f"৳{amount}"
    grouped = format_taka(Money(int(whole) * 100), "en", decimals=False)
    return in_digits_of(language, grouped + point + decimals)


def is_on_its_side(look: Look) -> bool:
    """Whether the screen is too low for keys below the figure, and wide enough for them beside it."""
    wide_from, below = _ON_ITS_SIDE
    return look.width >= wide_from and look.height < below


def figure(amount: str, error: str, room: float, look: Look) -> ft.Control:
    """The sum as it is typed; smaller on a short screen, which has to show the keys as well."""
    p = look.p
    color = p.error if error else p.on_surface if amount else p.outline
    style = "amount.xl" if look.height >= _TALL else "amount.lg"
    # The lowest windows have room for keys, and for what is behind আরও, only below letters of the ordinary size.
    by = 1 if look.height >= _SHORT else 1 / min(look.text_scale, AMOUNTS_GROW)
    shown = amount_text(shown_amount(amount or "0", look.language), style, color, room, look.text_scale, by)
    shown.text_align = ft.TextAlign.CENTER
    return ft.Semantics(identifier="amount", container=True, content=shown)


def in_words(amount: str, look: Look, *, wide: bool) -> ft.Text:
    """The amount in words, where it can be read.

    On a desktop the figure stands before the words, in the digits of the language: the box keeps what is typed as it
    is typed, for text that is changed under somebody's fingers loses some.
    """
    p, language = look.p, look.language
    try:
        money = parse_payment(amount, least=Money(1))
    except NotMoney:
        return text(" ", "small", p.on_surface_variant)
    words = taka_in_words(money.poisha, language)
    if wide:
        before = format_taka(money, language, decimals="." in amount)
        return text(f"{before} · {words}", "small", p.on_surface_variant)
    return text(words, "small", p.on_surface_variant, text_align=ft.TextAlign.CENTER)


def in_few_lines(amount: str, look: Look, room: float) -> ft.Control:
    """The amount in words in a low window: in one line where that can be, and else in two of ordinary letters."""
    said, ordinary = in_words(amount, look, wide=False).value, STYLES["small"].size
    letters = max(1, letters_in(said))
    size = min(ordinary * look.text_scale, room / (_LETTER * letters))
    if size < ordinary:
        size = max(_SMALLEST, min(ordinary, 2 * room / (_ONE_OF_MANY * letters)))
    words = still_text(said, "small", look.p.on_surface_variant, look.text_scale, size)
    words.text_align = ft.TextAlign.CENTER
    return ft.Container(words, height=LOW_WORDS, alignment=ft.Alignment.CENTER)


def quick_sums(room: float, scale: float) -> tuple[int, ...]:
    """The amounts in taka that stand in one row of this width, none of them broken however large text is drawn."""
    gap = 6
    fits = next((n for n in _QUICK if n * _QUICK_WIDE * scale + (n - 1) * gap <= room), min(_QUICK))
    return _QUICK[fits]


def quick(look: Look, change: Press, room: float) -> ft.Control:
    """Amounts that replace the figure with one press."""
    p = look.p

    def replace(amount: str) -> Press:
        return lambda: change(amount)

    chips: list[ft.Control] = []
    for taka in quick_sums(room, look.text_scale):
        words = format_taka(Money(taka * 100), look.language, decimals=False)
        shown = text(words, "label.small", p.on_surface, text_align=ft.TextAlign.CENTER, no_wrap=True)
        chips.append(
            tappable(
                f"quick-{taka}",
                shown,
                replace(str(taka)),
                label=words,
                expand=1,
                bgcolor=p.surface_container_lowest,
                border=ft.Border.all(1, p.outline_variant),
                border_radius=10,
                alignment=ft.Alignment.CENTER,
                height=48,
            )
        )
    return ft.Row(chips, spacing=6)


def keypad(strike: Callable[[str], None], look: Look) -> ft.Control:
    """Twelve keys, 58 high where there is room for it, and never below what a finger needs."""
    p, t = look.p, look.t
    height = look.height if not is_on_its_side(look) else 0
    high, gap = (58, 8) if height >= _TALL else (54, 6) if height >= _SHORT else (48, 6)

    def key(name: str) -> ft.Control:
        digit = in_digits_of(look.language, name)
        label = {"del": t("a11y.key.del"), ".": t("a11y.key.dot")}.get(name, digit)
        face: ft.Control = (
            ft.Icon(ft.Icons.BACKSPACE_OUTLINED, size=24, color=p.on_surface)
            if name == "del"
            else amount_text(digit, "amount.md", p.on_surface, 100, look.text_scale)
        )
        plain = name in ("del", ".")
        return tappable(
            f"key-{name}",
            face,
            lambda: strike(name),
            label=label,
            expand=1,
            bgcolor=None if plain else p.surface_container_lowest,
            border=None if plain else ft.Border.all(1, p.outline_variant),
            border_radius=14,
            alignment=ft.Alignment.CENTER,
            height=high,
        )

    rows: list[ft.Control] = [
        ft.Row([key(name) for name in _KEYS[start : start + 3]], spacing=8) for start in range(0, 12, 3)
    ]
    return ft.Column(rows, spacing=4 if look.is_low else gap)
