"""What somebody pastes to ask after a payment, read for the reference that stands in it."""

import pytest

from codes import references_in


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
