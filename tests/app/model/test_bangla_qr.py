"""A link's Bangla QR is made on the device, out of the shop's own."""

from app.model.bangla_qr import bangla_qr, may_be_issued
from app.model.records import read_link, read_shop
from emvqr import code_to_pay, read_shop_code
from money import Money
from tests.emvqr.samples import STATIC
from tests.support.resources import SHOP, link

OWN = {
    "text": STATIC,
    "name": "RAHIM\u202e STORE",
    "local_name": "",
    "city": "DHAKA",
    "bank": "bKash",
    "is_told_of": True,
}
SHOP_WITH_CODE = SHOP | {"own_code": OWN}


def test_a_fixed_links_has_its_sum_and_number_and_the_shops_own_is_as_it_was() -> None:
    shop = read_shop(SHOP_WITH_CODE)
    made = read_shop_code(bangla_qr(read_link(link(1, code="ABCDEFGH12345")), shop))
    assert (made.amount, made.is_static) == (Money(100_01), False)
    assert bangla_qr(read_link(link(0, kind="store", amount=None)), shop) == STATIC


def test_there_is_none_of_a_shop_without_one_or_with_one_that_is_not_understood() -> None:
    one = read_link(link(1))
    broken = SHOP | {"own_code": OWN | {"text": STATIC[:-1]}}
    assert [bangla_qr(one, shop) for shop in (None, read_shop(SHOP), read_shop(broken))] == ["", "", ""]


def test_what_a_server_says_of_it_is_cleaned_and_not_believed_by_halves() -> None:
    shop = read_shop(SHOP | {"own_code": OWN | {"is_told_of": "yes"}})
    assert shop.own_code is not None
    assert (shop.own_code.name, shop.own_code.is_told_of) == ("RAHIM STORE", False)


def test_of_a_shop_without_one_it_is_what_was_issued_for_the_links_own_sum() -> None:
    one, shop = read_link(link(1)), read_shop(SHOP)
    issued = code_to_pay(STATIC, one.amount, "AD0123456789ABCDEF")
    other = code_to_pay(STATIC, Money(1), "AD0123456789ABCDEF")
    assert [bangla_qr(one, shop, text) for text in (issued, other, "https://x", "")] == [issued, "", "", ""]
    assert bangla_qr(one, read_shop(SHOP_WITH_CODE), issued) != issued


def test_the_checkout_is_asked_for_one_for_a_link_of_a_sum_that_can_be_paid() -> None:
    shop = read_shop(SHOP)
    assert may_be_issued(read_link(link(1)), shop)
    assert not may_be_issued(read_link(link(1, status="paid")), shop)
    assert not may_be_issued(read_link(link(0, kind="store", amount=None)), shop)
    assert not may_be_issued(read_link(link(1)), read_shop(SHOP_WITH_CODE))
    assert not may_be_issued(read_link(link(1)), None)
