"""`make chaos` in small, a round with four workers; what the gateways' own books hold is what ours say."""

from pathlib import Path

from sqlalchemy import text

from checkout.ids import new_id
from checkout.store.database import Database
from checkout.store.opening import utc_now
from sandbox.bkash.state import Back as BkashBack
from sandbox.main import create_app as create_sandbox
from tests.chaos.books import StandIns, differences
from tests.chaos.round import play
from tests.conftest import NewUrl
from tests.support.postgres import Postgres

SEED = 20261129


def test_one_of_four_workers_killed_over_lines_that_fail_leaves_books_that_agree(
    tmp_path: Path, postgres: Postgres
) -> None:
    found = play(SEED, tmp_path, postgres)
    assert not found.wrong, found.line
    assert (found.captured > 0, found.struck["kill -9"]) == (True, 1)


def test_money_that_we_know_nothing_of_is_said(new_url: NewUrl, tmp_path: Path) -> None:
    """The comparison itself: what only a gateway's books hold is a difference, taken or given back."""
    app = create_sandbox()
    payment = app.state.bkash.create({"amount": "100.15", "merchantInvoiceNumber": "T1"})
    payment.take()
    payment.refunds.append(BkashBack("TRX1", "100.15", ""))
    app.state.bkash.save(payment)
    db = Database(new_url(tmp_path), clock=utc_now, new_id=new_id, public_url="http://127.0.0.1")
    assert db.read_now(lambda conn: conn.execute(text("SELECT count(*) FROM payments")).scalar_one()) == 0
    told = differences(db, StandIns(app))
    db.close()
    assert told == [
        f"bkash holds 10015 under ['{payment.id}'], of which we know nothing",
        "captured at bkash: 10015; credited, held and told of: 0",
        "bkash gave 10015 back under trx1, which closes no refund of ours",
    ]
