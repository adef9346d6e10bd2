"""SSLCommerz's invoice call, which gives a Bangla QR for a sum. Source: docs/gateways/sslcommerz.md, "Invoice"."""

from collections.abc import Mapping
from typing import Final

from checkout.gateways.base import GatewayRefused, GatewayUnreachable, Order
from checkout.gateways.issued_codes import CodeState, NewCode
from checkout.gateways.sslcommerz.adapter import SslCommerz
from checkout.gateways.wire import text, word

_INVOICE: Final = "/gwprocess/v4/invoice.php"
_OF_AN_INVOICE: Final = "/validator/api/v4/"
_STATES: Final[Mapping[str, CodeState]] = {
    "valid": "paid",
    "validated": "paid",
    "pending": "open",
    # "Invoice expiry date is over."
    "failed": "over",
    "cancelled": "over",
}
_TEXT_MOST: Final = 500
_REF_MOST: Final = 50


class Invoices:
    """Codes of one store. `refer` is the number that its panel shows for invoices."""

    def __init__(self, store: SslCommerz, refer: str) -> None:
        self._store, self._refer = store, refer

    async def issue(self, order: Order) -> NewCode:
        """Make an invoice with a Bangla QR, sent to nobody. Raises GatewayUnreachable, GatewayRefused."""
        fields = {
            **self._store.session_fields(order),
            "refer": self._refer,
            "acct_no": order.tran_id,
            "is_bangla_qr_enabled": "YES",
            "is_sent_email": "no",
            "is_sent_sms": "no",
        }
        answer = await self._store.post(_INVOICE, fields)
        if not isinstance(answer, dict):
            raise GatewayUnreachable("the invoice call did not answer an object")
        ref, code = text(answer.get("invoice_id")), text(answer.get("bangla_qr_code"))
        if word(answer.get("status")) == "success" and 0 < len(ref) <= _REF_MOST and 0 < len(code) <= _TEXT_MOST:
            return NewCode(ref, code)
        reason = text(answer.get("error_reason")) or text(answer.get("failedreason"))
        if not reason and not text(answer.get("status")):
            raise GatewayUnreachable("neither a code nor a reason")
        raise GatewayRefused(reason or "no Bangla QR; SSLCommerz has to allow it for the store")

    async def ask(self, code_ref: str) -> CodeState:
        return await self._state("invoicePaymentStatus", code_ref)

    async def cancel(self, code_ref: str) -> CodeState:
        return await self._state("invoiceCancellation", code_ref)

    async def _state(self, action: str, code_ref: str) -> CodeState:
        fields = {**self._store.credentials, "refer": self._refer, "invoice_id": code_ref, "action": action}
        try:
            answer = await self._store.post(_OF_AN_INVOICE, fields)
        except GatewayUnreachable:
            return "unknown"
        if not isinstance(answer, dict) or answer.get("APIConnect") != "DONE":
            return "unknown"
        if text(answer.get("invoice_id")) not in (code_ref, ""):
            return "unknown"  # About another one.
        return _STATES.get(word(answer.get("payment_status")), "unknown")
