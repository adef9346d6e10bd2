"""The app's own disk."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.services.local_store import LocalStore
from app.services.replica import _CAME
from app.services.store_file import CannotKeep
from money import Money
from tests.support.resources import MOMENT, SHOP, link, payment, refund


def fill(store: LocalStore) -> None:
    """As a disk that has no page left."""
    pages = store._file.db.conn.execute("PRAGMA page_count").fetchone()[0]
    store._file.db.conn.execute(f"PRAGMA max_page_count={pages}")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    opened = LocalStore(tmp_path / "shop.db")
    yield opened
    opened.close()


def test_what_was_taken_in_is_there_after_a_restart(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "shop.db")
    store.replace_all(SHOP, [link(0, kind="store", amount=None), link(1)], [payment(1)], [], 7)
    store.close()
    again = LocalStore(tmp_path / "shop.db")
    shop, store_link, (row,) = again.shop(), again.store_link(), again.links()
    assert (shop and shop.name, store_link and store_link.kind, row.amount, again.last_seq) == (
        "করিম",
        "store",
        Money(10_001),
        7,
    )
    again.close()


def test_a_payment_is_found_by_either_name_of_its_method(store: LocalStore) -> None:
    store.replace_all(SHOP, [link(0, kind="store", amount=None), link(1)], [payment(1)], [], 7)
    for typed in ("bkash", "bKash", "বিকাশ"):
        assert [one.id for one in store.links(words=typed)] == ["pl_0001"]
    assert store.links(words="নগদ") == []


def test_an_older_event_never_overwrites_a_newer_one(store: LocalStore) -> None:
    store.apply(9, "payment.paid", payment(1))
    store.apply(5, "payment.pending", payment(1, status="pending", paid_at=None))
    found = store.payment("pay_1")
    assert found is not None
    assert (found.status, store.last_seq) == ("paid", 9)


def test_a_payment_is_read_with_what_goes_back_of_it_until_that_is_refused(store: LocalStore) -> None:
    store.replace_all(SHOP, [link(1)], [payment(1), payment(2)], [], 1)
    store.apply(2, "refund.pending", refund(1))
    store.apply(3, "refund.refunded", refund(2, status="refunded", amount=1_000))
    found = [store.payment("pay_1"), *store.payments("pl_0001"), *store.payments_of(["pl_0001"])["pl_0001"]]
    found += [*store.payments_by_id(["pay_1"]).values(), *store.find_payments("0000456")]
    assert {one.id: one.going_back for one in found if one} == {"pay_1": Money(21_000), "pay_2": Money(0)}
    assert len(found) == 8
    store.apply(4, "refund.refused", refund(1, status="refused"))
    after = store.payment("pay_1")
    assert after is not None
    assert after.going_back == Money(1_000)


@pytest.mark.parametrize(
    "pasted",
    [
        "TrxID 6KZRA6MTKB", "6kzra6mtkb.", "6KZRA6MTKB", "৬KZRA৬MTKB", "TrxID:6KZRA6MTKB", "a6mt\u200bkb",
        "\u200b6KZRA6\u2060MTKB", "You paid Tk 500.00 from 01700000456. TrxID 6KZRA6MTKB at 12/11/2026 10:42",
        "https://pay.example/p/7KMQ2WZX9TA?lang=bn", "https://pay.example/v?c=7KMQ2WZX9TA&fbclid=IwAR0", "রসিদ 7kmq2wzx9ta।",
    ],
)  # fmt: skip
def test_a_payment_is_found_in_whatever_its_payer_pasted(store: LocalStore, pasted: str) -> None:
    store.replace_all(SHOP, [link(1)], [payment(1, gateway_ref="6KZRA6MTKB", code="7KMQ2WZX9TA")], [], 1)
    assert [one.id for one in store.find_payments(pasted)] == ["pay_1"]


def test_a_message_with_a_payers_number_and_another_transaction_finds_nothing(store: LocalStore) -> None:
    store.replace_all(SHOP, [link(1)], [payment(1, gateway_ref="6KZRA6MTKB", code="7KMQ2WZX9TA")], [], 1)
    assert store.find_payments("You paid Tk 500.00 from 01700000456. TrxID 6KZRA6MTKC at 12/11/2026 10:42") == []


@pytest.mark.parametrize(
    "typed",
    [
        "01700000456",
        "০১৭০০ ০০০ ৪৫৬",
        "01700-000-456",
        "+8801700000456",
        "+৮৮০ ১৭০০-০০০৪৫৬",
        "8801700000456",
        "008801700000456",
    ],
)
def test_a_payer_is_found_by_their_number_however_it_is_written(store: LocalStore, typed: str) -> None:
    store.replace_all(SHOP, [link(1)], [payment(1)], [], 1)
    assert [one.id for one in store.find_payments(typed)] == ["pay_1"]
    assert [one.id for one in store.links(words=typed)] == ["pl_0001"]
    assert [one.phone for one in store.customers(typed)] == ["01700000456"]
    begun = typed.strip()[:-3]
    assert [one.id for one in store.links(words=begun)] == ["pl_0001"]


@pytest.mark.parametrize("typed", ["৳৮,৮০১", "8801", "50 100", "INV 12-34"])
def test_what_is_no_number_to_call_is_looked_for_as_it_is(store: LocalStore, typed: str) -> None:
    note = "চাল 50 100 INV 12-34"
    called = payment(2, link_id="pl_0002", payer={"name": "নুসরাত", "phone": "01700000456"})
    store.replace_all(SHOP, [link(1, amount=8_801_00, note=note), link(2, amount=50_00)], [called], [], 1)
    assert [one.id for one in store.links(words=typed)] == ["pl_0001"]


def test_the_same_event_twice_is_one_row(store: LocalStore) -> None:
    for _ in range(2):
        store.apply(1, "payment.paid", payment(1))
    assert store.today(datetime(2026, 11, 11, 18, tzinfo=UTC)).count == 1


def test_an_event_from_a_newer_server_is_passed_over_and_its_number_kept(store: LocalStore) -> None:
    store.apply(3, "hologram.created", {"id": "h_1", "shape": "round"})
    store.apply(4, "payment.paid", payment(1, status="teleported", scenario="good"))
    found = store.payment("pay_1")
    assert found is not None
    assert (found.status, store.last_seq) == ("teleported", 4)


def test_the_balance_is_what_stood_after_the_newest_entry(store: LocalStore) -> None:
    for number, after in ((1, 50_000), (2, 48_750)):
        entry = {
            "id": f"le_{number}",
            "kind": "payment",
            "amount": 1,
            "balance_after": after,
            "payment_id": "pay_1",
            "created_at": "2026-11-12T04:42:00Z",
        }
        store.apply(number, "balance.entry", entry)
    assert store.balance() == Money(48_750)


def test_today_begins_at_midnight_in_dhaka(store: LocalStore) -> None:
    midnight = datetime(2026, 11, 11, 18, tzinfo=UTC)
    store.apply(1, "payment.paid", payment(1, paid_at="2026-11-11T17:59:59.999999Z"))
    store.apply(2, "payment.paid", payment(2, paid_at="2026-11-11T18:00:00Z"))
    assert (store.today(midnight).count, store.today(midnight).total) == (1, Money(50_000))


def test_what_went_back_had_come_in_all_the_same(store: LocalStore) -> None:
    store.apply(1, "link.paid", link(1, status="paid", paid_at="2026-11-12T04:42:00Z"))
    for number, status in enumerate(("paid", "partly_refunded", "refunded", "on_hold", "failed")):
        store.apply(number + 2, "payment.changed", payment(number, status=status))
    store.apply(8, "link.paid", link(2, status="paid", paid_at="2026-11-12T04:42:00Z"))
    store.apply(9, "payment.partly_refunded", payment(9, link_id="pl_0002", status="partly_refunded", refunded=1))
    midnight = datetime(2026, 11, 11, 18, tzinfo=UTC)
    assert (store.today(midnight).count, store.today(midnight).total) == (4, Money(200_000))
    assert [row.id for row in store.last_payments(9)] == ["pay_9", "pay_3", "pay_2", "pay_1", "pay_0"]


def test_links_come_newest_first_and_by_pages(store: LocalStore) -> None:
    store.replace_all(SHOP, [link(number) for number in range(120)], [], [], 1)
    first, second = store.links(limit=50), store.links(limit=50, offset=50)
    assert len({row.id for row in [*first, *second]}) == 100
    assert [row.created_at for row in first] == sorted((row.created_at for row in first), reverse=True)


@pytest.mark.parametrize("damage", ["garbage", "other_version"])
def test_a_store_that_cannot_be_read_is_made_anew(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "shop.db"
    if damage == "garbage":
        path.write_bytes(b"this is no database at all" * 100)
    else:
        LocalStore(path).close()
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA user_version=99")
        connection.close()
    store = LocalStore(path)
    assert store.last_seq is None
    store.close()


def test_an_older_store_gives_its_own_to_the_new_one_and_only_that(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    old = LocalStore(path)
    old.replace_all(SHOP, [link(1)], [payment(1)], [], 1)
    old.keep_waiting(link(2, waiting=True))
    old.show("pay_1", MOMENT)
    old.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version=99")
    new = LocalStore(path)
    assert [doc["id"] for doc in new.waiting()] == ["pl_0002"]
    assert [row.id for row in new.links()] == ["pl_0002"]
    assert new.shown_at("pay_1") == MOMENT
    assert new.last_seq is None
    new.close()


def test_on_a_full_disk_nothing_is_half_written_and_with_space_it_goes_on(store: LocalStore) -> None:
    store.replace_all(SHOP, [link(1)], [], [], 1)
    fill(store)
    with pytest.raises(CannotKeep):
        store.replace_all(SHOP, [link(number, note="ক" * 4_000) for number in range(2, 9)], [], [], 2)
    assert [row.id for row in store.links()] == ["pl_0001"]
    assert store.last_seq == 1
    store._file.db.conn.execute("PRAGMA max_page_count=1000000")
    store.replace_all(SHOP, [link(2)], [], [], 2)
    assert [row.id for row in store.links()] == ["pl_0002"]


def test_without_a_disk_it_keeps_everything_for_as_long_as_it_is_open() -> None:
    store = LocalStore(None)
    store.apply(1, "payment.paid", payment(1))
    assert store.payment("pay_1") is not None
    assert not store.is_on_disk
    store.wipe()


def test_a_store_that_another_window_is_using_is_not_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = LocalStore(tmp_path / "shop.db")
    store.apply(1, "payment.paid", payment(1))

    def locked(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(sqlite3, "connect", locked)
    with pytest.raises(CannotKeep):
        LocalStore(tmp_path / "shop.db")
    monkeypatch.undo()
    assert store.payment("pay_1") is not None
    assert (tmp_path / "shop.db").exists()
    store.close()


def test_a_row_that_cannot_be_read_is_passed_over(store: LocalStore) -> None:
    unreadable = link(2)
    del unreadable["code"]
    store.replace_all(SHOP, [link(1), unreadable], [], [], 1)
    assert [row.id for row in store.links()] == ["pl_0001"]


def test_a_snapshot_takes_the_place_of_all_that_was_there(store: LocalStore) -> None:
    store.replace_all(SHOP, [link(1, status="paid"), link(2)], [payment(1)], [], 50)
    store.replace_all(SHOP, [link(1)], [], [], 3)
    assert [(row.id, row.status) for row in store.links()] == [("pl_0001", "active")]
    assert (store.last_seq, store.payments("pl_0001")) == (3, [])


def test_a_late_answer_does_not_overwrite_a_newer_event(store: LocalStore) -> None:
    store.apply(9, "link.paid", link(1, status="paid", paid_at="2026-11-12T04:42:00Z"))
    store.put("link", link(1), 7)
    found = store.link("pl_0001")
    assert found is not None
    assert found.status == "paid"


def test_the_last_payments_are_money_by_any_link_the_newest_first(store: LocalStore) -> None:
    hours = {number: f"2026-11-12T{number:02d}:42:00Z" for number in range(1, 8)}
    came = [payment(number, paid_at=hours[number], link_id=f"pl_{number % 2:04d}") for number in (1, 3, 2)]
    held = payment(4, status="on_hold", paid_at=None, created_at=hours[4])
    tried = [
        payment(number, status=status, paid_at=None, created_at=hours[number])
        for number, status in ((5, "pending"), (6, "failed"), (7, "cancelled"))
    ]
    store.replace_all(SHOP, [link(1)], [*came, held, *tried], [], 1, {"refund": [refund(1, payment_id="pay_3")]})
    last = store.last_payments(3)
    assert [one.id for one in last] == ["pay_4", "pay_3", "pay_2"]
    assert last[1].going_back > Money(0)


def test_the_last_payments_are_found_by_time_and_not_by_sorting_all_that_ever_came(store: LocalStore) -> None:
    plan = store._file.rows(
        f"EXPLAIN QUERY PLAN SELECT id FROM payments WHERE {_CAME} ORDER BY sort DESC, id DESC LIMIT 5"
    )
    assert any("USING INDEX idx_payments_sort" in str(step) for step in plan)


def test_wiping_leaves_nothing_on_the_disk(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "shop.db")
    store.apply(1, "payment.paid", payment(1))
    store.wipe()
    assert list(tmp_path.iterdir()) == []
