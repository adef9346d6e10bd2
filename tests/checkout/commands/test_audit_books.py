"""The audit names every kind of difference, whoever made it and however small it is."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import text

from checkout.commands.audit_books import audit_books, note_audit, total_books
from checkout.commands.payouts import ask_payout
from checkout.core.payout import Destination, PayoutId
from checkout.store.database import Database
from checkout.store.gauges import gauges
from money import Money
from tests.conftest import HandClock
from tests.support.books import PaidShop

# What somebody does to the tables by hand, and the sentence that tells of it.
TAMPERED = {
    "a transaction that does not balance": (
        "UPDATE ledger_entries SET amount_poisha = amount_poisha + 1 WHERE kind = 'payout'",
        r"ledger transaction \S+: 2 entries sum to 2",
    ),
    "a transaction without entries": (
        "INSERT INTO ledger_transactions (id, source, created_at) VALUES ('lt_1', 'nothing', 0)",
        r"ledger transaction lt_1: 0 entries sum to 0",
    ),
    "a balance that its entries do not give": (
        "UPDATE ledger_accounts SET balance_poisha = balance_poisha + 1 WHERE id LIKE 'merchant_payable:%'",
        r"account merchant_payable:\S+: kept -?\d+, its entries come to",
    ),
    "a history with a wrong balance": (
        "UPDATE ledger_entries SET balance_after_poisha = balance_after_poisha + 1 WHERE kind = 'fee'",
        r"ledger entry \S+: its place or balance after is wrong",
    ),
    "a history with a gap": (
        "UPDATE ledger_entries SET position = position + 100 WHERE kind = 'payout'",
        r"ledger entry \S+: its place or balance after is wrong",
    ),
    "a history that begins late": (
        "UPDATE ledger_entries SET position = position + 100 WHERE account_id = 'payouts_payable'",
        r"ledger entry \S+: its place or balance after is wrong",
    ),
    "money that was booked for a payment that failed": (
        "UPDATE payments SET status = 'failed'",
        r"payment \S+ is failed and booked 1 times",
    ),
    "a payment that nobody booked": (
        "UPDATE ledger_transactions SET source = 'lost' WHERE source LIKE '%:capture:%'",
        r"payment \S+ is partly_refunded and booked 0 times",
    ),
    "a payment that says another net than was booked": (
        "UPDATE payments SET net_poisha = net_poisha - 1, fee_poisha = fee_poisha + 1",
        r"payment \S+: net 48749, booked 48750",
    ),
    "money in a balance that went past it": (
        "UPDATE payments SET gateway = 'own_code'",
        r"payment \S+: 48750 booked on the wrong side of the balance",
    ),
    "more gone back than refunds say": (
        "UPDATE payments SET refunded_poisha = refunded_poisha + 1",
        r"payment \S+: 10001 went back, refunds say 10000",
    ),
    "more promised than was paid": (
        "UPDATE refunds SET amount_poisha = 40001 WHERE status = 'promised'",
        r"payment \S+: 10000 went back, refunds say 10000 and promise 50001 of 50000",
    ),
    "two refunds under one reference": (
        "UPDATE refunds SET gateway_ref = 'REF1'",
        r"refunds \S+, \S+: all under the reference ref1 of sslcommerz",
    ),
    "a promise to a payer that no refund keeps": (
        "UPDATE refunds SET status = 'refused', ended_at = created_at WHERE status = 'promised'",
        r"account refunds_payable:sslcommerz: kept 20000, left open 0",
    ),
    "a payout on its way that nobody asked for": (
        "UPDATE payouts SET status = 'sent', ended_at = created_at",
        r"account payouts_payable: kept 5000, left open 0",
    ),
    "a link with a payment too many": (
        "UPDATE links SET payments_count = payments_count + 1 WHERE kind = 'fixed'",
        r"link \S+: counts 2 payments, has 1",
    ),
    "a link with a wrong sum": (
        "UPDATE links SET paid_total_poisha = paid_total_poisha + 1 WHERE kind = 'fixed'",
        r"link \S+: counts 1 payments, has 1",
    ),
    "an event that is gone": ("DELETE FROM events WHERE seq = 2", r"shop \S+: \d+ events up to \d+, counted"),
    "an event that was counted and never told": (
        "UPDATE merchants SET event_seq = event_seq + 1",
        r"shop \S+: \d+ events up to \d+, counted",
    ),
}


@pytest.fixture
def shop(db: Database) -> PaidShop:
    """Paid ৳500, of which ৳100 went back, ৳200 more are promised, and ৳50 are on their way to the shop."""
    shop = PaidShop(db)
    shop.give_back(100)
    shop.ask(200)
    db.transact_now(ask_payout, shop.shop.id, PayoutId("po_1"), Money(50_00), Destination("bkash", "01712345678"))
    return shop


@pytest.mark.parametrize("name", TAMPERED)
def test_whatever_was_done_to_the_books_by_hand_is_named(shop: PaidShop, name: str) -> None:
    statement, sentence = TAMPERED[name]
    assert audit_books(shop.db).differences == ()
    shop.db.transact_now(lambda uow: uow.conn.execute(text(statement)))
    found = audit_books(shop.db).differences
    assert [one for one in found if re.match(sentence, one)], found


def test_an_audit_counts_what_it_looked_at_and_what_is_owed(shop: PaidShop) -> None:
    found = shop.db.read_now(total_books)
    assert (found.payments_count, found.merchants_count, found.owed_to_merchants) == (1, 1, shop.balance)
    assert found.transactions_count == 5


def test_who_watches_sees_what_the_last_audit_found_and_how_long_ago(shop: PaidShop, clock: HandClock) -> None:
    def seen() -> tuple[float, float]:
        found = {name: value for name, _, value in shop.db.read_now(gauges, clock.now)}
        return found["aday_audit_differences"], found["aday_audit_age_seconds"]

    assert seen() == (-1, 0)
    clean = audit_books(shop.db)
    shop.db.transact_now(note_audit, replace(clean, differences=("one", "another")))
    clock.forward(minutes=2)
    assert seen() == (2, 120)
    shop.db.transact_now(note_audit, clean)
    assert seen() == (0, 0)


def test_a_daily_audit_that_found_nothing_does_not_hush_what_the_whole_one_found(
    shop: PaidShop, clock: HandClock
) -> None:
    def seen() -> tuple[float, float]:
        found = {name: value for name, _, value in shop.db.read_now(gauges, clock.now)}
        return found["aday_audit_differences"], found["aday_audit_whole_age_seconds"]

    clean = audit_books(shop.db)
    for audit in (replace(clean, differences=("one",)), replace(clean, is_whole=False)):
        shop.db.transact_now(note_audit, audit)
        clock.forward(days=1)
    assert seen() == (1, 2 * 86_400)
    shop.db.transact_now(note_audit, clean)
    assert seen() == (0, 0)
