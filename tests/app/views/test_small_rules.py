"""Rules of the screens that need no screen."""

from datetime import timedelta

import pytest

from app.kit.rows import who_and_when
from app.kit.typography import text
from app.model.records.payment import read_payment
from app.views.parts.code_field import digits_in
from app.views.parts.export import was_saved
from app.views.parts.open_book import poster_width
from app.views.parts.payment_row import minute
from app.views.parts.people import device_words, who_paid
from app.views.sign_in import read_mobile
from app.words import say
from tests.support.resources import NOW, payment


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("১৭০০ ০০০ ১২৩", "01700000123"),
        ("01700-000123", "01700000123"),
        ("+880 1700 000123", "01700000123"),
        ("8801700000123", "01700000123"),
        ("880 01700000123", ""),
        ("1200000123", ""),
        ("170000012", ""),
    ],
)
def test_a_mobile_number_is_read_with_and_without_its_country_and_its_zero(written: str, number: str) -> None:
    assert read_mobile(written) == number


@pytest.mark.parametrize(
    ("written", "digits"),
    [("", ""), ("12", "12"), ("১২ ৩", "123"), ("Aday: your code is 573294.", "573294"), ("1234567", "123456")],
)
def test_the_six_boxes_show_what_is_typed_or_the_code_of_what_is_pasted(written: str, digits: str) -> None:
    assert digits_in(written) == digits


def test_a_device_is_called_in_words_and_keeps_a_name_of_its_own() -> None:
    def t(key: str) -> str:
        return say("bn", key)

    assert device_words("android browser", t) == "অ্যান্ড্রয়েড ফোন · ব্রাউজারে"
    assert device_words("windows app", t) == "উইন্ডোজ কম্পিউটার · অ্যাপে"
    for own in ("counter", "test", "-", "android", "linux kiosk"):
        assert device_words(own, t) == own


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(minutes=3), "সকাল ১০:৪২"),
        (timedelta(hours=11), "গতকাল রাত ১১:৪৫"),
        (timedelta(days=2), "১০ নভেম্বর, সকাল ১০:৪৫"),
        (timedelta(days=400), "৮ অক্টোবর ২০২৫, সকাল ১০:৪৫"),
    ],
)
def test_a_payment_says_its_minute_and_its_day_when_that_is_not_today(ago: timedelta, words: str) -> None:
    assert minute(NOW - ago, NOW, "bn") == words


def test_of_money_at_the_own_account_the_method_stands_where_a_name_would() -> None:
    nobody = {"name": "", "phone": "", "email": "", "address": ""}
    for at_own_account in (True, False):
        by_code = read_payment(payment(1, at_own_account=at_own_account, payer=nobody))
        assert who_paid(by_code, "bn") == ("বিকাশ", "")
    assert who_paid(read_payment(payment(1)), "bn") == ("নুসরাত", "বিকাশ")


def test_a_file_is_saved_only_where_a_place_was_chosen_for_it() -> None:
    assert was_saved("/home/karim/aday.csv", in_browser=False)
    assert not was_saved(None, in_browser=False)
    assert was_saved(None, in_browser=True)


@pytest.mark.parametrize("window", [1000, 1024, 1280, 1920])
def test_the_form_beside_a_desktops_book_has_room_at_both_its_sides(window: float) -> None:
    assert window - poster_width(window) >= 420 + 2 * 40
    assert poster_width(window) <= 600


@pytest.mark.parametrize(
    ("when", "width", "lines"),
    [
        ("Until 16 December, 10:30 AM", 358, 1),
        ("Until 16 December, 10:30 AM", 328, 2),
        ("৬ ডিসেম্বর, সন্ধ্যা ৬:৩০ পর্যন্ত", 328, 1),
        ("৬ ডিসেম্বর, সন্ধ্যা ৬:৩০ পর্যন্ত", 288, 2),
        ("১০:৪২", 288, 1),
    ],
)
def test_a_time_stands_below_a_name_to_which_it_would_leave_no_room(when: str, width: float, lines: int) -> None:
    name, caption = text("নুসরাত জাহান", "small", "#000000"), text(when, "caption", "#000000")
    assert len(who_and_when(name, caption, width)) == lines
