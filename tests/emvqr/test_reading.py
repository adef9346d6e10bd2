"""A code is read as it was made, and whatever it is instead is told apart."""

import contextlib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from emvqr import (
    CodeError,
    Field,
    Missing,
    NotACode,
    NotWhole,
    OtherCountry,
    OtherCurrency,
    OtherScheme,
    PersonsCode,
    QrCode,
    Repeated,
    WrongChecksum,
    WrongLength,
    WrongValue,
    checksum,
    read_code,
    read_shop_code,
    write_fields,
)
from money import Money
from tests.emvqr.samples import EMVCO, ONE_TIME, STATIC, changed, static_codes


def test_the_checksum_is_the_one_of_the_format() -> None:
    assert checksum("123456789") == "29B1"


@pytest.mark.parametrize("written", [STATIC, ONE_TIME, EMVCO])
def test_a_code_that_was_written_down_is_read_and_written_again_to_the_byte(written: str) -> None:
    assert read_code(f"  {written}\n").text == written


def test_a_shops_code_says_its_name_its_place_and_its_account() -> None:
    shop = read_shop_code(STATIC)
    assert (shop.name, shop.city, shop.amount, shop.is_static) == ("RAHIM STORE", "DHAKA", None, True)
    (account,) = shop.accounts
    assert (account.place, account.rules, account.number) == ("26", "com.example", "1234567890123456")
    assert (account.institution, account.institution_name) == ("9999", "")


def test_a_code_for_one_payment_says_its_sum() -> None:
    shop = read_shop_code(ONE_TIME)
    assert (shop.amount, shop.is_static) == (Money(500_00), False)


@pytest.mark.parametrize("written", ["650.5", "650.50", "0650.5"])
def test_a_sum_may_be_written_in_any_way_that_the_format_allows(written: str) -> None:
    shop = read_shop_code(changed(STATIC, Field("54", written)))
    assert (shop.amount, shop.code.text) == (Money(650_50), changed(STATIC, Field("54", written)))


def test_an_account_may_stand_in_any_field_up_to_51() -> None:
    inside = write_fields([Field("00", "com.example"), Field("03", "901751000000000000")])
    written = changed(STATIC, Field("02", "4123456789012345"), Field("51", inside), without="26")
    assert [(one.place, one.number) for one in read_shop_code(written).accounts] == [("51", "901751000000000000")]


def test_the_bank_is_known_by_its_number() -> None:
    inside = write_fields([Field("00", "com.pubalibankbd"), Field("02", "0175"), Field("03", "901751000000000000")])
    assert read_shop_code(changed(STATIC, Field("26", inside))).accounts[0].institution_name == "Pubali Bank"


@pytest.mark.parametrize("counts_bytes", [False, True])
def test_lengths_may_count_characters_as_they_should_or_bytes(counts_bytes: bool) -> None:
    name = write_fields([Field("00", "bn"), Field("01", "রহিম স্টোর")], counts_bytes=counts_bytes)
    fields = (*read_code(STATIC).fields, Field("64", name))
    written = QrCode(fields, counts_bytes).text
    shop = read_shop_code(written)
    assert (shop.local_name, shop.code.text) == ("রহিম স্টোর", written)


def test_of_a_text_that_fits_both_ways_the_one_is_read_that_makes_a_code() -> None:
    written = (
        "00020164220002bn0112অঅঅঅ5204000026240001A010200020400000301027240001A0102000204000003010"
        "021500000000000000053030505802BD5901A6001A610400006200010211910106304AC96"
    )
    shop = read_shop_code(written)
    assert (shop.local_name, shop.code.text) == ("অঅঅঅ", written)


def test_a_text_that_makes_a_code_in_both_ways_is_read_by_characters() -> None:
    name = write_fields([Field("00", "bn"), Field("01", "অঅঅঅ")], counts_bytes=True)
    # By characters the eight bytes too many of the name are the field after it.
    fields = (*read_code(STATIC).fields, Field("64", name), Field("91", "0000"))
    written = QrCode(fields, counts_bytes=True).text
    code = read_code(written)
    assert (code.counts_bytes, code.text) == (False, written)


