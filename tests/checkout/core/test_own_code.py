"""A shop's own code: what is taken for one, what is shown of it, and of whose account a server's word can be."""

from collections.abc import Callable

import pytest

from checkout.core.own_code import is_told_of, kept_own_code, read_own_code
from checkout.errors import BadFields
from checkout.words import WORDS
from emvqr import Field, read_shop_code, write_fields
from tests.emvqr.samples import EMVCO, ONE_TIME, STATIC, changed

WRONG: dict[str, Callable[[], str]] = {
    "qr_other": lambda: "https://pay.example/l/ABC",
    "qr_cut": lambda: STATIC[:-20],
    "qr_changed": lambda: STATIC.replace("RAHIM", "KARIM"),
    "qr_made_wrong": lambda: changed(STATIC, without="60"),
    "qr_country": lambda: EMVCO,
    "qr_currency": lambda: changed(STATIC, Field("53", "840")),
    "qr_scheme": lambda: changed(STATIC, Field("02", "4" * 16), without="26"),
    "qr_person": lambda: changed(STATIC, Field("52", "4829")),
    "qr_one_time": lambda: ONE_TIME,
    "qr_tip": lambda: changed(STATIC, Field("55", "01")),
    "qr_sum": lambda: changed(STATIC, Field("54", "20.00")),
    "qr_no_room": lambda: changed(STATIC, Field("62", "0795" + "T" * 95)),
}


@pytest.mark.parametrize("sentence", WRONG)
def test_whatever_else_it_is_has_one_sentence(sentence: str) -> None:
    with pytest.raises(BadFields) as refused:
        read_own_code(WRONG[sentence]())
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("text", sentence)
    assert f"field.{sentence}" in WORDS


def test_it_is_kept_as_it_was_read_and_says_whose_it_is() -> None:
    code = read_own_code(f" {STATIC}\n")
    assert (code.text, code.name, code.city, code.bank) == (STATIC, "RAHIM STORE", "DHAKA", "")
    inside = [Field("00", "com.pubalibankbd"), Field("01", "00"), Field("02", "0175"), Field("03", "9" * 16)]
    pubali = changed(STATIC, Field("26", write_fields(inside)))
    assert read_own_code(pubali).bank == "Pubali Bank"


def test_a_name_of_which_nothing_is_seen_is_none() -> None:
    with pytest.raises(BadFields, match="qr_made_wrong"):
        read_own_code(changed(STATIC, Field("59", "\u202e\u2066")))


def test_its_names_are_cleaned_as_all_given_texts() -> None:
    turned = changed(STATIC, Field("59", "RAHIM\u202e STORE"), Field("64", "0002bn0106\u2066রহিম\u2069"))
    code = read_own_code(turned)
    assert (code.name, code.local_name) == ("RAHIM STORE", "রহিম")
    assert read_shop_code(code.text).name == "RAHIM\u202e STORE"


def test_a_servers_word_is_of_the_very_accounts_in_the_code() -> None:
    told = read_own_code(STATIC).accounts
    again = changed(STATIC, Field("62", "0706TILL02"))
    other = changed(STATIC, Field("26", "0011com.example010200020499990316" + "9" * 16))
    two = changed(STATIC, Field("27", "0011com.example010200020499990316" + "9" * 16))
    card = changed(STATIC, Field("02", "4" * 16))
    texts = (STATIC, again, other, two, card)
    assert [is_told_of(read_own_code(text), told) for text in texts] == [True, True, False, False, False]
    assert not is_told_of(read_own_code(STATIC), "")


def test_a_code_that_this_program_takes_no_more_is_as_none() -> None:
    assert kept_own_code("") is None
    assert kept_own_code("0002019999") is None
