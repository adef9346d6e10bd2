"""What must hold after every step: each new line of the books is looked at once, beside the gateways' own books."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI

from tests.chaos.books import StandIns
from tests.simulation.servers import BKASH_BASIS_POINTS

_NEW: Final = "SELECT rowid, * FROM {} WHERE rowid > ? ORDER BY rowid"


class Books:
    """Looks at what was kept since it last looked, over a line of its own; every difference is a sentence."""

    def __init__(self, gateways: FastAPI, stand_ins: StandIns) -> None:
        self._gateways, self._stand_ins = gateways.state, stand_ins
        self._seen = {"ledger_transactions": 0, "ledger_entries": 0, "events": 0}
        self._accounts: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
        self._seqs: dict[str, int] = defaultdict(int)
        self._captures: set[tuple[str, str]] = set()
        self._references: set[tuple[str, str]] = set()
        self._line: sqlite3.Connection | None = None
        self._file, self._version = Path(), -1

    def look(self, file: Path) -> list[str]:
        """What is wrong with what is new in this file, the checkout's own."""
        line = self._opened(file)
        version: int = line.execute("PRAGMA data_version").fetchone()[0]
        if version == self._version:
            return []
        self._version = version
        return [*self._entries(line), *self._events(line), *self._transactions(line)]

    def given_twice(self) -> list[str]:
        """Refunds of ours that a gateway gave back more than once, whatever we know of it."""
        times = Counter((one.gateway, one.refund_ref) for one in self._stand_ins.backs if one.refund_ref)
        return [f"{gateway} gave {ref} back {count} times" for (gateway, ref), count in times.items() if count > 1]

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _opened(self, file: Path) -> sqlite3.Connection:
        if self._line is None or file != self._file:
            self.close()
            self._line, self._file, self._version = sqlite3.connect(file, isolation_level=None), file, -1
            self._line.row_factory = sqlite3.Row
        return self._line

    def _new(self, line: sqlite3.Connection, table: str) -> list[Any]:
        rows = line.execute(_NEW.format(table), (self._seen[table],)).fetchall()
        if rows:
            self._seen[table] = rows[-1]["rowid"]
        return rows

    def _entries(self, line: sqlite3.Connection) -> Iterator[str]:
        sums: dict[str, int] = defaultdict(int)
        touched: dict[str, None] = {}
        for row in self._new(line, "ledger_entries"):
            account, amount = row["account_id"], row["amount_poisha"]
            sums[row["transaction_id"]] += amount
            position, balance = self._accounts[account]
            self._accounts[account] = (row["position"], row["balance_after_poisha"])
            touched[account] = None
            if (row["position"], row["balance_after_poisha"]) != (position + 1, balance + amount):
                yield f"entry {row['id']} of {account}: place {row['position']} after {position}, balance not the sum"
        for transaction, total in sums.items():
            if total:
                yield f"ledger transaction {transaction}: entries sum to {total}"
        for account in touched:
            kept = line.execute("SELECT balance_poisha FROM ledger_accounts WHERE id = ?", (account,)).fetchone()[0]
            if kept != self._accounts[account][1]:
                yield f"account {account}: kept {kept}, entries sum to {self._accounts[account][1]}"

    def _events(self, line: sqlite3.Connection) -> Iterator[str]:
        for row in self._new(line, "events"):
            shop, seq = row["merchant_id"], row["seq"]
            if seq != self._seqs[shop] + 1:
                yield f"the events of a shop go from {self._seqs[shop]} to {seq}"
            self._seqs[shop] = seq

    def _transactions(self, line: sqlite3.Connection) -> Iterator[str]:
        for row in self._new(line, "ledger_transactions"):
            what, _, ref = row["source"].partition(":")
            if ref.startswith("capture:"):
                payment = line.execute("SELECT * FROM payments WHERE id = ?", (row["payment_id"],)).fetchone()
                yield from self._capture(what, ref.removeprefix("capture:"), payment)
            elif ref.startswith("done:"):
                refund = line.execute("SELECT * FROM refunds WHERE id = ?", (ref.removeprefix("done:"),)).fetchone()
                yield from self._back(refund)

    def _capture(self, gateway: str, ref: str, payment: Any) -> Iterator[str]:
        """Green, credited: once, for what the gateway holds and no other sum, less what it really takes."""
        name = f"payment {payment['id']}"
        held = self._held(gateway, payment)
        if held is None:
            yield f"{name} was credited, and {gateway} does not hold it"
            return
        whose, amount, fee = held
        if (gateway, whose) in self._captures:
            yield f"{name}: what {gateway} holds as {whose} was credited twice"
        self._captures.add((gateway, whose))
        if payment["amount_poisha"] != amount:
            yield f"{name} was credited with {payment['amount_poisha']}, and {gateway} holds {amount}"
        if payment["fee_poisha"] != fee:
            yield f"{name} was charged {payment['fee_poisha']}, and {gateway} takes {fee}"

    def _held(self, gateway: str, payment: Any) -> tuple[str, int, int] | None:
        if gateway == "bkash":
            attempt = self._gateways.bkash.payment(payment["session_ref"])
            if attempt is None or not attempt.taken:
                return None
            amount = _poisha(attempt.amount)
            return attempt.id, amount, (amount * BKASH_BASIS_POINTS + 5_000) // 10_000
        sessions = self._gateways.sslcommerz.by_tran_id(payment["tran_id"])
        paid = next((one for one in sessions if one.status == "VALID"), None)
        if paid is None:
            return None
        amount = _poisha(paid.amount)
        return paid.key, amount, amount - _poisha(paid.store_amount)

    def _back(self, refund: Any) -> Iterator[str]:
        gateway, ref, name = refund["gateway"], refund["gateway_ref"].lower(), f"refund {refund['id']}"
        if (gateway, ref) in self._references:
            yield f"{name}: the reference {ref} of {gateway} closes two refunds"
        self._references.add((gateway, ref))
        given = next((one for one in self._stand_ins.backs if (one.gateway, one.ref.lower()) == (gateway, ref)), None)
        if given is None or given.poisha != refund["amount_poisha"]:
            sum_given = None if given is None else given.poisha
            yield f"{name} of {refund['amount_poisha']} is closed under {ref!r}, and {gateway} gave {sum_given}"
        elif given.refund_ref != refund["refund_ref"]:
            yield f"{name} is closed under the reference of another refund, {ref} of {gateway}"


def _poisha(amount: Decimal) -> int:
    return int(amount * 100)
