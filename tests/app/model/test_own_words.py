"""What a shop writes above a link: plain, bounded, and nothing that touches the link."""

import unicodedata
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.records import read_link, read_shop
from app.model.share_message import (
    WORDS_MOST,
    channels,
    message,
    own_words,
    sms_count,
    sms_message,
    sms_units,
    standard_words,
)
from tests.support.resources import NOW, SHOP, link

LINK = read_link(link(1, amount=125_000, expires_at="2026-11-13T04:45:00Z"))


@given(st.text(st.characters(exclude_categories=()), max_size=WORDS_MOST * 2))
def test_whatever_is_written_the_link_stands_whole_in_the_last_line(written: str) -> None:
    own = own_words(written)
    sent = message(read_shop(SHOP), LINK, NOW, own)
    *above, last = sent.split("\n")
    assert LINK.url in (sent.split("\n") if not own else [last])
    assert len(own) <= WORDS_MOST
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") for line in above for letter in line)
    assert own_words(own) == own


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  ঈদের ছাড়!  \n\n\n\nকরিম স্টোর \u200b", "ঈদের ছাড়!\n\nকরিম স্টোর"),
        ("one\x0btwo\x1bthree\rfour", "one\ntwo three\nfour"),
        ("\u202eআসুন\u202c", "আসুন"),
        (" \n\t\u2028 ", ""),
    ],
)
def test_what_is_written_is_kept_in_lines_without_what_nobody_sees(written: str, kept: str) -> None:
    assert own_words(written) == kept


def test_the_words_to_begin_with_are_the_message_without_its_link() -> None:
    standard = standard_words(read_shop(SHOP), LINK, NOW)
    assert standard == "করিম-এ ৳১,২৫০.০০ দিতে এই লিংকে চাপুন:\nকাল সকাল ১০:৪৫ পর্যন্ত দেওয়া যাবে।"
    assert own_words(standard) == standard


def test_every_channel_carries_what_the_shop_wrote_and_the_link() -> None:
    own = "ঈদের ছাড় & নতুন মাল!\nআজই নিন"
    shop, whole = read_shop(SHOP), f"{own}\n{LINK.url}"
    found = {channel.id: channel.url for channel in channels(shop, LINK, NOW, own)}
    assert parse_qs(urlsplit(found["whatsapp"]).query)["text"] == [whole]
    assert parse_qs(urlsplit(found["facebook"]).query) == {"u": [LINK.url], "quote": [own]}
    assert unquote(found["sms"].partition("body=")[2]) == whole
    assert unquote(found["email"].partition("body=")[2]) == whole


def test_an_sms_of_the_shops_own_words_is_never_cut_and_its_parts_are_counted() -> None:
    own = "ঈদের ছাড়। " * 20
    sent = sms_message(read_shop(SHOP), LINK, NOW, own_words(own))
    assert sent == message(read_shop(SHOP), LINK, NOW, own_words(own))
    assert sms_count(sent) == -(-sms_units(sent) // 67) > 1
    assert [sms_count("ক" * count) for count in (70, 71, 134, 135)] == [1, 2, 2, 3]
    assert [sms_count("k" * count) for count in (160, 161, 306, 307)] == [1, 2, 2, 3]
