"""Every way in which the product prints a sum in digits is one in which it reads it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aday.operator_money import _taka
from app.model.records import read_link, read_shop
from app.model.share_message import message, sms_message
from app.views.edit_link import _figure, split_amounts
from app.views.parts.keypad import shown_amount
from checkout.errors import Problem
from checkout.words import word_problem
from language import Language
from money import Money, format_taka, parse_money, parse_signed
from tests.support.resources import MOMENT, SHOP, link

ROOT: Final = Path(__file__).parents[2]
sums = st.integers(0, 10**13).map(Money)
languages: st.SearchStrategy[Language] = st.sampled_from(["bn", "en"])
Print = Callable[[Money, Language], str]


def shared(write: Callable[..., str]) -> Print:
    def print_in(money: Money, language: Language) -> str:
        shop = read_shop(SHOP | {"language": language})
        return write(shop, read_link(link(1) | {"amount": money.poisha}), MOMENT)

    return print_in


WAYS: Final[dict[str, Print]] = {
    "pages, screens, documents, e-mails and SMS": format_taka,
    "limits and quick amounts": lambda money, language: format_taka(money, language, decimals=False),
    "what came into the balance": lambda money, language: format_taka(money, language, signed=True),
    "what a gateway is sent, and the file for a spreadsheet": lambda money, _: money.decimal_text,
    "what a suggested amount puts into the payer's field": lambda money, _: money.decimal_text.removesuffix(".00"),
    "the app's fields for limits": _figure,
    "the app's figure while it is typed": lambda money, language: shown_amount(money.decimal_text, language),
    "the refund's field": lambda money, language: format_taka(money, language).removeprefix("৳"),
    "the operator's terminal": lambda money, _: _taka(money),
}
SENTENCES: Final[dict[str, Print]] = {
    "a shared message": shared(message),
    "a shared SMS": shared(sms_message),
    "a refusal": lambda money, language: word_problem(
        language, Problem("amount", "amount_min", {"poisha": str(money.poisha)})
    ),
}


@pytest.mark.parametrize("way", WAYS)
@given(sums, languages)
def test_every_printed_sum_is_read_back_as_itself(way: str, money: Money, language: Language) -> None:
    assert parse_money(WAYS[way](money, language)) == money


@pytest.mark.parametrize("way", SENTENCES)
@given(sums, languages)
def test_a_sum_copied_out_of_a_sentence_is_read_back_as_itself(way: str, money: Money, language: Language) -> None:
    printed = re.search(r"৳[0-9০-৯,.]*[0-9০-৯]\.?", SENTENCES[way](money, language))
    assert printed is not None
    assert parse_money(printed[0]) == money


@given(st.integers(-(10**13), 10**13).map(Money), languages)
def test_every_printed_movement_of_a_balance_is_read_back_as_itself(money: Money, language: Language) -> None:
    for printed in (format_taka(money, language), format_taka(money, language, signed=True), money.decimal_text):
        assert parse_signed(printed) == money


@given(st.lists(sums, min_size=1, max_size=4), languages)
def test_suggested_amounts_are_read_back_as_themselves(amounts: list[Money], language: Language) -> None:
    printed = ", ".join(_figure(one, language) for one in amounts)
    assert [parse_money(one) for one in split_amounts(printed)] == amounts


def test_no_other_place_writes_sums_of_its_own() -> None:
    """A new way of printing belongs into the lists above."""
    own = re.compile(r"৳\{")
    found = {
        str(path.relative_to(ROOT))
        for room in ("app", "checkout", "aday", "money", "language")
        for path in (ROOT / room).rglob("*.py")
        if own.search(path.read_text(encoding="utf-8"))
    }
    assert found - {"money/format.py"} <= {"app/views/parts/keypad.py"}
