"""What an operator settles by hand: held payments, refunds without an end, payouts, adjustments."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path

from aday.errors import CannotDo, given
from aday.operator_shops import the_database
from aday.report_files import rows_of_file
from checkout.commands.payouts import adjust_balance, payout_refused, payout_sent, payout_taken
from checkout.commands.refunds import closed_by_operator
from checkout.commands.review_payments import reject_payment, release_payment
from checkout.commands.sign_in import read_phone
from checkout.core.phone import local_form
from checkout.core.report_rows import UnreadableReport
from checkout.core.settlement_report import Columns, Line, compare, read_rows
from checkout.errors import BadFields, NotFound, ReferenceUsed, Unsaid, WrongState
from checkout.store import merchants, outlets, payments, payouts, refunds
from checkout.words import say
from language import DHAKA, isolated
from money import Money, NotMoney, format_taka, parse_signed

_SHOWN_MAX = 200
_SAY = "Say a reference or a reason; it is kept in the books."


def list_holds() -> None:
    """Print the payments on hold, in columns, with when payer and shop were promised that somebody has looked."""
    with the_database() as (settings, db):
        hours = settings.hold_within_hours
        rows = []
        for payment in db.read_now(payments.on_hold, _SHOWN_MAX):
            due = f"by {payment.created_at + timedelta(hours=hours):%Y-%m-%d %H:%M}" if hours else ""
            holds = f"holds {_taka(payment.held)}" if payment.held is not None else ""
            rows.append((
                payment.id, f"{payment.created_at:%Y-%m-%d %H:%M}", due, _taka(payment.amount), payment.method,
                payment.gateway, payment.gateway_ref, say("en", f"hold.{payment.hold_reason or 'risk'}"), holds,
                isolated(payment.gateway_words),
            ))  # fmt: skip
        for line in _in_columns(rows):
            print(line)


def list_undelivered() -> None:
    """Print what shops' servers and staff did not take."""
    with the_database() as (_, db):
        for one in db.read_now(outlets.undelivered, _SHOWN_MAX):
            print(
                one.id, f"{one.created_at:%Y-%m-%d %H:%M}", one.event_type, one.kind, one.address,
                one.status, f"{one.tries_count} tries", one.last_error, sep="  ",
            )  # fmt: skip


def retry_delivery(delivery_id: str) -> None:
    """Have it told once more."""
    with the_database() as (_, db):
        if not db.transact_now(outlets.retry, delivery_id):
            raise CannotDo(f"Nothing that was given up is called {delivery_id}.")
        print(f"{delivery_id} is told again.")


def release_hold(payment_id: str, amount: str, fee: str) -> None:
    """Credit a held payment: what was asked for, or the sum that came."""
    came, taken = _sum_or_none(amount), _sum_or_none(fee)
    with the_database() as (_, db), _sentence(payment_id):
        released = db.transact_now(release_payment, payment_id, came=came, fee=taken)
        print(f"{released.id} is paid: {_taka(released.net or Money(0))} stand in the shop's balance.")


def reject_hold(payment_id: str, reason: str) -> None:
    """Refuse a held payment for good."""
    reason = given(reason, 200, _SAY)
    with the_database() as (_, db), _sentence(payment_id):
        rejected = db.transact_now(reject_payment, payment_id, reason)
        print(f"{rejected.id} is rejected. Give {_taka(rejected.amount)} back in the panel of {rejected.gateway}.")


def list_refunds() -> None:
    """Print the refunds without an end."""
    with the_database() as (_, db):
        for refund in db.read_now(refunds.open_ones, _SHOWN_MAX):
            print(
                refund.id, f"{refund.created_at:%Y-%m-%d %H:%M}", _taka(refund.amount), refund.status,
                refund.gateway, refund.refund_ref, refund.gateway_ref, sep="  ",
            )  # fmt: skip


def close_refund(refund_id: str, *, reference: str = "", refusal: str = "") -> None:
    """Close a refund by what the gateway's panel says."""
    reference = reference and given(reference, 80, _SAY)
    refusal = "" if reference else given(refusal, 255, _SAY)
    with the_database() as (_, db), _sentence(refund_id):
        refund = db.transact_now(closed_by_operator, refund_id, reference=reference, refusal=refusal)
        print(f"{refund.id} is {refund.status}.")


def list_payouts() -> None:
    """Print the payouts to be sent."""
    with the_database() as (_, db):
        for payout in db.read_now(payouts.open_ones, _SHOWN_MAX):
            to = payout.to
            place = (to.kind, to.account, *map(isolated, (to.bank, to.branch, to.holder)))
            due = f"by {payout.due_at:%Y-%m-%d %H:%M}" if payout.due_at else ""
            asked = f"{payout.created_at:%Y-%m-%d %H:%M}"
            print(payout.id, payout.status, asked, due, _taka(payout.amount), *place, sep="  ")


