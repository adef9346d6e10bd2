"""What screens, payers, gateways and workers ask stays on an index, however many payments there are."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final, cast

import pytest
from sqlalchemy import Connection, event

from checkout.commands.audit_books import audit_books, note_audit, total_books
from checkout.core.link import LinkStatus
from checkout.core.merchant import MerchantId
from checkout.core.payment_status import Status
from checkout.ids import new_id
from checkout.store import (
    events,
    gauges,
    inbox,
    invitations,
    ledger,
    links,
    merchants,
    notice_settings,
    outlets,
    payment_claims,
    payments,
    payouts,
    rate_limits,
    refunds,
)
from checkout.store.cursor import Cursor
from checkout.store.database import Database
from checkout.store.opening import utc_now
from checkout.store.statements import STRAIGHT
from checkout.store.tables import from_microseconds
from checkout.store.tables import links as link_table
from checkout.store.unit_of_work import UnitOfWork
from tests.conftest import NewUrl
from tests.support.many import BEGAN, BIG_SHOP, BIG_SHOPS_LINK, SHOPS, fill

MANY: Final = 6_000
BIG: Final = ("payments", "ledger_entries", "ledger_transactions", "events")
SHOP, SMALL_SHOP, LINK = MerchantId(BIG_SHOP), MerchantId("mer_0007"), BIG_SHOPS_LINK
MIDDLE: Final = from_microseconds(BEGAN + MANY * 500_000)
PAGE: Final = Cursor(MIDDLE, "pay_000003000")
NOW: Final = from_microseconds(BEGAN + MANY * 1_000_000)

Look = Callable[[UnitOfWork], Any]
# Of a shop with half of all payments: their order must come from the index too. Others sort the few that they find.
IN_ORDER: Final = (
    "the first page of payments", "a page in the middle", "payments of a link", "the last of a link", "the history", "a page of the history",
    "the log",
)  # fmt: skip
LOOKS: Final[dict[str, Look]] = {
    "the first page of payments": lambda a: payments.page(a.conn, SHOP, limit=51, before=None),
    "a page in the middle": lambda a: payments.page(a.conn, SHOP, limit=51, before=PAGE),
    "a small shop's page": lambda a: payments.page(a.conn, SMALL_SHOP, limit=51, before=PAGE),
    "payments of a link": lambda a: payments.page(a.conn, SHOP, link_id=LINK, limit=51, before=PAGE),
    "payments by status": lambda a: payments.page(a.conn, SHOP, status=Status.ON_HOLD, limit=51, before=None),
    "paid payments": lambda a: payments.page(a.conn, SHOP, status=Status.PAID, limit=51, before=None),
    "a page of paid payments": lambda a: payments.page(a.conn, SHOP, status=Status.PAID, limit=51, before=PAGE),
    "paid payments of a link": lambda a: payments.page(
        a.conn, SHOP, link_id=LINK, status=Status.PAID, limit=51, before=PAGE),
    "a link's payments by status": lambda a: payments.page(
        a.conn, SHOP, link_id=LINK, status=Status.ON_HOLD, limit=51, before=PAGE),
    "the last of a link": lambda a: payments.latest_paid(a.conn, LINK),
    "a search": lambda a: payments.page(a.conn, SHOP, words="০০০৪৫৬", limit=51, before=None),
    "a search that finds": lambda a: payments.page(a.conn, SMALL_SHOP, words="bank_1", limit=51, before=None),
    "a search for nobody": lambda a: payments.page(a.conn, SHOP, words="নাসরিন", limit=51, before=None),
    "a search by status": lambda a: payments.page(
        a.conn, SHOP, status=Status.PAID, words="00456", limit=51, before=PAGE),
    "a search in a link": lambda a: payments.page(a.conn, SHOP, link_id=LINK, words="00456", limit=51, before=None),
    "the links": lambda a: links.page(a.conn, SHOP, None, 51, None),
    "the history": lambda a: ledger.history(a.conn, SHOP, 51, None),
    "a page of the history": lambda a: ledger.history(a.conn, SHOP, 51, MANY // 2),
    "the balance": lambda a: ledger.balance(a.conn, SHOP),
    "what is held": lambda a: payments.held(a.conn, SHOP),
    "refunds": lambda a: refunds.page(a.conn, SHOP, 51, None),
    "payouts": lambda a: payouts.page(a.conn, SHOP, 51, None),
    "the log": lambda a: events.after(a.conn, SHOP, MANY // 4, 200),
    "the end of the log": lambda a: events.after(a.conn, SHOP, MANY, 200),
    "a form": lambda a: links.with_merchant(a.conn, "store", "shop-0"),
    "who is at a link": lambda a: payments.busy_since(a.conn, LINK, NOW),
    "a receipt": lambda a: payments.by_code(a.conn, "00000003000"),
    "a proof": lambda a: payments.by_gateway_ref(a.conn, ("bank_77", "BANK_77")),
    "a notice": lambda a: payments.by_tran_id(a.conn, "sslcommerz", "AD0000000000000077"),
    "a notice of a session": lambda a: payments.by_notice(a.conn, "bkash", "", "TR001"),
    "a form sent again": lambda a: payments.by_form_key(a.conn, LINK, "k78"),
    "what is due": lambda a: payment_claims.claim_due(a.conn, NOW, timedelta(minutes=3), 20),
    "refunds that are due": lambda a: refunds.claim_due(a.conn, NOW, timedelta(minutes=3), 20),
    "messages that are due": lambda a: outlets.claim_due(a, timedelta(minutes=3), 20),
    "when places were last told": lambda a: outlets.last_told(a.conn, ["out_1"]),
    "what a shop chose of notices": lambda a: notice_settings.get(a.conn, SHOP),
    "what rests": lambda a: outlets.end_rest(a, SHOP),
    "webhooks that wait": lambda a: inbox.claim(a.conn, NOW, timedelta(minutes=3), 20),
    "the operator's holds": lambda a: payments.on_hold(a.conn, 200),
    "a payer's payments": lambda a: payments.of_payer(a.conn, "01700000077", 100),
    "payers to be forgotten": lambda a: payments.remembered_before(a.conn, MIDDLE - timedelta(hours=2), 100),
    "what was told of a payment": lambda a: events.rewrite(a.conn, SHOP, "pay_000000078", {}),
    "the links at the till": lambda a: links.page_of_today(a.conn, SHOP, None, 51, PAGE, MIDDLE),
    "the payments at the till": lambda a: payments.page_of_today(a.conn, SHOP, payments.Sought(), MIDDLE, 51, PAGE),
    "what somebody gave back today": lambda a: refunds.given_back(a.conn, SHOP, "dev_1", MIDDLE),
    "who gave back": lambda a: refunds.given_back_by(a.conn, ["pay_000000078"]),
    "an invitation": lambda a: invitations.by_code(a.conn, "hash"),
    "a device": lambda a: merchants.signed_in(a.conn, "hash"),
    "a limit": lambda a: rate_limits.get(a.conn, "key"),
    "figures": lambda a: gauges.gauges(a.conn, NOW),
}  # fmt: skip


@pytest.fixture(scope="module")
def full(new_url: NewUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    url = new_url(tmp_path_factory.mktemp("many"))
    db = Database(url, clock=utc_now, new_id=new_id, public_url="https://pay.example")
    db.transact_now(lambda uow: fill(uow.conn, MANY))
    db.transact_now(_make_links)
    yield db
    db.close()


def _make_links(uow: UnitOfWork) -> None:
    """Two of each shop in each list that it can ask for."""
    each = ("active", None), ("active", NOW), *((status, None) for status in ("paid", "expired", "cancelled"))
    kept: dict[str, Any] = {
        "kind": "fixed", "amount_poisha": 100, "note": "", "created_at": MIDDLE, "payments_count": 0,
        "paid_total_poisha": 0, "request_hash": "",
    }  # fmt: skip
    for number in range(SHOPS * 10):
        status, paused_at = each[number % 5]
        named = {"id": f"pl_f{number:03}", "code": f"code{number}", "merchant_id": f"mer_{number // 10:04}"}
        uow.conn.execute(link_table.insert().values(kept | named | {"status": status, "paused_at": paused_at}))
    uow.conn.exec_driver_sql("ANALYZE")


class Undone(Exception):
    """Takes back what a look changed."""


def plans(db: Database, look: Look, *, by_index: bool = False, unsorted: bool = False) -> list[str]:
    """How the database would carry out everything that this look asks of it; `by_index` if there is any way to.

    `unsorted`: in the index's own order, if there is any way to.
    """
    asked: list[tuple[str, Any]] = []
    found: list[str] = []

    def note(conn: Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if not statement.startswith("SET "):
            asked.append((statement, parameters))

    def act(uow: UnitOfWork) -> None:
        if by_index and uow.conn.dialect.name == "postgresql":
            # A few rows are read through even where many would not be.
            uow.conn.exec_driver_sql("SET LOCAL enable_seqscan = off")
            for way in ("sort", "incremental_sort", "bitmapscan") if unsorted else ():
                uow.conn.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        uow.conn.execution_options(**{STRAIGHT: False})
        event.listen(uow.conn, "before_cursor_execute", note)
        look(uow)
        event.remove(uow.conn, "before_cursor_execute", note)
        explain = "EXPLAIN QUERY PLAN " if uow.conn.dialect.name == "sqlite" else "EXPLAIN "
        for statement, parameters in asked:
            rows = uow.conn.exec_driver_sql(explain + statement, parameters).all()
            found.append("\n".join(str(row[-1]) for row in rows))
        raise Undone

    with pytest.raises(Undone):
        db.transact_now(act)
    return found


@pytest.mark.parametrize("name", LOOKS)
def test_it_reads_no_big_table_through_and_sorts_none(full: Database, name: str) -> None:
    told = plans(full, LOOKS[name])
    assert told
    for plan in told:
        read_through = [
            table
            for table in BIG
            if re.search(rf"Seq Scan on {table}\b", plan) or re.search(rf"SCAN {table}\b(?! USING)", plan)
        ]
        assert read_through == [], plan
        if name in IN_ORDER:
            assert re.search(r"TEMP B-TREE FOR ORDER BY|Sort\b", plan) is None, plan


def audited(uow: UnitOfWork, *, only_changed: bool) -> None:
    """An audit whose steps are all looked at on one line."""

    class OneLine:
        def read_now(self, look: Callable[[Connection], Any]) -> Any:
            return look(uow.conn)

    found = audit_books(cast(Database, OneLine()), only_changed=only_changed)
    assert found.differences == ()


def test_the_daily_audit_goes_to_what_changed_by_an_index(full: Database) -> None:
    full.transact_now(note_audit, audit_books(full))
    # The last of one shop's, and of its gateway's.
    back = (
        "UPDATE audit_marks SET position = position - 2 WHERE subject IN ('mer_0007', 'gateway_receivable:sslcommerz')"
    )
    full.transact_now(lambda uow: uow.conn.exec_driver_sql(back))
    told = plans(full, lambda uow: audited(uow, only_changed=True), by_index=True)
    # Not all of an index either, nor all of a shop's.
    read_through = rf"(Seq Scan on|SCAN) ({'|'.join(BIG)})\b|USING INDEX \S+ \((merchant|account)_id=\?\)"
    assert [plan for plan in told if re.search(read_through, plan)] == []
    # On PostgreSQL: an index that is read through to its end, and looked at for what came after the marks.
    assert [plan for plan in told if re.search(r"Filter: .*(position|seq)\W+> COALESCE", plan)] == []


def test_the_books_of_very_many_payments_balance(full: Database) -> None:
    assert audit_books(full).differences == ()
    assert full.read_now(total_books).payments_count == MANY


@pytest.mark.parametrize(
    ("look", "index"),
    [
        (lambda a: links.made_for(a.conn, "01700000077", 100), "ix_links_customer_phone"),
        (lambda a: links.remembered_before(a.conn, MIDDLE, 100), "ix_links_remembered"),
    ],
)
def test_customers_to_be_forgotten_are_found_among_many_links(full: Database, look: Look, index: str) -> None:
    (plan,) = plans(full, look, by_index=True)
    assert index in plan


def fixed_links(status: LinkStatus | None) -> Look:
    return lambda a: links.page(a.conn, SHOP, status, 51, Cursor(MIDDLE, "pl_1"))


@pytest.mark.parametrize(
    ("look", "index"),
    [
        (LOOKS["a page of paid payments"], "ix_payments_merchant_id_status_created_at_id"),
        (LOOKS["payments by status"], "ix_payments_merchant_id_status_created_at_id"),
        (LOOKS["a link's payments by status"], "ix_payments_of_link"),
        (fixed_links(None), "ix_links_merchant_id_created_at_id"), (fixed_links(LinkStatus.ACTIVE), "ix_links_active"),
        (fixed_links(LinkStatus.PAUSED), "ix_links_paused"), (fixed_links(LinkStatus.EXPIRED), "ix_links_ended"),
        (fixed_links(LinkStatus.PAID), "ix_links_ended"), (fixed_links(LinkStatus.CANCELLED), "ix_links_ended"),
    ],
)  # fmt: skip
def test_each_list_that_is_filtered_has_an_index_in_its_order(full: Database, look: Look, index: str) -> None:
    plan = plans(full, look, by_index=True, unsorted=True)[-1]
    assert index in plan
    assert re.search(r"TEMP B-TREE FOR ORDER BY|Sort\b", plan) is None, plan


def test_what_is_old_is_searched_by_the_index_of_words(full: Database) -> None:
    told = plans(full, lambda a: payments.page(a.conn, SHOP, words="ক্রেতা 20", limit=90, before=None), by_index=True)
    by_words, last = told[-2:]
    # On SQLite it names moments, and each of these is looked up.
    assert "ix_payment_words_grams" in last or "created_at=?" in last
    assert "ix_payment_words_grams" in last or "payment_words VIRTUAL TABLE INDEX" in by_words
