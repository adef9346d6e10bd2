"""Sums, as they are typed and as they are drawn."""

from typing import get_args

import flet as ft
import pytest
from PIL import ImageFont

from app.kit.look import Look
from app.kit.palette import LIGHT
from app.kit.typography import STYLES
from app.shell import ASSETS
from app.views.edit_link import split_amounts
from app.views.parts.form import read_amount
from app.views.parts.history_table import MONEY_WIDE, WORDS_WIDE
from app.views.parts.keypad import LOW_WORDS, in_few_lines, press, quick_sums, shown_amount
from app.views.parts.sums import amount_and_badge, has_room_for_sum
from app.words import say
from language import Language
from money import PAYMENT_LEAST, PAYMENT_MOST, Money, format_taka


@pytest.mark.parametrize(
    ("keys", "amount"),
    [
        (["1", "2", "5", "0"], "1250"),
        (["0", "5"], "5"),
        ([".", "5"], "0.5"),
        (["1", ".", ".", "5", "0", "9"], "1.50"),
        (["1", "2", "del"], "1"),
        (["del"], ""),
        (["9"] * 20, "9" * 10),
    ],
)
def test_the_keypad_types_an_amount_and_nothing_else(keys: list[str], amount: str) -> None:
    typed = ""
    for key in keys:
        typed = press(typed, key)
    assert typed == amount


@pytest.mark.parametrize("scale", [1.0, 1.3, 1.5])
@pytest.mark.parametrize("width", [320, 360, 390, 424, 480])
def test_quick_sums_stand_in_one_row_and_none_of_them_is_broken(width: int, scale: float) -> None:
    room = width - 32
    sums = quick_sums(room, scale)
    path = ASSETS / "assets" / "fonts" / "NotoSansBengali_600SemiBold.ttf"
    font = ImageFont.truetype(str(path), 100, layout_engine=ImageFont.Layout.RAQM)
    for language in get_args(Language):
        widest = max(font.getlength(format_taka(Money(taka * 100), language, decimals=False)) for taka in sums)
        assert len(sums) >= 3
        assert len(sums) * (widest * 14 * scale / 100 + 2) + (len(sums) - 1) * 6 <= room


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize(
    ("typed", "key", "limit"),
    [
        ("", "new.err.empty", None),
        ("পাঁচশ", "new.err.amount", None),
        ("50 20", "new.err.amount", None),
        ("12.345", "new.err.decimals", None),
        ("9.99 টাকা", "new.err.min", PAYMENT_LEAST),
        ("-50", "new.err.min", PAYMENT_LEAST),
        ("Tk 5,00,001", "new.err.max", PAYMENT_MOST),
    ],
)
def test_a_refused_amount_says_what_is_wrong_with_it(
    typed: str, key: str, limit: Money | None, language: Language
) -> None:
    def t(name: str, **facts: str) -> str:
        return say(language, name, **facts)

    facts = {"amt": format_taka(limit, language, decimals=False)} if limit else {}
    said = read_amount(typed, PAYMENT_MOST, t, language, least=PAYMENT_LEAST, above="new.err.max")
    assert said == say(language, key, **facts)
    assert read_amount("Tk. 1,000/-", PAYMENT_MOST, t, language) == Money(1_000_00)


def test_the_figure_shows_what_was_typed_grouped_and_in_its_script() -> None:
    assert shown_amount("1250", "bn") == "৳১,২৫০"
    assert shown_amount("1250.", "en") == "৳1,250."
    assert shown_amount("0.5", "bn") == "৳০.৫"
    # What a desktop's box took, and its window is narrowed now.
    assert shown_amount("5²", "bn") == "৳5²"


@pytest.mark.parametrize(
    ("typed", "amounts"),
    [
        ("১০০, ১,২৫০", ["১০০", "১,২৫০"]),
        ("1,250", ["1,250"]),
        ("100 200;500", ["100", "200", "500"]),
        (" , ", []),
        ("১০০ টাকা, ২০০ টাকা", ["১০০ টাকা", "২০০ টাকা"]),
        ("100 Tk 200 Tk", ["100 Tk", "200 Tk"]),
        ("Tk. 100 Tk. 200", ["Tk. 100", "Tk. 200"]),
        ("ten, 100", ["ten", "100"]),
    ],
)
def test_a_comma_without_a_space_belongs_to_one_amount(typed: str, amounts: list[str]) -> None:
    assert split_amounts(typed) == amounts


