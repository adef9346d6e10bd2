"""The two ways in which bKash is spoken to: addresses below the host, names in requests. Answers tell themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

DialectName = Literal["v1.2.0-beta", "v2"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """Addresses of the calls, and what their fields are called."""

    grant: str
    refresh: str
    create: str
    execute: str
    query: str
    refund: str
    refund_status: str
    payment_id: str
    trx_id: str
    refund_amount: str
    only_at_create: Mapping[str, str]


_BETA: Final = "/v1.2.0-beta/tokenized/checkout"
_V2: Final = "/v2/tokenized-checkout"

DIALECTS: Final[Mapping[DialectName, Dialect]] = {
    "v1.2.0-beta": Dialect(
        grant=f"{_BETA}/token/grant",
        refresh=f"{_BETA}/token/refresh",
        create=f"{_BETA}/create",
        execute=f"{_BETA}/execute",
        query=f"{_BETA}/payment/status",
        refund=f"{_BETA}/payment/refund",
        # The same address: without an amount it shows what was refunded.
        refund_status=f"{_BETA}/payment/refund",
        payment_id="paymentID",
        trx_id="trxID",
        refund_amount="amount",
        only_at_create={"mode": "0011"},
    ),
    "v2": Dialect(
        grant=f"{_V2}/auth/grant-token",
        refresh=f"{_V2}/auth/refresh-token",
        create=f"{_V2}/payment/create",
        execute=f"{_V2}/payment/execute",
        query=f"{_V2}/query/payment",
        refund=f"{_V2}/refund/payment/transaction",
        refund_status=f"{_V2}/refund/payment/status",
        payment_id="paymentId",
        trx_id="trxId",
        refund_amount="refundAmount",
        only_at_create={},
    ),
}
