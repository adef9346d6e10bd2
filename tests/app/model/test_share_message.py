"""The message that a customer gets, by each way of sending it."""

from datetime import timedelta
from urllib.parse import unquote

import pytest

from app.model.records import read_link, read_shop
from app.model.share_message import channels, message, sms_message, sms_units
from tests.support.resources import NOW, SHOP, link


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


def test_a_shops_name_from_right_to_left_turns_no_sum_in_what_is_shared() -> None:
    shop = read_shop(SHOP | {"name": "محمد 25"})
    asked = read_link(link(1) | {"amount": 125_000})
    assert "\u2068محمد 25\u2069-এ ৳১,২৫০.০০" in message(shop, asked, NOW)