def take_payout(payout_id: str) -> None:
    """Say that it is about to be sent, so that the shop cannot call it off any more."""
    with the_database() as (_, db), _sentence(payout_id):
        payout = db.transact_now(payout_taken, payout_id)
        print(f"{payout.id} is {payout.status}.")


def close_payout(payout_id: str, *, reference: str = "", refusal: str = "") -> None:
    """Close a payout: sent under a reference, or refused for a reason."""
    reference = reference and given(reference, 80, _SAY)
    refusal = "" if reference else given(refusal, 255, _SAY)
    with the_database() as (_, db), _sentence(payout_id):
        payout = (
            db.transact_now(payout_sent, payout_id, reference)
            if reference
            else db.transact_now(payout_refused, payout_id, refusal)
        )
        print(f"{payout.id} is {payout.status}.")


def adjust(phone: str, amount: str, reason: str) -> None:
    """Give a shop a sum or take it."""
    reason = given(reason, 80, _SAY)
    try:
        money = parse_signed(amount)
    except NotMoney as error:
        raise CannotDo(f"{amount!r} is not a sum of taka.") from error
    with the_database() as (_, db), _sentence(phone):
        e164 = read_phone(phone)
        merchant = db.read_now(merchants.by_phone, e164)
        if merchant is None:
            raise CannotDo(f"There is no shop with the phone {local_form(e164)}.")
        if not money:
            raise CannotDo("An adjustment of nothing is none.")
        balance = db.transact_now(adjust_balance, merchant.id, money, reason)
        print(f"{isolated(merchant.name)}: the balance is {_taka(balance)}.")


def compare_settlement(file: Path, gateway: str, since: date, until: date) -> int:
    """Print where the report and our payments differ; 1 when anywhere."""
    with the_database() as (settings, db):
        columns = Columns(settings.settlement_ref_column, settings.settlement_amount_column)
        try:
            theirs = read_rows(rows_of_file(file, columns), columns)
        except OSError as error:
            raise CannotDo(f"{file} cannot be read: {error}.") from error
        except UnreadableReport as error:
            raise CannotDo(f"{file}: {error}.") from error
        period = (_midnight(since), _midnight(until + timedelta(days=1)))
        ours = [Line(ref, amount) for ref, amount in db.read_now(payments.captured_between, gateway, *period)]
    for other in theirs.others:
        print(f"NOT A PAYMENT: {isolated(other)}")
    found = compare(theirs.lines, ours)
    for line in found.only_theirs:
        print(f"ONLY IN THE REPORT: {line.ref}  {_taka(line.amount)}")
    for line in found.only_ours:
        print(f"ONLY IN OUR BOOKS: {line.ref}  {_taka(line.amount)}")
    for their, our in found.differing:
        print(f"AMOUNTS DIFFER: {their.ref}  report {_taka(their.amount)}, books {_taka(our.amount)}")
    for their, our in found.cut:
        print(f"PERHAPS THE SAME: {their.ref} in the report and {our.ref} in our books, saved as a number")
    for ref in found.repeated:
        print(f"TWICE IN THE REPORT: {ref}")
    print(f"{found.agreed_count} payments agree." if found.agreed_count != 1 else "1 payment agrees.")
    return 0 if found.agrees else 1


def _midnight(day: date) -> datetime:
    """The day's beginning in Dhaka: reports are by its days."""
    return datetime.combine(day, time(), DHAKA)


def _sum_or_none(typed: str) -> Money | None:
    try:
        return parse_signed(typed) if typed else None
    except NotMoney:
        raise CannotDo(f"{typed} is no sum.") from None


@contextmanager
def _sentence(what: str) -> Iterator[None]:
    """A refusal becomes a sentence."""
    try:
        yield
    except NotFound as error:
        raise CannotDo(f"There is no {error.what} {what}.") from None
    except WrongState as error:
        raise CannotDo(f"The {error.what} {what} is {error.status}; this cannot be done to it.") from None
    except Unsaid as error:
        most = _taka(error.most)
        raise CannotDo(
            f"Say the {error.what} with --{error.what}, as the gateway's panel has it: at most {most}."
        ) from None
    except ReferenceUsed as error:
        raise CannotDo(
            f"{error.reference} closed {error.refund_id} already; each refund has a reference of its own."
        ) from None
    except BadFields:
        raise CannotDo(f"{what} is not a Bangladeshi mobile number.") from None


def _in_columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Each column as wide as its longest text, but for the last; one that is empty in all rows has no place."""
    columns = [column for column in zip(*rows, strict=True) if any(column)]
    wide = [max(map(len, column)) for column in columns]
    for row in zip(*columns, strict=True):
        yield "  ".join(text.ljust(width) for text, width in zip(row, wide, strict=True)).rstrip()


def _taka(money: Money) -> str:
    return format_taka(money, "en")
