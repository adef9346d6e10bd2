"""Known mistakes as patches: each is put into a copy of the code, and the simulation has to find it there."""

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
_COPIED: Final = ("app", "assets", "checkout", "codes", "emvqr", "language", "money", "sandbox", "tests")
_NOT_COPIED: Final = shutil.ignore_patterns("browser", "screenshots", "*.png", "*.wav", "*.zip")


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands once in a file of ours, and what shall stand there instead."""

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """A mistake that somebody could make, or made."""

    name: str
    edits: tuple[Edit, ...]


_REFUNDS: Final = "checkout/commands/refunds.py"
_CONFIRM: Final = "checkout/commands/confirm_payment.py"
_TABLES: Final = "checkout/store/migrations/versions/0021_the_tables.py"
_CLOSED_BY: Final = """        other = refunds.closed_by(uow.conn, refund.gateway, outcome.gateway_ref[:_REFERENCE_MAX])
        if other is not None:"""

MUTANTS: Final = (
    Mutant(
        "no unique constraint, and no look before",
        (
            Edit(
                _TABLES,
                """    sa.UniqueConstraint('source', name=op.f('uq_ledger_transactions_source'))
""",
                "",
            ),
            Edit(
                _CONFIRM,
                """    if status is payment.status and payment.fee is not None:
        return payment  # Told before: no new entries, no second event.
""",
                "",
            ),
        ),
    ),
    Mutant(
        "credit from the return",
        (
            Edit(
                "checkout/workers/confirmer.py",
                "        outcomes = await self._look_up(payment, hint)\n",
                """        outcomes: tuple[Outcome, ...]
        if hint:
            outcomes = (Confirmed(hint, payment.amount, payment.amount.share(250), risky=False, gateway_ref=hint),)
        else:
            outcomes = await self._look_up(payment, hint)
