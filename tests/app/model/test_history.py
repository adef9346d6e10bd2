"""The history's lines: which they are, and what they sum up to."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from app.model.day_account import between
from app.model.history import Chosen, came_in, lines_of, since_of
from app.model.history_csv import statement_csv
from app.model.records import EntryRecord
from app.services.history import every_line, lines
from app.services.local_store import LocalStore
from app.views.parts.history_rows import chosen_words
from app.words import say
from money import Money
from tests.support.resources import NOW, SHOP, payment

_MANY: Final = 6_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    opened = LocalStore(tmp_path / "shop.db")
    yield opened
    opened.close()


def held(number: int, day: int) -> dict[str, object]:
    return payment(number, status="on_hold", paid_at=None, created_at=f"2026-11-{day}T04:41:00Z")


def test_what_is_held_is_chosen_by_its_day_too(store: LocalStore) -> None:
    for number, day in enumerate((10, 12), 1):
        store.apply(number, "payment.on_hold", held(number, day))
    since, until = between(date(2026, 11, 12), date(2026, 11, 12))
    found, more = lines(store, Chosen("hold", since=since, until=until), 50)
    assert ([line.id for line in found], more) == (["pay_2"], False)


def test_a_file_holds_every_line_however_many_there_are(store: LocalStore) -> None:
    payments = [payment(number) for number in range(_MANY)]
    entries = [
        {
            "id": f"le_{2 * number + after:06d}",
            "kind": kind,
            "amount": amount,
            "balance_after": 0,
            "payment_id": one["id"],
        }
        | {"created_at": "2026-11-12T04:42:00Z"}
        for number, one in enumerate(payments)
        for after, (kind, amount) in enumerate((("payment", 50_000), ("fee", -1_250)))
    ]
    # One more, so that a charge and its payment come to lie on two pages.
    last = entries[-1] | {"id": "le_999999", "kind": "adjustment"}
    store.replace_all(SHOP, [], payments, [*entries, last], 1)
    sheet = list(csv.reader(io.StringIO(statement_csv(every_line(store, Chosen()), "en").decode("utf-8-sig"))))
    assert len(sheet) == 1 + 1 + _MANY
    assert {tuple(row[7:10]) for row in sheet[2:]} == {("500.00", "-12.50", "487.50")}


def test_a_file_of_what_is_held_has_all_of_it_in_the_order_of_the_screen(store: LocalStore) -> None:
    payments = [held(number, 10 + number % 2) for number in range(1_001)]
    store.replace_all(SHOP, [], payments, [], 1)
    found, _ = lines(store, Chosen("hold"), 2_000)
    assert len(found) == 1_001
    assert list(every_line(store, Chosen("hold"))) == found


def test_nothing_has_come_in_of_what_is_held(store: LocalStore) -> None:
    store.apply(1, "payment.on_hold", held(1, 12))
    found, _ = lines(store, Chosen("hold"), 50)
    assert came_in(found) is None


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (Chosen(), "সব সময় · সব লেনদেন"),
        (Chosen("in", since=since_of("month", NOW)), "১–১২ নভেম্বর · এসেছে"),
        (Chosen("out", " করিম ", *between(date(2026, 11, 8), date(2026, 11, 8))), "৮ নভেম্বর · ফেরত · “করিম”"),
        (Chosen("hold", "محمد"), "সব সময় · হোল্ডে · “\u2068محمد\u2069”"),
    ],
)
def test_it_is_told_what_a_file_will_hold(chosen: Chosen, words: str) -> None:
    assert chosen_words(chosen, NOW, partial(say, "bn"), "bn") == words


def test_what_came_in_is_the_payments_before_charges_and_before_what_went_back(store: LocalStore) -> None:
    moved = ((1, "payment", 50_000, 50_000), (2, "fee", -1_250, 48_750), (3, "refund", -10_000, 38_750))
    for number, kind, amount, after in moved:
        entry = {"id": f"le_{number}", "kind": kind, "amount": amount, "balance_after": after, "payment_id": "pay_1"}
        store.apply(number, f"balance.{kind}", entry | {"created_at": "2026-11-12T04:42:00Z"})
    found, _ = lines(store, Chosen(), 50)
    assert came_in(found) == Money(50_000)


def test_what_is_held_says_so_in_the_file_and_why_in_words(store: LocalStore) -> None:
    store.apply(1, "payment.on_hold", held(1, 12) | {"hold_reason": "risk", "gateway_words": "Not Safe"})
    file = statement_csv(every_line(store, Chosen("hold")), "en").decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(file))
    assert row["Kind"] == "On hold: The payment company saw a risk in this payment."
    assert "Not Safe" not in file


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