@pytest.mark.parametrize(
    ("width", "scale", "stands_beside"), [(320, 1, False), (360, 1, False), (390, 1, True), (390, 1.2, False)]
)
def test_a_sum_has_the_line_to_itself_where_its_badge_would_break_it(
    width: float, scale: float, stands_beside: bool
) -> None:
    amount = "৳১,২৩,৪৫৬.৭৮"
    drawn = amount_and_badge(amount, "paid", Look(LIGHT, "bn", scale, width, height=800))
    assert isinstance(drawn, ft.Row if stands_beside else ft.Column)
    sum_ = drawn.controls[0]
    text = sum_.content if isinstance(sum_, ft.Container) else sum_
    assert isinstance(text, ft.Text)
    assert isinstance(text.style, ft.TextStyle)
    font = ImageFont.truetype(str(ASSETS / "assets" / "fonts" / "AnekBangla_700Bold.ttf"), 100)
    needed = font.getlength(amount) * (text.style.size or 0) * scale / 100
    assert needed < width - 32 - (140 if stands_beside else 0)


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("typed", ["500", "499999", "477777.77"])
def test_in_a_low_window_a_sum_in_words_has_the_room_that_is_kept_for_it(language: Language, typed: str) -> None:
    room, scale = 288, 1.5
    kept = in_few_lines(typed, Look(LIGHT, language, scale, 320, 568), room)
    assert isinstance(kept, ft.Container)
    words = kept.content
    assert isinstance(words, ft.Text)
    assert isinstance(words.style, ft.TextStyle)
    size = (words.style.size or 0) * scale
    path = ASSETS / "assets" / "fonts" / "NotoSansBengali_400Regular.ttf"
    font = ImageFont.truetype(str(path), 100, layout_engine=ImageFont.Layout.RAQM)
    rows, row = 1, ""
    for word in words.value.split():
        joined = f"{row} {word}".strip()
        rows, row = (rows, joined) if font.getlength(joined) * size / 100 <= room else (rows + 1, word)
    assert kept.height == LOW_WORDS
    assert rows * size * (words.style.height or 0) <= LOW_WORDS
    assert size >= (STYLES["small"].size if "." not in typed else 10.9)


@pytest.mark.parametrize(
    ("width", "scale", "has_room"), [(320, 1, True), (320, 1.5, False), (390, 1.5, True), (1920, 1.5, True)]
)
def test_a_sum_stands_beside_its_name_wherever_the_window_is_wide_enough(
    width: float, scale: float, has_room: bool
) -> None:
    assert has_room_for_sum(width, scale) is has_room


@pytest.mark.parametrize(
    ("words", "weight", "size", "wide"),
    [
        ("2611302308mW7QmAK86hPvgWjI7", 400, 13, WORDS_WIDE[2]),
        ("Mastercard", 400, 14, WORDS_WIDE[1]),
        ("+৳৪,৯৯,৯৯৯.৯৯", 600, 14, MONEY_WIDE[0]),
        ("−৳১২,৫৩১.২৫", 400, 14, MONEY_WIDE[1]),
        ("৳৯৯,৯৯,৯৯,৯৯৯.৯৯", 400, 14, MONEY_WIDE[3]),
    ],
)
def test_on_the_narrowest_desktop_with_a_table_no_number_in_it_is_broken(
    words: str, weight: int, size: int, wide: int
) -> None:
    name = {400: "NotoSansBengali_400Regular", 600: "NotoSansBengali_600SemiBold"}[weight]
    font = ImageFont.truetype(
        str(ASSETS / "assets" / "fonts" / f"{name}.ttf"), 100, layout_engine=ImageFont.Layout.RAQM
    )
    assert font.getlength(words) * size / 100 <= wide
    # Time, gaps, and the edges of the card, the page and the rail.
    assert sum(WORDS_WIDE) + sum(MONEY_WIDE) <= 1280 - 104 - 64 - 40 - 142
