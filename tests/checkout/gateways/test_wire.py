"""The strict reader: what a gateway's answer may and may not be, and which of its numbers are sums."""

import pytest

from checkout.gateways.wire import (
    NotJson,
    means_more_than_is_left,
    money,
    page_address,
    read_json,
    text,
)
from money import Money

UNREADABLE = {
    "NaN": b'{"amount": NaN}',
    "infinity": b'{"amount": -Infinity}',
    "nested deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "lists nested deep": b"[" * 100_000 + b"]" * 100_000,
    "a byte order mark": '\ufeff{"amount": "300.00"}'.encode(),
    "UTF-16": '{"amount": "300.00"}'.encode("utf-16"),
    "UTF-16 without a mark": '{"amount": "300.00"}'.encode("utf-16-le"),
    "UTF-32": '{"amount": "300.00"}'.encode("utf-32-le"),
    "Latin-1": '{"name": "é"}'.encode("latin-1"),
    "cut off": b'{"amount": "300.00", "sta',
    "cut off in a letter": '{"name": "ক'.encode()[:-1],
    "a number of ten thousand digits": b'{"amount": ' + b"9" * 10_000 + b"}",
    "two documents": b'{"a": 1}{"a": 2}',
    "nothing": b"",
    "spaces": b"   ",
    "a page": b"<h1>502 Bad Gateway</h1>",
}


@pytest.mark.parametrize("body", list(UNREADABLE.values()), ids=list(UNREADABLE))
def test_what_is_no_json_in_utf_8_cannot_be_read_and_raises_nothing_else(body: bytes) -> None:
    with pytest.raises(NotJson):
        read_json(body)


@pytest.mark.parametrize(
    ("value", "poisha"),
    [("300", 300_00), ("300.00", 300_00), ("5.0000", 5_00), (300, 300_00), (" 292.5 ", 292_50), ("0.00", 0)],
)
def test_plain_decimals_are_sums(value: object, poisha: int) -> None:
    assert money(value) == Money(poisha)


@pytest.mark.parametrize("value", [
    "5e2", "5E+2", "1e999999", "NaN", "Infinity", "-1", "+1", "1,000.00", "1_000", "0x10", "৩০০", "３００", "300.", ".5",
    "0.001", "", " ", "BDT 300", None, True, [], {}, ["300"], 1e16, float("nan"), float("inf"), 10**5_000, "9" * 400,
], ids=lambda one: type(one).__name__)  # fmt: skip
def test_anything_else_is_no_sum_and_no_exception(value: object) -> None:
    assert money(value) is None


def test_a_number_of_json_is_read_as_it_is_written() -> None:
    read = read_json(b'{"a": 292.50, "b": 5e2, "c": 1e999999, "d": 0.1000000000000000055511151231257827, "e": 300}')
    assert isinstance(read, dict)
    assert [money(read[name]) for name in "abcde"] == [Money(292_50), None, None, None, Money(300_00)]


def test_escapes_of_what_is_no_letter_are_left_out_wherever_they_stand() -> None:
    body = rb'{"a\ud800": ["b\u0000", {"c": "\udfffd"}], "e": "\ud83d\ude00", "f": "\u0995"}'
    assert read_json(body) == {"a": ["b", {"c": "d"}], "e": "😀", "f": "ক"}


def test_a_word_of_a_gateway_can_be_kept_anywhere() -> None:
    assert text("ab\ud800c\x00d ") == "abcd"
    assert text("ক" * 100_000) == "ক" * 1_000
    nothing: list[object] = [None, True, [], {}, 10**5_000]
    assert [text(value) for value in nothing] == [""] * 5
    assert text(2) == "2"


def test_a_page_is_an_address_or_a_path_at_the_gateways_own_host() -> None:
    assert page_address("https://pay.example/x", "https://gateway.example") == "https://pay.example/x"
    assert (
        page_address("/paynow.php?track=1", "https://gateway.example/") == "https://gateway.example/paynow.php?track=1"
    )
    assert page_address("paynow.php?track=1", "https://gateway.example") == "https://gateway.example/paynow.php?track=1"


@pytest.mark.parametrize(
    "url",
    [
        "",
        None,
        "//evil.example/x",
        "javascript:alert(1)",
        "data:text/html,x",
        "\\\\evil.example",
        "https://",
        "a b",
        5 * [1],
    ],
)
def test_what_is_no_address_is_no_page(url: object) -> None:
    assert page_address(url, "https://gateway.example") == ""


@pytest.mark.parametrize("words", [
    "Refund amount exceeds the transaction.", "Refund Amount Is Greater Than Available Amount", "Already refunded",
    "Duplicate refund request", "You can not refund more than 100.00", "No refundable balance", "Fully refunded",
])  # fmt: skip
def test_words_that_mean_more_than_is_left_are_known(words: str) -> None:
    assert means_more_than_is_left(words)


@pytest.mark.parametrize("words", ["Refund is not allowed", "Invalid Amount.", "The bank turned it down", ""])
def test_other_refusals_are_refusals(words: str) -> None:
    assert not means_more_than_is_left(words)
