"""Codes, references and one-time codes out of what people paste, whatever stands around and between their characters."""

import pytest

from codes import codes_in, new_code, read_one_time_code, references_in

_CODE = new_code()
_GROUPS = _CODE[:4], _CODE[4:8], _CODE[8:]
_REFERENCE = "6KZRA6MTKB"


@pytest.mark.parametrize("dash", ["-", "‐", "‑", "–", "—", "−"])
def test_a_code_is_read_with_whatever_dash_its_groups_are_parted_by(dash: str) -> None:
    assert _CODE in codes_in(dash.join(_GROUPS))
    assert _CODE in codes_in(f"রসিদ: {dash.join(_GROUPS)}।")


@pytest.mark.parametrize("words", ["Code: {}", "রসিদ {} ৳500", "Receipt no. {}, thanks"])
def test_a_code_in_groups_is_read_with_words_beside_it(words: str) -> None:
    assert _CODE in codes_in(words.format(" ".join(_GROUPS)))


@pytest.mark.parametrize(
    "pasted",
    [
        f"https%3A%2F%2Fpay.example%2Fp%2F{_CODE}",
        f"https://l.facebook.com/l.php?u=https%3A%2F%2Fpay.example%2Fp%2F{_CODE}%3Fx&h=AT0",
    ],
)
def test_a_receipts_address_is_read_inside_another_address(pasted: str) -> None:
    assert _CODE in codes_in(pasted)


def test_a_code_at_the_end_of_a_long_message_is_read() -> None:
    message = " ".join(["ধন্যবাদ"] + ["word"] * 80)
    assert _CODE in codes_in(f"{message} {_CODE}")
    assert _REFERENCE in references_in(f"{message} TrxID {_REFERENCE}")


@pytest.mark.parametrize("typed", ["6KZRA 6MTKB", "6KZRA-6MTKB", "6kzra–6mtkb", "6KZ RA6 MTKB"])
def test_a_reference_that_was_typed_in_groups_is_read_whole(typed: str) -> None:
    assert _REFERENCE in references_in(typed)


@pytest.mark.parametrize(
    "pasted",
    [
        "120449\n@pay.example #120449",
        "120449 is your code. 120-449",
        "120449 5 min",
        "120449 10:30",
        "120,449",
        "120_449",
        "120·449",
        "120−449",
    ],
)
def test_a_one_time_code_is_read_from_a_message_that_says_it_twice_or_a_time_with_it(pasted: str) -> None:
    assert read_one_time_code(pasted) == "120449"


@pytest.mark.parametrize("pasted", ["120449 120450", "120449120449", "1204491", "12044"])
def test_of_two_codes_none_is_guessed_and_of_a_longer_number_no_part(pasted: str) -> None:
    assert not read_one_time_code(pasted)


@pytest.mark.parametrize("reference", ["BEJ0000001", "INZUFVADQQ", "9K42AZ"])
@pytest.mark.parametrize(
    "pasted",
    [
        "{}",
        "{}.",
        "TrxID {}",
        "TrxID: {}.",
        "Payment of Tk 500 done. TrxID {} at 10:42",
        "আমার ট্রানজেকশন {}",
        "\u200b{}।",
    ],
)
def test_a_reference_is_found_in_what_was_pasted(pasted: str, reference: str) -> None:
    assert reference in references_in(pasted.format(reference))


@pytest.mark.parametrize("reference", ["bej0000001", "inzufvadqq"])
def test_one_in_small_letters_is_found_where_it_is_named(reference: str) -> None:
    assert reference.upper() in references_in(f"TrxID {reference}.")
    assert reference.upper() in references_in(f"txn id {reference}")


def test_words_of_a_message_are_no_references() -> None:
    found = references_in("Please confirm my payment yesterday evening, Mohammad Rahman")
    assert len(found) <= 2, found
