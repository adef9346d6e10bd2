"""Money out to shops, settled by the operator, and the operator's own corrections."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from checkout.commands.idempotency import request_hash
from checkout.core.event_types import EventType
from checkout.core.merchant import MerchantId
from checkout.core.payout import Destination, IllegalMove, Payout, PayoutEvent, PayoutId, PayoutStatus, after
from checkout.core.posting_rules import Entry, undone, when_adjusted, when_payout_asked, when_payout_sent
from checkout.errors import BadFields, NotFound, Problem, SameIdOtherContent, WrongState
from checkout.resources.balance import entry_resource, payout_resource
from checkout.store import events, ledger, payouts
from checkout.store.unit_of_work import UnitOfWork
from money import Money

_ZERO = Money(0)


def ask_payout(
    uow: UnitOfWork,
    merchant_id: MerchantId,
    payout_id: PayoutId,
    amount: Money,
    to: Destination,
    is_allowed: Callable[[UnitOfWork], None] = lambda _: None,
    *,
    within: timedelta | None = None,
) -> tuple[Payout, bool]:
    """Take a sum out of the balance to be sent; and whether it is new: the same id answers as the first time.

    `is_allowed` is asked before a new one is taken, and raises what forbids it; `within` is the time in which the
    operator means to send it. Raises SameIdOtherContent, and BadFields when the balance holds less.
    """
    uow.lock(merchant_id)
    asked = request_hash(merchant_id, amount.poisha, asdict(to))
    known = payouts.get(uow.conn, payout_id)
    if known is not None:
        if payouts.request_hash(uow.conn, payout_id) != asked:
            raise SameIdOtherContent("payout")
        return known, False
    check_payout_amount(uow.conn, merchant_id, amount)
    is_allowed(uow)
    due_at = None if within is None else uow.now + within
    payout = Payout(payout_id, merchant_id, amount, to, PayoutStatus.ASKED, "", "", uow.now, None, due_at)
    try:
        payouts.insert(uow.conn, payout, asked)
    except IntegrityError as error:
        raise SameIdOtherContent("payout") from error
    _post(uow, merchant_id, f"payout:asked:{payout_id}", when_payout_asked(merchant_id, amount))
    _tell(uow, payout)
    return payout, True


def check_payout_amount(conn: Connection, merchant_id: MerchantId, amount: Money) -> None:
    """Raises BadFields where the balance holds less; it says how much it holds."""
    available = max(_ZERO, ledger.balance(conn, merchant_id))
    if not _ZERO < amount <= available:
        raise BadFields(Problem("amount", "payout_left", {"poisha": str(available.poisha)}))


def cancel_payout(uow: UnitOfWork, merchant_id: MerchantId, payout_id: str) -> Payout:
    """The shop calls it off, and the sum stands in its balance again; once more, nothing more happens.

    Raises NotFound, and WrongState from the moment on at which the operator took it.
    """
    payout, status = _moved(uow, payout_id, PayoutEvent.CANCELLED, merchant_id)
    if status is payout.status:
        return payout
    return _ended(uow, replace(payout, status=status), f"payout:cancelled:{payout.id}", _undo(payout))


def payout_taken(uow: UnitOfWork, payout_id: str) -> Payout:
    """The operator is about to send it, and the shop cannot call it off any more. Raises NotFound, WrongState."""
    payout, status = _moved(uow, payout_id, PayoutEvent.TAKEN)
    if status is payout.status:
        return payout
    taken = payouts.save(uow.conn, replace(payout, status=status))
    _tell(uow, taken)
    return taken


def payout_sent(uow: UnitOfWork, payout_id: str, reference: str) -> Payout:
    """The operator sent it, under the bank's or the wallet's reference. Raises NotFound, WrongState."""
    payout, status = _moved(uow, payout_id, PayoutEvent.SENT)
    sent = replace(payout, status=status, reference=reference)
    return _ended(uow, sent, f"payout:sent:{payout.id}", when_payout_sent(payout.amount))


def payout_refused(uow: UnitOfWork, payout_id: str, refusal: str) -> Payout:
    """The operator will not send it: the sum stands in the balance again. Raises NotFound, WrongState."""
    payout, status = _moved(uow, payout_id, PayoutEvent.REFUSED)
    refused = replace(payout, status=status, refusal=refusal)
    return _ended(uow, refused, f"payout:refused:{payout.id}", _undo(payout))


def adjust_balance(uow: UnitOfWork, merchant_id: MerchantId, amount: Money, reason: str) -> Money:
    """Give a shop a sum or take it (negative), with a reason; the balance after it."""
    uow.lock(merchant_id)
    source = f"adjustment:{uow.new_id('adj')}:{reason}"[:120]
    _post(uow, merchant_id, source, when_adjusted(merchant_id, amount))
    return ledger.balance(uow.conn, merchant_id)


def _moved(
    uow: UnitOfWork, payout_id: str, event: PayoutEvent, merchant_id: MerchantId | None = None
) -> tuple[Payout, PayoutStatus]:
    """The payout as it stands, its shop held, and the state that follows. Raises NotFound, WrongState."""
    known = payouts.get(uow.conn, payout_id)
    if known is None or merchant_id not in (None, known.merchant_id):
        raise NotFound("payout")
    uow.lock(known.merchant_id)
    payout = payouts.get(uow.conn, payout_id)
    assert payout is not None, payout_id
    try:
        return payout, after(payout.status, event)
    except IllegalMove as error:
        raise WrongState("payout", payout.status) from error


def _undo(payout: Payout) -> tuple[Entry, ...]:
    return undone(*when_payout_asked(payout.merchant_id, payout.amount))


def _ended(uow: UnitOfWork, payout: Payout, source: str, entries: tuple[Entry, ...]) -> Payout:
    ended = payouts.save(uow.conn, replace(payout, ended_at=uow.now))
    _post(uow, payout.merchant_id, source, entries)
    _tell(uow, ended)
    return ended


def _post(uow: UnitOfWork, merchant_id: MerchantId, source: str, entries: tuple[Entry, ...]) -> None:
    for entry in ledger.post(uow, source, None, entries):
        events.append(uow, merchant_id, EventType.BALANCE_ENTRY, entry_resource(entry))


def _tell(uow: UnitOfWork, payout: Payout) -> None:
    events.append(uow, payout.merchant_id, EventType(f"payout.{payout.status}"), payout_resource(payout))