""",
            ),
        ),
    ),
    Mutant(
        "the event outside the transaction",
        (
            Edit(
                "checkout/store/events.py",
                "    last = _NEXT.one(uow.conn, ",
                """    # Kept with the next command that tells something.
    later = uow.conn.engine.__dict__.setdefault("told_later", [])
    later.append((merchant_id, told))
    if len(later) < 2:
        return
    merchant_id, told = later.pop(0)
    last = _NEXT.one(uow.conn, """,
            ),
        ),
    ),
    Mutant(
        "a skipped sequence number",
        (
            Edit(
                "checkout/store/events.py",
                "    first = last - len(told) + 1\n",
                """    if told[0][0] is EventType.REFUND_REFUSED:
        last = _NEXT.one(uow.conn, {"shop": merchant_id, "count": 1})[0]
    first = last - len(told) + 1
""",
            ),
        ),
    ),
    Mutant(
        "a refund asked again blindly",
        (
            Edit(
                "checkout/workers/refunds.py",
                "            outcome = await _in_time(gateway.look_up_refund(back, refund.gateway_ref), refund.checks_count)\n",
                """            call = gateway.look_up_refund(back, refund.gateway_ref) if refund.gateway_ref else gateway.refund(back)
            outcome = await _in_time(call, refund.checks_count)
""",
            ),
        ),
    ),
    Mutant(
        "one reference closes two refunds",
        (
            Edit(
                "checkout/store/refunds.py",
                "    begun = update(refunds).where(promised, ~beside.correlate(refunds).exists()).values(status=RefundStatus.SENDING)\n",
                "    begun = update(refunds).where(promised).values(status=RefundStatus.SENDING)\n",
            ),
            Edit(_REFUNDS, _CLOSED_BY, _CLOSED_BY.replace("other is not None", "other is not None and not other")),
            Edit(_TABLES, "['gateway', 'gateway_ref'], unique=True", "['gateway', 'gateway_ref'], unique=False"),
        ),
    ),
    Mutant(
        "a refusal believed against the books",
        (
            Edit(
                _REFUNDS,
                "    if isinstance(outcome, RefundRefused) and not outcome.exceeds:\n",
                "    if isinstance(outcome, RefundRefused):\n",
            ),
        ),
    ),
    Mutant(
        "a claim that never ends",
        (
            Edit(
                "checkout/workers/reconciler.py",
                "_CLAIM: Final = timedelta(minutes=3)\n",
                "_CLAIM: Final = timedelta(days=3650)\n",
            ),
            Edit(
                "checkout/workers/reconciler.py", "    payment_claims.release_claims(uow.conn, uow.now)\n", "    pass\n"
            ),
        ),
    ),
    Mutant(
        "a wider table of states",
        (
            Edit(
                "checkout/core/payout.py",
                "    (PayoutStatus.ASKED, PayoutEvent.TAKEN): PayoutStatus.TAKEN,\n",
                """    (PayoutStatus.ASKED, PayoutEvent.TAKEN): PayoutStatus.TAKEN,
    (PayoutStatus.CANCELLED, PayoutEvent.TAKEN): PayoutStatus.CANCELLED,
    (PayoutStatus.CANCELLED, PayoutEvent.SENT): PayoutStatus.SENT,
""",
            ),
        ),
    ),
    Mutant(
        "a replica that takes an older event",
        (Edit("app/services/stored_rows.py", '    " WHERE excluded.seq >= {table}.seq"\n', '    ""\n'),),
    ),
    Mutant(
        "the fee forgotten",
        (
            Edit(
                "checkout/commands/book_capture.py",
                "    assert seen.fee is not None\n",
                "    seen = replace(seen, fee=Money(0))\n",
            ),
        ),
    ),
    Mutant(
        "a hold credited twice",
        (
            Edit(
                "checkout/commands/review_payments.py",
                "    capture_ref = held.capture_ref or unnamed_capture(held.id)\n",
                '    capture_ref = f"released:{held.id}"\n',
            ),
        ),
    ),
    Mutant(
        "kept as told before it was told",
        (
            Edit(
                "checkout/workers/notifier.py",
                "            address = await self._deliver(delivery)\n",
                """            await self._db.transact(_delivered, delivery, delivery.outlet.address)
            address = await self._deliver(delivery)
""",
            ),
        ),
    ),
    Mutant(
        "late money is not theirs",
        (
            Edit(
                _CONFIRM,
                "    status = after(payment.status, Event.GATEWAY_HELD if seen.risky else Event.GATEWAY_CONFIRMED)\n",
                """    if payment.status in (Status.EXPIRED, Status.CANCELLED, Status.FAILED):
        return
    status = after(payment.status, Event.GATEWAY_HELD if seen.risky else Event.GATEWAY_CONFIRMED)
""",
            ),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Hunt:
    """Whether a mutant was found, after how many seeds and seconds of processor time, and by what."""

    name: str
    seeds: int
    seconds: float
    replay_steps: int
    wrong: str
    token: str


def hunt(mutant: Mutant, first_seed: int, most: int, steps: int) -> Hunt | None:
    """Play one seed after the other on a copy of the code with the mistake in it; None where none finds it."""
    with tempfile.TemporaryDirectory(prefix="aday-mutant-") as folder:
        make(mutant, Path(folder))
        asked = ["--hunt", "--first", str(first_seed), "--seeds", str(most), "--steps", str(steps)]
        ran = subprocess.run(
            [sys.executable, "-m", "tests.simulation", *asked], cwd=folder, capture_output=True, text=True, check=False
        )
        if ran.returncode:
            raise AssertionError(ran.stderr[-2_000:])
        found = json.loads(ran.stdout.splitlines()[-1])
    return None if found is None else Hunt(mutant.name, **found)


def make(mutant: Mutant, folder: Path) -> None:
    """A copy of the code with the mistake in it."""
    for name in _COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=_NOT_COPIED)
    for edit in mutant.edits:
        file = folder / edit.file
        text = file.read_text(encoding="utf-8")
        assert text.count(edit.old) == 1, f"{mutant.name}: {edit.file} has changed; change the patch, too"
        file.write_text(text.replace(edit.old, edit.new), encoding="utf-8")
        # All else comes compiled with the copy, which keeps its files' times.
        for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*"):
            compiled.unlink()
