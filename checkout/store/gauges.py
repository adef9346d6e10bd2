"""How much waits, for whoever watches: each is one look at an index."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Select, func, select

from checkout.core.payment_status import Status
from checkout.core.payout import OPEN as OPEN_PAYOUTS
from checkout.core.refund import RefundStatus
from checkout.core.webhook_status import WebhookStatus
from checkout.store import outlets
from checkout.store.tables import audits, payments, payouts, refunds, webhook_inbox

GaugeValue = tuple[str, str, float]


def gauges(conn: Connection, now: datetime) -> list[GaugeValue]:
    """Name, meaning and value of each."""
    received = webhook_inbox.c.status == WebhookStatus.RECEIVED
    oldest = conn.execute(select(func.min(webhook_inbox.c.received_at)).where(received)).scalar_one()
    due = conn.execute(select(func.min(payments.c.next_check_at)).where(payments.c.next_check_at <= now)).scalar_one()
    # One from a clock that was ahead would stand before all that come after it.
    newest_first = select(audits).where(audits.c.ended_at <= now).order_by(audits.c.ended_at.desc()).limit(1)
    last, whole = conn.execute(newest_first).first(), conn.execute(newest_first.where(audits.c.is_whole)).first()
    return [
        ("aday_inbox_age_seconds", "Age of the oldest webhook not acted on", _age(oldest, now)),
        ("aday_inbox_waiting", "Webhooks not acted on", _count(conn, select(func.count()).where(received))),
        ("aday_reconciler_late_seconds", "How late the reconciler is with the oldest payment", _age(due, now)),
        ("aday_reconciler_due", "Payments to be asked about now",
         _count(conn, _payments(payments.c.next_check_at <= now))),
        ("aday_payments_on_hold", "Payments for the operator to decide about",
         _count(conn, _payments(payments.c.status == Status.ON_HOLD))),
        ("aday_refunds_by_hand", "Refunds for the operator to carry out",
         _count(conn, select(func.count()).where(refunds.c.status == RefundStatus.BY_HAND))),
        ("aday_payouts_asked", "Payouts for the operator to send",
         _count(conn, select(func.count()).where(payouts.c.status.in_(OPEN_PAYOUTS)))),
        ("aday_deliveries_failing", "Messages to shops that were tried and not taken", outlets.waiting_count(conn)),
        # What the whole one found in old rows the daily one does not see.
        ("aday_audit_differences", "Differences that the last audit or the last whole one found; -1 before the first",
         max((audit.differences_count for audit in (last, whole) if audit), default=-1)),
        ("aday_audit_age_seconds", "Since the last audit", _age(last.ended_at if last else None, now)),
        ("aday_audit_whole_age_seconds", "Since the last audit of all of the books",
         _age(whole.ended_at if whole else None, now)),
    ]  # fmt: skip


def _payments(condition: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).select_from(payments).where(condition)


def _count(conn: Connection, query: Select[int]) -> int:
    return conn.execute(query).scalar_one()


def _age(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else max(now - moment, timedelta()).total_seconds()
