"""The operator, who settles by hand what no gateway answers for."""

from contextlib import suppress
from typing import Any

from sqlalchemy import Row

from checkout.commands.refunds import closed_by_operator
from checkout.errors import NotFound, ReferenceUsed, WrongState
from checkout.store.database import Database
from tests.chaos.books import Back, StandIns


def settle_refund(db: Database, stand_ins: StandIns, refund: Row[Any], *, is_over: bool) -> None:
    """By the gateway's panel: what it gave back for our reference; where none can be asked, by giving it there."""
    here = [one for one in stand_ins.backs if one.gateway == refund.gateway]
    seen = next((one.ref for one in here if one.refund_ref == refund.refund_ref), "")
    # A gateway that refunds by program may still do so late: only in the end is it certain that it did not.
    reference, given = seen, None
    if not seen and refund.gateway not in ("sslcommerz", "bkash"):
        reference = f"PANEL{refund.refund_ref}"
        given = Back(refund.gateway, reference, refund.refund_ref, refund.amount_poisha)
    with suppress(ReferenceUsed, WrongState, NotFound):
        if reference:
            db.transact_now(closed_by_operator, refund.id, reference=reference)
        elif is_over:
            db.transact_now(closed_by_operator, refund.id, refusal="not in the panel")
        if given is not None:
            stand_ins.panel.append(given)
