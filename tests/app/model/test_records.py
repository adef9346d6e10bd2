"""What is read of the checkout's documents."""

from urllib.parse import unquote, urlsplit

import pytest

from app.model.customers import read_customer
from app.model.records import read_link, read_payment, read_shop
from tests.support.resources import SHOP, link, payment


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


@pytest.mark.parametrize(
    "email", ["nusrat@example.com", "a+b@example.com", "a?bcc=b&to=c@example.com", "50%25@example.com"]
)
def test_a_letter_goes_to_the_payers_mailbox_and_to_no_other(email: str) -> None:
    kept = read_payment(payment(1) | {"payer": {"name": "N", "phone": "01700000456", "email": email, "address": ""}})
    assert urlsplit(kept.mails).query == ""
    assert unquote(urlsplit(kept.mails).path) == email
