"""The calls we make to shurjoPay."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

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
from checkout.gateways.shurjopay import reading
from checkout.gateways.wire import Answer, ask, page_address, text

# Its lifetime is documented as 15 minutes and answered as an hour: the shorter one, with room.
_TOKEN_SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    store_id: object
    """As it came, text or a number: it goes back as it is."""
    asked_at: float


class ShurjoPay(RefundsByHand):
    """One merchant at shurjoPay. Source: docs/gateways/shurjopay.md."""

    name = "shurjopay"
    patience_seconds = 0.0
    quotes_its_words = False
    signs_notices = False
    waits_for_our_word = False
    refunds_where = "shurjoPay refunds when its merchant asks it to"

    def __init__(
        self,
        client: Client,
        *,
        base_url: str,
        username: str,
        password: str,
        prefix: str,
        contract: Rate,
        timeout_seconds: float,
    ) -> None:
        """`contract` is the fee, which no answer tells."""
        self._client, self._base_url = client, base_url.rstrip("/") + "/api"
        self._credentials = {"username": username, "password": password}
        self._prefix, self.contract, self._timeout_seconds = prefix, contract, timeout_seconds
        self._token: _Token | None = None
        self._one_at_a_time = asyncio.Lock()

    async def try_credentials(self) -> None:
        """Ask for a token. Raises GatewayError."""
        await self._get_token()

    async def start(self, order: Order) -> PaymentPage:
        """Open a payment page; later all is asked by `sp_order_id`. Raises GatewayUnreachable, GatewayRefused."""
        payer = order.payer
        fields = {
            "prefix": self._prefix,
            "return_url": order.return_url,
            "cancel_url": order.return_url,
            "amount": float(order.amount.decimal_text),
            "order_id": order.tran_id,
            "currency": "BDT",
            "customer_name": payer.name,
            "customer_address": payer.address or "Bangladesh",
            "customer_phone": payer.phone,
            "customer_city": "Dhaka",
            "customer_post_code": "1000",
            "customer_email": payer.email,
            "client_ip": order.payer_ip,
            "value1": order.tran_id,
        }
        answer = await self._call("/secret-pay", fields)
        # A field at fault may come with another HTTP status, as that company's framework likes it.
        body = answer.body if answer.status in (400, 422) and isinstance(answer.body, dict) else answer.expect_object()
        url, ref = page_address(body.get("checkout_url"), self._base_url), text(body.get("sp_order_id"))
        if url and ref:
            return PaymentPage(url, ref)
        if not reading.is_refusal(body, fields):
            raise GatewayUnreachable("neither a page nor a reason")
        raise GatewayRefused(f"{reading.code_of(body)} {reading.words_of(body)}".strip())

    async def look_up(self, attempt: Attempt, capture_ref: str = "") -> tuple[Outcome, ...]:
        """Verify by shurjoPay's own id: the one call there is."""
        if not attempt.session_ref:
            return (Waiting(),)  # Without the answer to the start nobody has a page to pay on.
        try:
            answer = await self._call("/verification", {"order_id": attempt.session_ref})
            return reading.read_verification(answer.expect_200(), attempt, self.contract)
        except GatewayUnreachable as error:
            return (Unknown(str(error)),)

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """Read an IPN: nothing but an `order_id` in the address. Raises ForgedNotice."""
        try:
            fields = dict(parse_qsl(body.decode(), max_num_fields=20))
        except (UnicodeDecodeError, ValueError) as error:
            raise ForgedNotice("not a query") from error
        return self.read_return(fields, b"")

    def read_return(self, query: Mapping[str, str], body: bytes) -> Notice:
        """Read a return: nothing but an `order_id`, paid or not. Raises ForgedNotice."""
        ref = query.get("order_id", "")
        if not ref.isalnum():
            raise ForgedNotice("no order_id")
        return Notice("", "", "other", session_ref=ref)

    async def _call(self, path: str, body: Mapping[str, object]) -> Answer:
        """Ask with the token, and once more with a new one when it is refused. Raises GatewayUnreachable."""
        token = await self._get_token()
        answer = await self._post(path, body, token)
        if answer.status == 401:
            answer = await self._post(path, body, await self._get_token(refused=token))
        return answer

    async def _post(self, path: str, body: Mapping[str, object], token: _Token) -> Answer:
        return await ask(
            self._client,
            "POST",
            self._base_url + path,
            timeout_seconds=self._timeout_seconds,
            json={**body, "token": token.text, "store_id": token.store_id} if path == "/secret-pay" else dict(body),
            headers={"Authorization": f"Bearer {token.text}"},
        )

    async def _get_token(self, refused: _Token | None = None) -> _Token:
        now = asyncio.get_running_loop().time()
        async with self._one_at_a_time:
            kept = self._token
            if kept is not None and kept is not refused and now - kept.asked_at < _TOKEN_SECONDS:
                return kept
            url = f"{self._base_url}/get_token"
            answer = await ask(self._client, "POST", url, timeout_seconds=self._timeout_seconds, json=self._credentials)
            body = answer.expect_object()
            if not text(body.get("token")):
                raise GatewayUnreachable(f"no token: {reading.code_of(body)} {reading.words_of(body)}")
            self._token = _Token(str(body["token"]), body.get("store_id"), now)
            return self._token
