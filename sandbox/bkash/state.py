"""What the stand-in for bKash remembers: tokens, payments and refunds."""

import secrets
import string
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Final

from pydantic import TypeAdapter

from sandbox.documents import Documents

DHAKA: Final = timezone(timedelta(hours=6))
TOKEN_SECONDS: Final = 3600
TOKENS_PER_HOUR: Final = 2
LIMIT_MOOD_SECONDS: Final = 60
_UPPER: Final = string.ascii_uppercase + string.digits


@dataclass(frozen=True, slots=True)
class Merchant:
    """The account that requests must name."""

    username: str
    password: str
    app_key: str
    app_secret: str


@dataclass(slots=True)
class Back:
    """Money given back."""

    trx_id: str
    amount: str
    completed_at: str
    sku: str = ""
    reason: str = ""
    made_at: float = 0.0
    """By a clock that nobody sets, whatever the one says that answers show."""

    def is_twin_of(self, other: "Back", seconds: float) -> bool:
        """Whether both were asked for by the same request, so short a while apart."""
        asked, again = (self.amount, self.sku, self.reason), (other.amount, other.sku, other.reason)
        return asked == again and 0 <= other.made_at - self.made_at < seconds


@dataclass(slots=True)
class Payment:
    """One created payment. `verified` says that the payer gave PIN and code; `taken` that the money moved."""

    id: str
    asked: dict[str, str]
    signature: str
    created_at: str
    verified: bool = False
    ended: str = ""
    wallet: str = ""
    trx_id: str = ""
    executed_at: str = ""
    executes_count: int = 0
    queries_count: int = 0
    refunds: list[Back] = field(default_factory=list)

    @property
    def amount(self) -> Decimal:
        return Decimal(self.asked["amount"])

    @property
    def status(self) -> str:
        """What bKash calls its state."""
        return self.ended or ("Completed" if self.taken else "Initiated")

    @property
    def taken(self) -> bool:
        return bool(self.trx_id)

    @property
    def back_total(self) -> Decimal:
        return sum((Decimal(one.amount) for one in self.refunds), Decimal(0))

    def take(self) -> None:
        """Move the money."""
        self.trx_id, self.executed_at = new_trx_id(), wire_time()


_PAYMENT: Final = TypeAdapter(Payment)
_TIME: Final = TypeAdapter(dict[str, float])


class State:
    """The memory of one stand-in. `counts_tokens` is the switch of the rule of two tokens an hour."""

    def __init__(self, path: str, merchant: Merchant, *, counts_tokens: bool = True) -> None:
        self.merchant, self.counts_tokens = merchant, counts_tokens
        self._docs = Documents(path, "bkash")
        self.token_calls = [_TIME.validate_python(doc)["at"] for doc in self._docs.every("token_call")]

    def close(self) -> None:
        self._docs.close()

    def new_token(self) -> dict[str, str] | None:
        """A token and its refresh token, or None when too many were asked for."""
        now = time.time()
        self.token_calls.append(now)
        self._docs.put("token_call", f"{now}{secrets.token_hex(4)}", {"at": now})
        if self._until("barred", "barred") > now:
            return None
        if self.counts_tokens and len([at for at in self.token_calls if at > now - 3600]) > TOKENS_PER_HOUR:
            self.bar_tokens(3600)
            return None
        token = {"id_token": f"eyJ{secrets.token_urlsafe(60)}", "refresh_token": secrets.token_urlsafe(40)}
        self._docs.put("token", token["id_token"], {"until": now + TOKEN_SECONDS})
        self._docs.put("refresh", token["refresh_token"], {})
        return token

    def knows_refresh(self, refresh_token: str) -> bool:
        return self._docs.get("refresh", refresh_token) is not None

    def takes_token(self, token: str) -> bool:
        return self._until("token", token) > time.time()

    def _until(self, kind: str, key: str) -> float:
        doc = self._docs.get(kind, key)
        return 0 if doc is None else _TIME.validate_python(doc)["until"]

    def void_tokens(self) -> None:
        """No token given out until now is good any more."""
        self._docs.forget("token")

    def bar_tokens(self, seconds: float) -> None:
        self._docs.put("barred", "barred", {"until": time.time() + seconds})

    def lift_bar(self) -> None:
        """The hour is over: for tests, which cannot wait."""
        self._docs.forget("barred")
        self._docs.forget("token_call")
        self.token_calls = []

    def create(self, asked: dict[str, str]) -> Payment:
        stamp = f"{secrets.token_hex(5)}{int(time.time() * 1000)}"
        payment = Payment(f"TR0011{stamp}", asked, secrets.token_urlsafe(8)[:10], wire_time())
        self.save(payment)
        return payment

    def save(self, payment: Payment) -> None:
        self._docs.put("payment", payment.id, asdict(payment))

    def payment(self, payment_id: str) -> Payment | None:
        doc = self._docs.get("payment", payment_id)
        return None if doc is None else _PAYMENT.validate_python(doc)

    def everything(self) -> list[Payment]:
        """Every payment there was, for comparing books."""
        return [_PAYMENT.validate_python(doc) for doc in self._docs.every("payment")]

    def happens_first_time(self, what: str) -> bool:
        """True once for each `what`."""
        if self._docs.get("happened", what) is not None:
            return False
        self._docs.put("happened", what, {})
        return True


def new_trx_id() -> str:
    return "".join(secrets.choice(_UPPER) for _ in range(10))


def wire_time() -> str:
    """`2024-07-25T19:35:17:574 GMT+0600`: a colon before the milliseconds."""
    now = datetime.now(UTC).astimezone(DHAKA)
    return f"{now:%Y-%m-%dT%H:%M:%S}:{now.microsecond // 1000:03d} GMT+0600"
