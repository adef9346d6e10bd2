"""A code for one payment is the shop's own, with the sum and our reference in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emvqr import (
    BILL_NUMBER,
    REFERENCE_LABEL,
    AsksForMore,
    CannotMake,
    CodeError,
    Field,
    NoRoom,
    OneTimeCode,
    QrCode,
    WrongReference,
    WrongSum,
    one_time_code,
    read_code,
    read_fields,
    read_shop_code,
    write_fields,
)
from money import Money
from tests.emvqr.samples import ONE_TIME, STATIC, changed, static_codes

SUM = Money(500_00)
REFERENCE = "INV0001"
sums = st.integers(1, 9_999_999_999_99).map(Money)
references = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ-", min_size=1, max_size=25)


def test_the_code_that_was_written_down_comes_of_the_other() -> None:
    assert one_time_code(read_shop_code(STATIC), SUM, REFERENCE).text == ONE_TIME


def test_the_reference_may_stand_as_a_label_instead_of_the_bills_number() -> None:
    made = one_time_code(read_shop_code(STATIC), SUM, REFERENCE, place=REFERENCE_LABEL)
    assert read_fields(dict(_pairs(made.fields))["62"]) == (Field("05", REFERENCE), Field("07", "TILL01"))


def test_what_the_code_had_in_their_place_is_replaced_where_it_stood() -> None:
    counters = changed(STATIC, Field("62", write_fields([Field("07", "TILL01"), Field("01", "***")])))
    made = one_time_code(read_shop_code(counters), SUM, REFERENCE)
    assert read_fields(dict(_pairs(made.fields))["62"]) == (Field("07", "TILL01"), Field("01", REFERENCE))


def test_a_code_that_does_not_say_how_often_it_may_be_paid_says_so_now() -> None:
    made = one_time_code(read_shop_code(changed(STATIC, without="01")), SUM, REFERENCE)
    assert made.text == ONE_TIME


def test_a_code_whose_lengths_count_bytes_goes_on_counting_them() -> None:
    name = Field("64", write_fields([Field("00", "bn"), Field("01", "রহিম স্টোর")], counts_bytes=True))
    counters = QrCode((*read_code(STATIC).fields, name), counts_bytes=True)
    made = one_time_code(read_shop_code(counters.text), SUM, REFERENCE)
    assert write_fields([name], counts_bytes=True) in made.text
    assert read_shop_code(made.text).local_name == "রহিম স্টোর"


@given(
    static_codes() | static_codes(counts_bytes=True), sums, references, st.sampled_from([BILL_NUMBER, REFERENCE_LABEL])
)
def test_all_else_is_kept_to_the_byte_and_in_its_order(code: QrCode, amount: Money, reference: str, place: str) -> None:
    try:
        made = one_time_code(read_shop_code(code.text), amount, reference, place=place)  # type: ignore[arg-type]
    except NoRoom:
        return
    again = read_shop_code(made.text)
    assert (again.amount, again.is_static) == (amount, False)
    ours = ("01", "54", "62")
    assert [one for one in made.fields if one.id not in ours] == [
        one for one in read_code(code.text).fields if one.id not in ours
    ]
    for one in code.fields:
        if one.id not in ours:
            assert write_fields([one], counts_bytes=code.counts_bytes) in made.text
    inside = {one.id: one.value for one in again.code.inside(Field("62", dict(_pairs(again.code.fields))["62"]))}
    before = dict(_pairs(code.inside(Field("62", dict(_pairs(code.fields)).get("62", "")))))
    assert inside == {**before, place: reference}


@given(static_codes(), sums, references)
def test_of_a_code_for_one_payment_no_other_is_made(code: QrCode, amount: Money, reference: str) -> None:
    try:
        made = one_time_code(read_shop_code(code.text), amount, reference)
    except NoRoom:
        return
    with pytest.raises(OneTimeCode):
        one_time_code(read_shop_code(made.text), amount, reference)


_FULL = write_fields([Field(f"{place:02}", "x" * 20) for place in (2, 3, 7, 8)])
_CARDS = [Field(f"{place:02}", "1" * 99) for place in (2, 4, 15)]


@pytest.mark.parametrize(
    ("written", "amount", "reference", "error"),
    [
        (ONE_TIME, SUM, REFERENCE, OneTimeCode),
        (changed(STATIC, Field("55", "01")), SUM, REFERENCE, AsksForMore),
        (changed(STATIC, Field("56", "25.00")), SUM, REFERENCE, AsksForMore),
        (changed(STATIC, Field("57", "5")), SUM, REFERENCE, AsksForMore),
        (changed(STATIC, Field("62", _FULL)), SUM, REFERENCE, NoRoom),
        (changed(STATIC, *_CARDS, Field("91", "x" * 35)), SUM, "x" * 25, NoRoom),
        (STATIC, Money(0), REFERENCE, WrongSum),
        (STATIC, Money(-1), REFERENCE, WrongSum),
        (STATIC, Money(10_000_000_000_00), REFERENCE, WrongSum),
        (STATIC, SUM, "", WrongReference),
        (STATIC, SUM, "x" * 26, WrongReference),
        (STATIC, SUM, "রসিদ", WrongReference),
        (STATIC, SUM, "INV 1", WrongReference),
        (STATIC, SUM, "INV1\n", WrongReference),
    ],
)
def test_where_none_can_be_made_the_error_says_why(
    written: str, amount: Money, reference: str, error: type[CodeError]
) -> None:
    shop = read_shop_code(written)
    with pytest.raises(CannotMake) as raised:
        one_time_code(shop, amount, reference)
    assert raised.type is error


def _pairs(fields: tuple[Field, ...]) -> list[tuple[str, str]]:
    return [(one.id, one.value) for one in fields]
