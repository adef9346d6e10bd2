"""The calls we make to SSLCommerz."""

import asyncio
from collections.abc import Mapping
from typing import Unpack

import structlog

from checkout.gateways.base import (
    Attempt,
    CannotTell,
    ForgedNotice,
    GatewayRefused,
    GatewayUnreachable,
    NotAsked,
    Notice,
    NotSent,
    Order,
    Outcome,
    PaymentPage,
    RefundOutcome,
    RefundRequest,
    Unknown,
)
from checkout.gateways.client import Client
from checkout.gateways.sslcommerz import reading, signature
from checkout.gateways.wire import Sent, ask, page_address, text, word
from money import Money

log = structlog.get_logger(__name__)
_SESSION_INIT = "/gwprocess/v4/api.php"
_VALIDATION = "/validator/api/validationserverAPI.php"
# Asked by `tran_id` it finds payments; by `bank_tran_id` it refunds; by `refund_ref_id` it finds refunds.
_NO_PAYMENT = "adaydoctor"
_QUERY = "/validator/api/merchantTransIDvalidationAPI.php"


class SslCommerz:
    """One store at SSLCommerz. Source: docs/gateways/sslcommerz.md."""

    name = "sslcommerz"
    patience_seconds = 0.0
    quotes_its_words = False
    signs_notices = True
    waits_for_our_word = False
    contract = None  # Validation tells the fee of each payment.

    def __init__(
        self,
        client: Client,
        *,
        base_url: str,
        store_id: str,
        store_password: str,
        email_fallback: str,
        timeout_seconds: float,
    ) -> None:
        self._client = client
        self._base_url = base_url.rstrip("/")
        self._store_id = store_id
        self._password = store_password
        self._email_fallback = email_fallback
        self._timeout_seconds = timeout_seconds

    async def try_credentials(self) -> None:
        """Query an id that there is not: `APIConnect` says whether the store is known. Raises GatewayError."""
        answer = await self._ask(_QUERY, tran_id=_NO_PAYMENT)
        said = text(answer.get("APIConnect")) if isinstance(answer, dict) else ""
        if said != "DONE":
            raise GatewayRefused(f"APIConnect is {said or 'missing'}")

    async def start(self, order: Order) -> PaymentPage:
        """Open a payment page. Raises GatewayUnreachable, GatewayRefused."""
        answer = await self.post(_SESSION_INIT, self.session_fields(order))
        if not isinstance(answer, dict):
            raise GatewayUnreachable("session init did not answer an object")
        url = page_address(answer.get("GatewayPageURL"), self._base_url)
        if word(answer.get("status")) != "success" or not url:
            reason = text(answer.get("failedreason"))
            if not reason and not text(answer.get("status")):
                raise GatewayUnreachable("neither a page nor a reason")
            raise GatewayRefused(reason or "no page address")
        return PaymentPage(url)

    async def look_up(self, attempt: Attempt, capture_ref: str = "") -> tuple[Outcome, ...]:
        """Validate the notice's `val_id`; without one, or if it is not found, query by `tran_id`.

        Whatever the query finds is validated too: only order validation confirms.
        """
        try:
            async with asyncio.timeout(self._timeout_seconds * 2):
                return await self._look_up(attempt.tran_id, attempt.amount, capture_ref)
        except (GatewayUnreachable, TimeoutError) as error:
            return (Unknown(str(error) or "it took too long"),)

    async def refund(self, back: RefundRequest) -> RefundOutcome:
        """Ask for money back. A GET that moves money: nothing may repeat it, so a lost answer is Unknown."""
        try:
            answer = await self._ask(
                _QUERY,
                bank_tran_id=back.gateway_ref,
                refund_trans_id=back.refund_ref,
                refund_amount=back.amount.decimal_text,
                refund_remarks=back.reason[:255] or "Refund",
                v="1",
            )
        except NotSent as error:
            return NotAsked(str(error))
        except GatewayUnreachable as error:
            return Unknown(str(error))
        if reading.was_not_taken_up(answer):
            # Mended by the operator alone, and each refund would meet it.
            log.error("alarm: SSLCommerz takes no refund up", said=answer["APIConnect"], hint=reading.ADDRESS_HINT)
        return reading.read_refund(answer, back.gateway_ref)

    async def look_up_refund(self, back: RefundRequest, gateway_ref: str) -> RefundOutcome:
        """Ask by the gateway's own reference; without one nothing can be asked."""
        if not gateway_ref:
            return CannotTell("the answer with refund_ref_id was lost")
        try:
            answer = await self._ask(_QUERY, refund_ref_id=gateway_ref)
        except GatewayUnreachable as error:
            return Unknown(str(error))
        return reading.read_refund_query(answer, gateway_ref)

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """Read an IPN of our store. Raises ForgedNotice."""
        fields = reading.read_fields(body)
        if not signature.is_genuine(fields, self._password):
            raise ForgedNotice("the signature is wrong")
        # A cancelled return may leave the store out; its signature is made with our password all the same.
        if fields["store_id"] not in (self._store_id, ""):
            raise ForgedNotice("another store's notice")
        return reading.read_notice(fields)

    def read_return(self, query: Mapping[str, str], body: bytes) -> Notice:
        """Read a return: the fields of an IPN, signed alike. Raises ForgedNotice."""
        return self.read_notice({}, body)

    async def _look_up(self, tran_id: str, amount: Money, capture_ref: str) -> tuple[Outcome, ...]:
        if capture_ref:
            outcome = await self._validate(tran_id, amount, capture_ref)
            if not isinstance(outcome, Unknown):
                return (outcome,)
        found = reading.read_query(await self._ask(_QUERY, tran_id=tran_id), tran_id)
        if not isinstance(found, tuple):
            return (found,)
        return tuple([await self._validate(tran_id, amount, val_id, found=True) for val_id in found])

    async def _validate(self, tran_id: str, amount: Money, val_id: str, *, found: bool = False) -> Outcome:
        answer = await self._ask(_VALIDATION, val_id=val_id, v="1")
        return reading.read_validation(answer, tran_id, amount, val_id, found=found)

    async def _ask(self, path: str, **params: str) -> object:
        return await self._json("GET", path, params={**params, **self.credentials, "format": "json"})

    async def _json(self, method: str, path: str, **request: Unpack[Sent]) -> object:
        """The JSON answered. Not JSON, not 200 or nothing at all is GatewayUnreachable, never a failure."""
        url = self._base_url + path
        return (await ask(self._client, method, url, timeout_seconds=self._timeout_seconds, **request)).expect_200()

    @property
    def credentials(self) -> dict[str, str]:
        """What every call names the store by."""
        return {"store_id": self._store_id, "store_passwd": self._password}

    async def post(self, path: str, fields: Mapping[str, str]) -> object:
        """What a call of the store's answers. Raises GatewayUnreachable."""
        return await self._json("POST", path, data=fields)

    def session_fields(self, order: Order) -> dict[str, str]:
        """What opens a payment, by a page or by an invoice."""
        payer = order.payer
        return {
            **self.credentials,
            "total_amount": order.amount.decimal_text,
            "currency": "BDT",
            "tran_id": order.tran_id,
            "product_category": "general",
            "success_url": order.return_url,
            "fail_url": order.return_url,
            "cancel_url": order.return_url,
            "ipn_url": order.webhook_url,
            "emi_option": "0",
            "cus_name": payer.name[:50],
            "cus_email": payer.email if 0 < len(payer.email) <= 50 else self._email_fallback,
            "cus_add1": payer.address[:50] or "Bangladesh",
            "cus_city": "Dhaka",
            "cus_postcode": "1000",
            "cus_country": "Bangladesh",
            "cus_phone": payer.phone[:20],
            "shipping_method": "NO",
            "num_of_item": "1",
            "product_name": order.merchant_name[:255],
            "product_profile": "general",
            "value_a": order.tran_id,
        }
