"""Money given back: asked by the bank's transaction id, looked up by the reference it gets."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from sandbox.sslcommerz.state import DHAKA, Refund, State


def ask(state: State, asked: Mapping[str, str]) -> dict[str, object]:
    """Take a refund on, or refuse it. Whether a repeated `refund_trans_id` is refused is not known: here it is not."""
    bank_tran_id, asked_as = asked["bank_tran_id"], asked.get("refund_trans_id", "")
    session, reason = state.by_bank_tran_id(bank_tran_id), _refusal(state, asked)
    # The payment's transaction, not the refund's own.
    tran_id = session.tran_id if session else ""
    answer = {"APIConnect": "DONE", "bank_tran_id": bank_tran_id, "trans_id": tran_id, "tran_id": tran_id}
    if reason:
        return {**answer, "refund_ref_id": "", "status": "failed", "errorReason": reason}
    assert session is not None
    now = f"{datetime.now(UTC).astimezone(DHAKA):%Y-%m-%d %H:%M:%S}"
    amount = Decimal(asked["refund_amount"])
    refund = Refund(secrets.token_hex(6) + "0", bank_tran_id, session.tran_id, asked_as, amount, now)
    state.save_refund(refund)
    return {**answer, "refund_ref_id": refund.ref, "status": "success", "errorReason": ""}


def query(state: State, ref: str) -> dict[str, object]:
    """What became of a refund: at once refunded, unless its amount says otherwise."""
    refund = state.refund(ref)
    if refund is None:
        return {"APIConnect": "DONE", "refund_ref_id": ref, "status": "", "errorReason": "No such refund"}
    refund.looks_count += 1
    state.save_refund(refund)
    status = "refunded"
    if refund.scenario == "12" and refund.looks_count <= 2:
        status = "processing"
    elif refund.scenario == "14":
        status = "cancelled"
    return {
        "APIConnect": "DONE",
        "bank_tran_id": refund.bank_tran_id,
        "tran_id": refund.tran_id,
        "trans_id": refund.tran_id,
        "refund_ref_id": ref,
        "initiated_on": refund.initiated_on,
        "refunded_on": refund.initiated_on if status == "refunded" else "",
        "status": status,
        "errorReason": "The bank turned it down" if status == "cancelled" else "",
    }


def _refusal(state: State, asked: Mapping[str, str]) -> str:
    for name, longest in {
        "bank_tran_id": 80,
        "refund_trans_id": 30,
        "refund_amount": 13,
        "refund_remarks": 255,
    }.items():
        # Documented as mandatory since 2025, and sent by neither of the official clients, which are served.
        if not asked.get(name, "").strip() and name != "refund_trans_id":
            return f"'{name}' is required."
        if len(asked.get(name, "")) > longest:
            return f"'{name}' is longer than {longest}."
    session = state.by_bank_tran_id(asked["bank_tran_id"])
    if session is None:
        return "No such transaction."
    try:
        amount = Decimal(asked["refund_amount"])
    except InvalidOperation:
        return "Invalid Amount."
    if not amount.is_finite() or amount <= 0 or amount != amount.quantize(Decimal("0.01")):
        return "Invalid Amount."
    before = sum((one.amount for one in state.all_refunds() if _counts(one, session.bank_tran_id)), Decimal(0))
    if before + amount > session.amount:
        return "Refund amount exceeds the transaction."
    return "Refund is not allowed for this transaction." if f"{amount:.2f}".endswith(".11") else ""


def _counts(refund: Refund, bank_tran_id: str) -> bool:
    return refund.bank_tran_id == bank_tran_id and refund.scenario != "14"
