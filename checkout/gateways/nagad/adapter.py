"""The calls we make to Nagad."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final
from urllib.parse import quote

from checkout.core.fees import Rate
from checkout.gateways.base import (
    Attempt,
    ForgedNotice,
    GatewayRefused,
    GatewayUnreachable,
    Notice,
    Order,
    Outcome,
    PaymentPage,
    RefundsByHand,
    Unknown,
    Waiting,
)
from checkout.gateways.client import Client
from checkout.gateways.nagad import reading
from checkout.gateways.nagad.envelope import Envelope, NotSealed
from checkout.gateways.wire import ask, page_address, text, word
from language import DHAKA

_TAKA: Final = "050"


class Nagad(RefundsByHand):
    """One merchant at Nagad. Source: docs/gateways/nagad.md."""

    name = "nagad"
    patience_seconds = 0.0
    quotes_its_words = False
    signs_notices = False
    waits_for_our_word = False
    refunds_where = "Nagad refunds in its panel; not all that its call asks for is confirmed"

    def __init__(
        self,
        client: Client,
        clock: Callable[[], datetime],
        *,
        base_url: str,
        merchant_id: str,
        envelope: Envelope,
        contract: Rate,
        timeout_seconds: float,
    ) -> None:
        """`contract` is the fee, which no answer tells."""
        self._client, self._clock, self._base_url = client, clock, base_url.rstrip("/")
        self._merchant_id, self._envelope = merchant_id, envelope
        self.contract, self._timeout_seconds = contract, timeout_seconds

    async def try_credentials(self) -> None:
        """Initialise an order that is never placed: each of us can read what the other sealed. Raises GatewayError."""
        await self._initialise(f"adaydoctor{secrets.token_hex(5)}", "127.0.0.1")

    async def start(self, order: Order) -> PaymentPage:
        """Initialise, then place the order. Raises GatewayUnreachable, GatewayRefused.

        Only the second answer holds the page, so an attempt that is lost between them can be paid by nobody.
        """
        ref, challenge = await self._initialise(order.tran_id, order.payer_ip)
        placed = {
            "merchantId": self._merchant_id,
            "orderId": order.tran_id,
            "currencyCode": _TAKA,
            "amount": order.amount.decimal_text,
            "challenge": challenge,
        }
        body = {**self._envelope.seal(placed), "merchantCallbackURL": order.return_url}
        answer = await self._post(f"/check-out/complete/{quote(ref, safe='')}", body, order.payer_ip)
        url = page_address(answer.get("callBackUrl"), self._base_url)
        if word(answer.get("status")) != "success" or not url:
            raise GatewayUnreachable("the order was not placed")
        return PaymentPage(url, ref)

    async def look_up(self, attempt: Attempt, capture_ref: str = "") -> tuple[Outcome, ...]:
        """Verify by Nagad's reference: the one call there is."""
        if not attempt.session_ref:
            return (Waiting(),)  # Without the answers to the start nobody has a page to pay on.
        url = f"{self._base_url}/verify/payment/{quote(attempt.session_ref, safe='')}"
        try:
            answer = await ask(self._client, "GET", url, timeout_seconds=self._timeout_seconds, headers=_headers(""))
            return (reading.read_verification(answer.expect_200(), attempt, self._merchant_id, self.contract),)
        except GatewayUnreachable as error:
            return (Unknown(str(error)),)

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """Nagad sends none. Raises ForgedNotice."""
        raise ForgedNotice("Nagad sends no notices")

    def read_return(self, query: Mapping[str, str], body: bytes) -> Notice:
        """Read a return, which is unsigned. Raises ForgedNotice."""
        return reading.read_return(query, self._merchant_id)

    async def _initialise(self, order_id: str, payer_ip: str) -> tuple[str, str]:
        """Nagad's reference of a new order, and its challenge. Raises GatewayError."""
        now = f"{self._clock().astimezone(DHAKA):%Y%m%d%H%M%S}"
        inner = {
            "merchantId": self._merchant_id,
            "datetime": now,
            "orderId": order_id,
            "challenge": secrets.token_hex(20),
        }
        path = f"/check-out/initialize/{self._merchant_id}/{order_id}"
        answer = await self._post(path, {"dateTime": now, **self._envelope.seal(inner)}, payer_ip)
        try:
            opened = self._envelope.open(answer)
        except NotSealed as error:
            raise GatewayUnreachable(f"initialise did not answer in Nagad's hand: {error}") from None
        ref, challenge = text(opened.get("paymentReferenceId")), text(opened.get("challenge"))
        if not ref or not challenge:
            raise GatewayUnreachable("initialise gave no reference")
        return ref, challenge

    async def _post(self, path: str, body: Mapping[str, str], payer_ip: str) -> dict[str, object]:
        answer = await ask(
            self._client,
            "POST",
            self._base_url + path,
            timeout_seconds=self._timeout_seconds,
            json=dict(body),
            headers=_headers(payer_ip),
        )
        words = reading.words_of(answer.body)
        is_sealed = isinstance(answer.body, dict) and "sensitiveData" in answer.body
        if words and (answer.status != 200 or not is_sealed):
            raise GatewayRefused(words)
        return answer.expect_object()


def _headers(payer_ip: str) -> dict[str, str]:
    headers = {"X-KM-Api-Version": "v-0.2.0", "X-KM-Client-Type": "PC_WEB"}
    return {**headers, "X-KM-IP-V4": payer_ip} if payer_ip else headers
