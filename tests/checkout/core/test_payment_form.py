"""What a payer typed: read as people write it, within the link's bounds, and told field by field where it is not."""

import re
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.core.link import Link
from checkout.core.payment_form import limits_of, new_form_key, read_form, read_form_key
from checkout.errors import BadFields
from language import plain_line
from money import Money, format_taka
from tests.checkout.core.links import fixed, store

GOOD: Final = {
    "amount": "১,২৫০",
    "name": "নুসরাত জাহান",
    "phone": "০১৭০০-০০০৪৫৬",
    "email": "",
    "address": "",
    "way": "bkash",
}
LIMITED: Final = store(least=Money(100_00), most=Money(2_000_00))
FIELDS: Final = ("amount", "name", "phone", "email", "address", "way")


def refusals(link: Link, typed: dict[str, str], *required: str) -> list[tuple[str, str]]:
    with pytest.raises(BadFields) as refused:
        read_form(link, typed, ("bkash", "card"), frozenset(required))
    return [(one.field, one.code) for one in refused.value.problems]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"amount": ""}, ("amount", "amount")),
        ({"amount": "\u200b "}, ("amount", "amount")),
        ({"amount": "পাঁচশ"}, ("amount", "amount_number")),
        ({"amount": "50 20"}, ("amount", "amount_number")),
        ({"amount": "150.005"}, ("amount", "amount_decimals")),
        ({"amount": "99.99"}, ("amount", "amount_least")),
        ({"amount": "-500"}, ("amount", "amount_least")),
        ({"amount": "2000.01"}, ("amount", "amount_most")),
        ({"name": " \u200b "}, ("name", "name")),
        ({"name": "ক" * 81}, ("name", "too_long")),
        ({"phone": "01200000456"}, ("phone", "phone")),
        ({"phone": ""}, ("phone", "phone")),
        ({"email": "nusrat"}, ("email", "email")),
        ({"email": f"{'a' * 60}@{'b' * 60}.com"}, ("email", "too_long")),
        ({"address": "ক" * 201}, ("address", "too_long")),
        ({"way": ""}, ("way", "way")),
        ({"way": "nagad"}, ("way", "way")),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_else_is(
    typed: dict[str, str], problem: tuple[str, str]
) -> None:
    assert refusals(LIMITED, {**GOOD, **typed}) == [problem]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    told = refusals(LIMITED, {}, "email", "address")
    assert [field for field, _ in told] == ["amount", "name", "phone", "email", "address", "way"]


def test_what_the_shop_requires_is_asked_for_and_else_may_be_left_out() -> None:
    assert refusals(LIMITED, GOOD, "email") == [("email", "required_email")]
    assert read_form(LIMITED, GOOD, ("bkash",)).payer.email == ""


def test_a_link_for_one_amount_takes_no_other_whatever_is_sent() -> None:
    for amount in ("", "1", "999999999", "x"):
        assert read_form(fixed(), {**GOOD, "amount": amount}).sum == Money(500_00)


AS_TYPED: Final = st.fixed_dictionaries(
    {},
    optional={
        "amount": st.text(max_size=8) | st.decimals(-5, 3_000, places=2).map(str) | st.integers(0, 3_000).map(str),
        "name": st.text(max_size=90),
        "phone": st.text(max_size=14) | st.from_regex(r"\A(\+?88)?0?1[2-9][0-9-]{7,9}\Z"),
        "email": st.emails() | st.text(max_size=20),
        "address": st.text(max_size=210),
        "way": st.sampled_from(["bkash", "card", "nagad", ""]),
    },
)


@given(AS_TYPED, st.sampled_from([LIMITED, store(), fixed()]))
def test_whatever_is_typed_it_is_good_in_every_field_or_refused(typed: dict[str, str], link: Link) -> None:
    choices: Any = ("bkash", "card")
    try:
        asked = read_form(link, {**GOOD, **typed}, choices)
    except BadFields as refused:
        fields = {one.field for one in refused.problems}
        asked = None
    if asked is None:
        assert fields <= set(typed)
        return
    least, most = limits_of(link)
    assert least <= asked.amount <= most
    assert link.amount in (None, asked.amount)
    payer = asked.payer
    assert 0 < len(payer.name) <= 80
    assert plain_line(payer.name) == payer.name
    assert re.fullmatch(r"01[3-9]\d{8}", payer.phone)
    assert payer.email == "" or "@" in payer.email
    again = {
        "amount": format_taka(asked.amount, "en"), "name": payer.name, "phone": payer.phone, "email": payer.email,
        "address": payer.address, "way": str(asked.instrument),
    }  # fmt: skip
    assert read_form(link, again, choices) == asked


@given(st.text(max_size=70))
def test_a_key_that_we_did_not_give_is_replaced_by_one_that_we_could_have(text: str) -> None:
    key = read_form_key(text)
    assert re.fullmatch(r"[A-Za-z0-9_-]{16,64}", key)
    assert read_form_key(key) == key
    assert read_form_key(new_form_key()) != new_form_key()
