"""Rules of the screens that need no screen."""

from datetime import timedelta
from typing import Any, get_args
from urllib.parse import unquote

import flet as ft
import pytest
from PIL import ImageFont

from app.kit.look import Look
from app.kit.palette import LIGHT
from app.model.connection import ConnectionState
from app.model.customers import read_customer
from app.model.handover import Goods, goods_of, goods_of_link, link_row, may_release_goods, payment_look
from app.model.history import lines_of
from app.model.link_expiry import days_to_pick, end_of
from app.model.own_accounts import last_to, was_sent_to
from app.model.reading import read_link, read_payment, read_payout, read_shop
from app.model.records import EntryRecord, PayoutRecord
from app.model.share_message import channels, message, sms_message, sms_units
from app.navigation import parent_of
from app.shell import ASSETS
from app.state import Shop
from app.views.devices import device_words
from app.views.edit_link import split_amounts
from app.views.parts.code_field import digits_in
from app.views.parts.export import was_saved
from app.views.parts.form import read_amount
from app.views.parts.keypad import press, quick_sums, shown_amount
from app.views.parts.open_book import poster_width
from app.views.parts.payment_row import minute
from app.views.parts.sums import amount_and_badge
from app.views.sign_in import read_mobile
from app.words import say
from checkout.core.link import LINK_TTL_MAX
from language import DHAKA, Language
from money import PAYMENT_LEAST, PAYMENT_MOST, Money, format_taka
from tests.support.resources import NOW, SHOP, link, payment


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


def test_the_trouble_is_ours_only_while_the_device_has_a_network() -> None:
    shop = Shop(light=ConnectionState.OFFLINE, is_servers_fault=True)
    assert shop.is_our_side
    shop.has_network = False
    assert not shop.is_our_side


@pytest.mark.parametrize("hour", [0, 12, 17, 18, 23])
def test_a_day_that_is_picked_ends_a_link_with_its_last_second_and_is_one_that_the_checkout_takes(hour: int) -> None:
    now = NOW.replace(hour=hour, minute=59)
    first, last = days_to_pick(now)
    for day in (first, last):
        ends_at = end_of(day.isoformat(), now, {})
        assert (ends_at.astimezone(DHAKA) + timedelta(seconds=1)).date() == day + timedelta(days=1)
        assert now < ends_at <= now + LINK_TTL_MAX
    assert now + LINK_TTL_MAX < end_of((last + timedelta(days=2)).isoformat(), now, {})
    assert end_of("1h", now, {"1h": timedelta(hours=1)}) == now + timedelta(hours=1)


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


def test_the_figure_shows_what_was_typed_grouped_and_in_its_script() -> None:
    assert shown_amount("1250", "bn") == "৳১,২৫০"
    assert shown_amount("1250.", "en") == "৳1,250."
    assert shown_amount("0.5", "bn") == "৳০.৫"


def test_an_active_link_with_a_payment_under_way_is_processing_for_half_an_hour() -> None:
    begun = read_payment(
        payment(1, status="pending", paid_at=None, created_at=(NOW - timedelta(minutes=5)).isoformat())
    )
    left = read_payment(payment(1, status="pending", paid_at=None, created_at=(NOW - timedelta(hours=1)).isoformat()))
    active = read_link(link(1))
    assert link_row(active, [begun], NOW).look == "processing"
    assert link_row(active, [left], NOW).look == "active"


def test_a_failed_second_try_does_not_hide_that_the_first_is_held_or_under_way() -> None:
    minutes_ago = [(NOW - timedelta(minutes=minutes)).isoformat() for minutes in (1, 5)]
    failed = read_payment(payment(2, status="failed", paid_at=None, created_at=minutes_ago[0]))
    held = read_payment(payment(1, status="on_hold", paid_at=None, created_at=minutes_ago[1]))
    begun = read_payment(payment(1, status="pending", paid_at=None, created_at=minutes_ago[1]))
    assert link_row(read_link(link(1)), [failed, held], NOW).look == "hold"
    assert link_row(read_link(link(1)), [failed, begun], NOW).look == "processing"


def test_a_refunded_duplicate_does_not_hide_that_the_link_is_paid() -> None:
    first = read_payment(payment(1))
    again = read_payment(payment(2, status="refunded", duplicate=True, created_at=NOW.isoformat()))
    assert link_row(read_link(link(1, status="paid", paid_at=NOW.isoformat())), [again, first], NOW).look == "paid"


