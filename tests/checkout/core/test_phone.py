"""Mobile numbers as people write them."""

import pytest

from checkout.core.phone import NotMobile, local_form, mobile_e164, name_of_unnamed


@pytest.mark.parametrize(
    "typed", ["01712345678", "০১৭১২-৩৪৫৬৭৮", "+880 1712 345678", "8801712345678", " 01712 345 678 "]
)
def test_one_number_has_one_form_however_it_is_written(typed: str) -> None:
    assert mobile_e164(typed) == "+8801712345678"
    assert local_form(mobile_e164(typed)) == "01712345678"


@pytest.mark.parametrize("typed", ["", "017123456", "01212345678", "02-9876543", "+447911123456", "phone"])
def test_what_is_no_bangladeshi_mobile_is_refused(typed: str) -> None:
    with pytest.raises(NotMobile):
        mobile_e164(typed)


def test_a_shop_without_a_name_is_called_by_its_number() -> None:
    assert name_of_unnamed("+8801712345678") == "দোকান ০১৭১২৩৪৫৬৭৮"
