"""What a keyboard of East Asia or a font of a messenger made of letters is read as what was meant, everywhere alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.core.mailbox import read_mailbox
from codes import new_code, read_code, read_one_time_code
from language import plain_forms
from money import Money, NotMoney, parse_money

WIDE = {code: 0xFEE0 + code for code in range(0x21, 0x7F)} | {0x20: 0x3000}
BOLD = {ord("0") + n: 0x1D7CE + n for n in range(10)} | {ord("A") + n: 0x1D400 + n for n in range(26)}


@pytest.mark.parametrize("form", [WIDE, BOLD], ids=["wide", "bold"])
def test_codes_sums_and_addresses_are_read_in_every_form(form: dict[int, int]) -> None:
    code = new_code()
    assert read_code(code.translate(form)) == code
    assert read_one_time_code("120449".translate(form)) == "120449"
    assert parse_money("Tk 1,250.50".translate(form)) == Money(1_250_50)
    assert read_mailbox("KARIM7@EXAMPLE.COM".translate(form)) == "KARIM7@EXAMPLE.COM"
    assert read_mailbox("a@b｡co") == read_mailbox("a@b。co") == "a@b.co"


@pytest.mark.parametrize("text", ["10²", "1½", "①00", "৳১²"])
def test_what_means_something_else_where_it_stands_is_no_digit(text: str) -> None:
    assert plain_forms(text) == text
    with pytest.raises(NotMoney):
        parse_money(text)


@given(st.text())
def test_one_character_stays_one_and_twice_is_as_once(text: str) -> None:
    once = plain_forms(text)
    assert len(once) == len(text)
    assert plain_forms(once) == once


@given(st.text(st.characters(min_codepoint=0x980, max_codepoint=0x9FF)))
def test_bangla_stays_as_it_is(text: str) -> None:
    assert plain_forms(text) == text
