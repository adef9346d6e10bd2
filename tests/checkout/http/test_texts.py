"""What is read as JSON and as text, and what is told at the door."""

import pytest

from checkout.http.texts import DEPTH_MAX, NotReadable, Unkeepable, is_keepable, read_json


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"NaN", b'{"a": -Infinity}', b"1e999", b"9" * 5_000, b"[" * 100_000, b'{"a":' * 20_000,
        b'{"a": 1, "a": 2}', b'{"a": {"b": 1, "b": 1}}', '{"a": 1}'.encode("utf-16"), '{"a": 1}'.encode("utf-32-le"),
        b'{"a": "\xff"}', b'{"a": "\xed\xa0\x80"}', b'{"\\ud800": 1}', b'{"\\u0000": 1}',
        b"[" * (DEPTH_MAX + 1) + b"]" * (DEPTH_MAX + 1),
    ],
)  # fmt: skip
def test_what_is_no_json_that_all_behind_the_door_can_keep_is_not_read(body: bytes) -> None:
    with pytest.raises(NotReadable):
        read_json(body)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"note": "a\\u0000"}', "note"),
        (b'{"to": {"bank": "\\ud83d"}}', "to.bank"),
        (b'{"some": ["", "\\udca3"]}', "some.1"),
        (b'"\\u0000"', "body"),
    ],
)
def test_a_text_that_cannot_be_kept_is_told_by_its_field(body: bytes, field: str) -> None:
    with pytest.raises(Unkeepable) as told:
        read_json(body)
    assert told.value.field == field


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b'{"a": [{"b": null}]}', {"a": [{"b": None}]}),
        (b'"\\ud83d\\udca3"', "\N{BOMB}"),
        (b"[" * DEPTH_MAX + b"]" * DEPTH_MAX, None),
    ],
)
def test_what_is_json_is_read(body: bytes, value: object) -> None:
    found = read_json(body)
    assert value is None or found == value


def test_letters_of_every_script_are_kept_and_halves_of_them_are_not() -> None:
    assert all(map(is_keepable, ("", "করিম", "\N{BOMB}", "a\n")))
    assert not any(map(is_keepable, ("\0", "ক\0", "\ud800", "a\udfff")))
