"""What the stand-in remembers: one session for each session init, with its attempt to pay."""

import json
import secrets
import sqlite3
import string
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal

DHAKA = timezone(timedelta(hours=6))
_LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Store:
    """The shop account at the gateway that requests must name."""

    store_id: str
    password: str
    name: str


@dataclass(slots=True)
class Session:
    """One opened payment page. `status` is PROCESSING until the payer acts."""

    key: str
    asked: dict[str, str]
    status: str = "PROCESSING"
    error: str = ""
    method: str = ""
    card_no: str = ""
    val_id: str = ""
    bank_tran_id: str = ""
    tran_date: str = ""
    validations_count: int = 0
    told: list[str] = field(default_factory=list)

    @property
    def tran_id(self) -> str:
        return self.asked["tran_id"]

    @property
    def amount(self) -> Decimal:
        return Decimal(self.asked["total_amount"])

    @property
    def scenario(self) -> str:
        """The last two digits of the amount, which choose the trouble."""
        return f"{self.amount:.2f}"[-2:]

    @property
    def store_amount(self) -> Decimal:
        """What the shop receives: 2.5 % less."""
        return (self.amount * Decimal("0.975")).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def close(self, status: str, now: datetime, *, error: str = "") -> None:
        """End the attempt; a captured one gets its identifiers."""
        stamp = now.astimezone(DHAKA)
        self.status, self.error = status, error
        self.tran_date = f"{stamp:%Y-%m-%d %H:%M:%S}"
        if status == "VALID":
            self.val_id, self.bank_tran_id = _wire_id(stamp), _wire_id(stamp)


@dataclass(slots=True)
class Refund:
    """Money given back. `looks_count` counts how often its state was asked."""

    ref: str
    bank_tran_id: str
    tran_id: str
    asked_as: str
    amount: Decimal
    initiated_on: str
    looks_count: int = 0

    @property
    def scenario(self) -> str:
        """The last two digits of the refund's amount, which choose the trouble."""
        return f"{self.amount:.2f}"[-2:]


class State:
    """The sessions, in an SQLite file or in memory."""

    def __init__(self, path: str, store: Store) -> None:
        self.store = store
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS sessions (key TEXT PRIMARY KEY, tran_id TEXT, val_id TEXT, doc TEXT)"
        )
        self._db.execute("CREATE INDEX IF NOT EXISTS by_tran_id ON sessions (tran_id)")
        self._db.execute("CREATE INDEX IF NOT EXISTS by_val_id ON sessions (val_id)")
        self._db.execute("CREATE TABLE IF NOT EXISTS hung (what TEXT PRIMARY KEY)")
        self._db.execute("CREATE TABLE IF NOT EXISTS refunds (ref TEXT PRIMARY KEY, bank_tran_id TEXT, doc TEXT)")

    def close(self) -> None:
        self._db.close()

    def open_session(self, asked: dict[str, str]) -> Session:
        session = Session(secrets.token_hex(16).upper(), asked)
        self.save(session)
        return session

    def save(self, session: Session) -> None:
        row = (session.key, session.tran_id, session.val_id, json.dumps(asdict(session)))
        # In its place: a row that is replaced moves to the end, where a reader on its way meets it again.
        self._db.execute(
            "INSERT INTO sessions VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE"
            " SET tran_id = excluded.tran_id, val_id = excluded.val_id, doc = excluded.doc",
            row,
        )

    def by_key(self, key: str) -> Session | None:
        found = self._find("key", key)
        return found[0] if found else None

    def by_val_id(self, val_id: str) -> Session | None:
        found = self._find("val_id", val_id) if val_id else []
        return found[0] if found else None

    def by_tran_id(self, tran_id: str) -> list[Session]:
        return self._find("tran_id", tran_id)

    def by_bank_tran_id(self, bank_tran_id: str) -> Session | None:
        """The capture that a refund names."""
        return next((one for one in self.everything() if bank_tran_id and one.bank_tran_id == bank_tran_id), None)

    def save_refund(self, refund: Refund) -> None:
        doc = json.dumps({**asdict(refund), "amount": str(refund.amount)})
        self._db.execute(
            "INSERT INTO refunds VALUES (?, ?, ?) ON CONFLICT (ref) DO UPDATE"
            " SET bank_tran_id = excluded.bank_tran_id, doc = excluded.doc",
            (refund.ref, refund.bank_tran_id, doc),
        )

    def refund(self, ref: str) -> Refund | None:
        return next((one for one in self.all_refunds() if one.ref == ref), None)

    def all_refunds(self) -> list[Refund]:
        """Every refund that was taken on."""
        docs = [json.loads(doc) for (doc,) in self._db.execute("SELECT doc FROM refunds")]
        return [Refund(**{**doc, "amount": Decimal(doc["amount"])}) for doc in docs]

    def everything(self) -> list[Session]:
        """Every session there was, for comparing books."""
        rows = self._db.execute("SELECT doc FROM sessions")
        return [Session(**json.loads(doc)) for (doc,) in rows]

    def hangs_first_time(self, what: str) -> bool:
        """True once for each `what`."""
        cursor = self._db.execute("INSERT OR IGNORE INTO hung VALUES (?)", (what,))
        return cursor.rowcount == 1

    def _find(self, column: str, value: str) -> list[Session]:
        rows = self._db.execute(f"SELECT doc FROM sessions WHERE {column} = ?", (value,))
        return [Session(**json.loads(doc)) for (doc,) in rows]


def _wire_id(stamp: datetime) -> str:
    return f"{stamp:%y%m%d%H%M%S}" + "".join(secrets.choice(_LETTERS) for _ in range(15))