def test_a_link_past_its_term_looks_expired_before_the_server_says_so() -> None:
    ended = read_link(link(1, expires_at=(NOW - timedelta(seconds=1)).isoformat()))
    assert link_row(ended, [], NOW).look == "expired"


@pytest.mark.parametrize(
    ("told", "goods"),
    [
        ({}, "paid"),
        ({"going_back": 50_000}, "returning"),
        ({"going_back": 20_000}, "partly"),
        ({"status": "partly_refunded", "refunded": 20_000}, "partly"),
        ({"status": "partly_refunded", "refunded": 20_000, "going_back": 50_000}, "returning"),
        ({"status": "refunded", "refunded": 50_000, "going_back": 50_000}, "refunded"),
        ({"duplicate": True}, "duplicate"),
        ({"late": True}, "late"),
        ({"late": True, "going_back": 50_000}, "returning"),
        ({"status": "on_hold"}, "hold"),
        ({"status": "teleported"}, "processing"),
    ],
)
def test_goods_go_for_money_that_came_in_time_for_them_and_stays(told: dict[str, Any], goods: Goods) -> None:
    known = read_payment(payment(1, **told))
    assert (goods_of(known), may_release_goods(known)) == (goods, goods == "paid")
    paid = link_row(read_link(link(1, status="paid", paid_at=NOW.isoformat())), [known], NOW)
    assert goods == "hold" or goods_of_link(paid) == goods


def test_what_goes_back_as_a_whole_wears_no_green_badge_though_its_payment_is_still_paid() -> None:
    returning = read_payment(payment(1, going_back=50_000))
    assert payment_look(returning) == "refunded"
    assert link_row(read_link(link(1, status="paid", paid_at=NOW.isoformat())), [returning], NOW).look == "refunded"


def test_a_status_that_this_app_does_not_know_is_never_green() -> None:
    assert payment_look(read_payment(payment(1, status="teleported"))) == "processing"
    assert link_row(read_link(link(1, status="teleported")), [], NOW).look == "processing"


def test_a_payment_and_its_charge_are_one_line_of_the_history() -> None:
    def entry(number: int, kind: str, poisha: int, after: int) -> EntryRecord:
        return EntryRecord(f"le_{number}", kind, Money(poisha), Money(after), f"pay_{(number + 1) // 2}", NOW)

    newest_first = [
        entry(3, "payment", 20_000, 68_750),
        entry(2, "fee", -1_250, 48_750),
        entry(1, "payment", 50_000, 50_000),
    ]
    lines = lines_of(newest_first, {})
    assert [(line.amount, line.fee, line.net, line.balance_after) for line in lines] == [
        (Money(20_000), Money(0), Money(20_000), Money(68_750)),
        (Money(50_000), Money(-1_250), Money(48_750), Money(48_750)),
    ]


def test_the_message_says_who_how_much_where_and_until_when() -> None:
    asked = read_link(link(1, amount=125_000, expires_at=(NOW + timedelta(days=1)).isoformat()))
    assert (
        message(read_shop(SHOP), asked, NOW)
        == "করিম-এ ৳১,২৫০.০০ দিতে এই লিংকে চাপুন:\nhttps://pay.example/l/1\nকাল সকাল ১০:৪৫ পর্যন্ত দেওয়া যাবে।"
    )
    store = read_link(link(2, kind="store", amount=None))
    in_english = read_shop(SHOP | {"name": "Karim", "language": "en"})
    assert message(in_english, store, NOW) == "Pay Karim:\nhttps://pay.example/l/2"


@pytest.mark.parametrize(
    ("name", "amount", "words"),
    [
        ("করিম", None, "করিম-এ টাকা দিতে এই লিংকে চাপুন:\n{url}"),
        ("করিম", 125_000, "করিম: ৳১,২৫০.০০\n{url}"),
        ("করিম ভ্যারাইটি স্টোর, মিরপুর", 125_000, "৳১,২৫০.০০\n{url}"),
        ("করিম ভ্যারাইটি স্টোর, মিরপুর", None, "করিম ভ্যারাইটি স্টোর, মিরপুর\n{url}"),
    ],
)
def test_by_sms_goes_what_one_of_them_carries_and_always_the_sum_and_the_link(
    name: str, amount: int | None, words: str
) -> None:
    url = "https://pay.example.com/l/7XW7EXHTE15"
    asked = read_link(link(1, amount=amount, url=url, expires_at=(NOW + timedelta(days=1)).isoformat()))
    shop = read_shop(SHOP | {"name": name})
    found = next(channel.url for channel in channels(shop, asked, NOW) if channel.id == "sms")
    sent = unquote(found.partition("body=")[2])
    assert sent == sms_message(shop, asked, NOW) == words.format(url=url)
    assert len(sent.encode("utf-16-le")) <= 2 * 70