@pytest.mark.parametrize("hides_city", [False, True], ids=["whole in both ways", "whole in one"])
def test_a_code_that_pays_another_to_whoever_counts_bytes_is_refused(hides_city: bool) -> None:
    # The shop would be shown its own name and bank, and some of its customers' apps would pay somebody else.
    account = write_fields([Field("00", "com.another"), Field("03", "901751000000000")])
    hidden = [one for one in read_code(STATIC).fields if one.id == "26" or (hides_city and one.id == "60")]
    rest = [one for one in read_code(STATIC).fields[2:] if one not in hidden]
    other = f"{write_fields([Field('26', account)])}91{len(write_fields(hidden)):02}"
    # By characters all of this is a name; by bytes it ends with the last of these letters.
    name = Field("64", "ক" * (len(other) // 2) + other)
    code = QrCode((Field("00", "01"), Field("01", "11"), name, *hidden, *rest))
    with pytest.raises(WrongLength, match="two ways"):
        read_shop_code(code.text)


def test_a_name_in_bangla_that_cannot_be_read_is_none_and_no_fault() -> None:
    assert read_shop_code(changed(STATIC, Field("64", "no fields"))).local_name == ""


def test_padding_is_kept_and_not_shown() -> None:
    written = changed(STATIC, Field("59", "RAHIM STORE              "))
    shop = read_shop_code(written)
    assert (shop.name, shop.code.text) == ("RAHIM STORE", written)


def sealed(body: str) -> str:
    """With the right checksum, whatever it is."""
    return f"{body}6304{checksum(f'{body}6304')}"


_NO_ACCOUNT = write_fields([Field("01", "00")])
_SIGNED = write_fields([Field("00", "bd.org.bb.npsb"), Field("01", "A" * 44)])


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ("", NotACode),
        ("https://pay.example/s/rahim", NotACode),
        ("০০০২০১০১০২১১", NotACode),
        ("upi://pay?pa=rahim@bank", NotACode),
        (f"000201{chr(0xD800)}", NotACode),
        ("000201", NotWhole),
        (STATIC[:-4], NotWhole),
        (STATIC[:-8], NotWhole),
        (STATIC[:-1] + "F", WrongChecksum),
        (STATIC[:-4] + STATIC[-4:].lower(), WrongChecksum),
        (STATIC.replace("RAHIM", "KARIM"), WrongChecksum),
        (sealed(STATIC[:-8].replace("5911", "5912")), WrongLength),
        (sealed(STATIC[:-8].replace("5911", "59১১")), WrongLength),
        (changed(STATIC, Field("26", "0011com")), WrongLength),
        (changed(STATIC, Field("62", "07")), WrongLength),
        (changed(STATIC, *[Field(f"{place}", "x" * 99) for place in range(80, 85)]), WrongLength),
        (QrCode((*read_code(STATIC).fields, Field("63", "F2AE"))).text, WrongLength),
        (QrCode((*read_code(STATIC).fields, Field("26", _NO_ACCOUNT))).text, Repeated),
        (changed(STATIC, Field("26", write_fields([Field("00", "a"), Field("00", "b")]))), Repeated),
        (changed(STATIC, Field("58", "IN")), OtherCountry),
        (EMVCO, OtherCountry),
        (changed(STATIC, Field("53", "840")), OtherCurrency),
        (changed(STATIC, Field("04", "5123456789012346"), without="26"), OtherScheme),
        (changed(STATIC, Field("26", _NO_ACCOUNT)), OtherScheme),
        (changed(STATIC, Field("52", "4829"), Field("80", _SIGNED)), PersonsCode),
        (changed(STATIC, Field("52", "54l1")), WrongValue),
        (changed(STATIC, Field("52", "৫৪১১")), WrongValue),
        (changed(STATIC, Field("01", "13")), WrongValue),
        (changed(STATIC, Field("54", "5e2")), WrongValue),
        (changed(STATIC, Field("54", "500.005")), WrongValue),
        (changed(STATIC, Field("54", "৫০০")), WrongValue),
        (changed(STATIC, Field("54", "0.00")), WrongValue),
        (changed(STATIC, Field("54", "-5")), WrongValue),
        (changed(STATIC, Field("54", "12345678901234")), WrongValue),
        (changed(STATIC, Field("54", "123456789012.34")), WrongValue),
        (changed(STATIC, Field("59", "   ")), Missing),
    ],
)  # fmt: skip
def test_what_a_code_is_instead_has_an_error_of_its_own(written: str, error: type[CodeError]) -> None:
    with pytest.raises(CodeError) as raised:
        read_shop_code(written)
    assert raised.type is error


@pytest.mark.parametrize("field_id", ["52", "53", "58", "59", "60"])
def test_a_field_that_is_missing_is_named(field_id: str) -> None:
    with pytest.raises(Missing) as raised:
        read_shop_code(changed(STATIC, without=field_id))
    assert raised.value.field == field_id


def test_a_field_that_is_twice_in_a_template_is_named_with_it() -> None:
    inside = write_fields([Field("07", "TILL01"), Field("07", "TILL02")])
    with pytest.raises(Repeated) as raised:
        read_shop_code(changed(STATIC, Field("62", inside)))
    assert raised.value.field == "62.07"


@given(static_codes() | static_codes(counts_bytes=True))
def test_what_is_written_is_read_as_it_was(code: QrCode) -> None:
    written = code.text
    read = read_code(written)
    assert read.text == written
    assert read.fields == code.fields or not written.isascii()
    shop = read_shop_code(written)
    assert shop.is_static
    assert shop.name in written


@given(static_codes(), st.data())
def test_any_one_character_in_the_place_of_another_is_noticed(code: QrCode, data: st.DataObject) -> None:
    written = code.text
    place = data.draw(st.integers(0, len(written) - 1))
    # Of as many bytes as the other one: so does a scanner misread, or a hand forge.
    alphabet = (
        st.characters(min_codepoint=33, max_codepoint=126) if written[place].isascii() else st.sampled_from("অইকখগ")
    )
    char = data.draw(alphabet)
    assume(char != written[place])
    with pytest.raises(CodeError):
        read_code(written[:place] + char + written[place + 1 :])


@given(static_codes(), st.data())
def test_a_mangled_code_raises_errors_of_the_package_and_no_others(code: QrCode, data: st.DataObject) -> None:
    written = code.text
    begin, end = sorted(data.draw(st.tuples(*[st.integers(0, len(written))] * 2)))
    mangled = written[:begin] + data.draw(st.text(max_size=6)) + written[end:]
    right = mangled + "6304"
    for text in (mangled, right, _with_checksum(right)):
        with contextlib.suppress(CodeError):
            read_shop_code(text)


def _with_checksum(text: str) -> str:
    return text + checksum(text.encode("utf-8", "replace").decode()) if text.isprintable() else text


@given(st.text(st.characters(codec=None), max_size=60), st.sampled_from(["", "000201", "00020101021126"]))
def test_any_text_at_all_raises_errors_of_the_package_and_no_others(text: str, head: str) -> None:
    for one in (head + text, f"{head}{text}6304", f"{head}{text}63041234"):
        with contextlib.suppress(CodeError):
            read_shop_code(one)
