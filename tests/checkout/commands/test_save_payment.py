"""A payment is kept and its shop told in one step, of the same thing."""

import json
from dataclasses import replace

import pytest

from checkout.commands.save_payment import save_payment
from checkout.core.event_types import EventType
from checkout.core.payment import NOBODY
from checkout.core.payment_status import Status
from checkout.core.reasons import FailureKind
from checkout.resources.payment import payment_resource
from checkout.store import events, payments
from checkout.store.database import Database
from tests.support.books import Books


@pytest.fixture
def books(db: Database) -> Books:
    return Books(db)


def test_what_is_kept_is_told_under_the_status_that_it_has_now(books: Books) -> None:
    payment = books.start()
    # A text that is cleaned on its way into the table: told as it is kept, and not as it was given.
    failed = replace(payment, status=Status.FAILED, failure=FailureKind.DECLINED, gateway_words="Do not\u200b honor")
    kept = books.db.transact_now(save_payment, failed)
    assert (kept.status, kept.gateway_words) == (Status.FAILED, "Do not honor")
    assert books.db.read_now(payments.get, payment.id) == kept
    last = books.db.read_now(events.after, books.shop.id, 0, 100)[-1]
    assert (last.type, json.loads(last.data)) == (EventType.PAYMENT_FAILED, payment_resource(kept))


def test_what_changes_without_another_status_is_told_under_a_name_of_its_own(books: Books) -> None:
    payment = books.start()
    kept = books.db.transact_now(save_payment, replace(payment, payer=NOBODY), EventType.PAYMENT_PAYER_FORGOTTEN)
    assert (kept.status, kept.payer) == (payment.status, NOBODY)
    assert books.told[-1] == EventType.PAYMENT_PAYER_FORGOTTEN


def test_an_event_that_cannot_be_told_keeps_nothing(books: Books) -> None:
    payment = books.start()
    told = books.told
    with pytest.raises(ValueError, match=r"payment\.created"):
        books.db.transact_now(save_payment, replace(payment, status=Status.CREATED, method="bKash"))
    assert (books.db.read_now(payments.get, payment.id), books.told) == (payment, told)