def test_in_plain_latin_letters_one_sms_carries_more() -> None:
    shop = read_shop(SHOP | {"name": "Karim Variety Store, Mirpur 10", "language": "en"})
    store = read_link(link(2, kind="store", amount=None, url="https://pay.example.com/s/karim-variety-store"))
    assert sms_message(shop, store, NOW) == message(shop, store, NOW)
    assert sms_units(message(shop, store, NOW)) > 70


def test_every_channel_carries_the_link_in_its_address() -> None:
    shop, asked = read_shop(SHOP | {"name": "করিম & ভাই"}), read_link(link(1))
    found = {channel.id: channel.url for channel in channels(shop, asked, NOW)}
    assert set(found) == {"whatsapp", "facebook", "sms", "email"}
    assert all("pay.example%2Fl%2F1" in url or "pay.example/l/1" in url for url in found.values())
    assert all(" " not in url and "\n" not in url for url in found.values())


def test_a_file_is_saved_only_where_a_place_was_chosen_for_it() -> None:
    assert was_saved("/home/karim/aday.csv", in_browser=False)
    assert not was_saved(None, in_browser=False)
    assert was_saved(None, in_browser=True)


def test_the_systems_back_leads_to_the_screen_above() -> None:
    assert parent_of("/settings/shop") == "/settings"
    assert parent_of("/links/pl_1") == "/"


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


def test_what_was_kept_before_is_shown_without_what_nobody_sees() -> None:
    words = "\u202eAB\u2028C\u200b"
    shown = read_payment(
        payment(1) | {"payer": {"name": words, "email": words, "address": words}, "operator_words": words}
    )
    assert {shown.name, shown.email, shown.address, shown.reason} == {"AB C"}
    made = read_link(link(1) | {"note": words, "closing_message": words, "customer": {"name": words, "phone": ""}})
    assert {made.note, made.closing_message, made.customer.name} == {"AB C"}
    assert read_shop(SHOP | {"name": words}).name == "AB C"
    assert read_customer(f"{words} \u202a01712\u2011345678\u202c").phone == "01712345678"


def test_a_shops_name_from_right_to_left_turns_no_sum_in_what_is_shared() -> None:
    shop = read_shop(SHOP | {"name": "محمد 25"})
    asked = read_link(link(1) | {"amount": 125_000})
    assert "\u2068محمد 25\u2069-এ ৳১,২৫০.০০" in message(shop, asked, NOW)


def payout(payout_id: str, status: str, kind: str = "bkash", account: str = "01712345678", **more: Any) -> PayoutRecord:
    told = {"id": payout_id, "status": status, "amount": 100, "created_at": "2026-11-12T04:00:00Z"}
    return read_payout({**told, "to": {"kind": kind, "account": account}, **more})


def test_the_account_that_money_went_to_last_is_remembered_for_each_way() -> None:
    newest_first = [
        payout("4", "refused", account="01799999999"),
        payout("3", "cancelled", "bank", "9999999999999"),
        payout("2", "taken", "bank", "1234567890123"),
        payout("1", "sent"),
    ]
    wallet, bank, newest = last_to(newest_first, "bkash"), last_to(newest_first, "bank"), last_to(newest_first)
    assert [one.account for one in (wallet, bank, newest) if one] == ["01712345678", "1234567890123", "1234567890123"]
    assert last_to(newest_first[:2]) is None


def test_money_is_known_to_have_arrived_only_where_it_was_sent() -> None:
    told = [payout("1", "sent"), payout("2", "asked", account="01700000000")]
    accounts = ("01712345678", "01700000000", "01711111111")
    assert [was_sent_to(told, "bkash", account) for account in accounts] == [True, False, False]


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


@pytest.mark.parametrize("window", [1000, 1024, 1280, 1920])
def test_the_form_beside_a_desktops_book_has_room_at_both_its_sides(window: float) -> None:
    assert window - poster_width(window) >= 420 + 2 * 40
    assert poster_width(window) <= 600
