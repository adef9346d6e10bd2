"""The calls we make to aamarPay."""

import re
from collections.abc import Mapping
from typing import Final

from checkout.gateways.aamarpay import reading
from checkout.gateways.base import (
    Attempt,
    GatewayRefused,
    GatewayUnreachable,
    Notice,
    Order,
    Outcome,
    PaymentPage,
    RefundsByHand,
    Unknown,
)
from checkout.gateways.client import Client
from checkout.gateways.wire import ask

_START: Final = "/jsonpost.php"
_NO_PAYMENT: Final = "adaydoctor"
_NOT_US: Final = re.compile(r"store|signature|merchant|credential", re.IGNORECASE)
_SEARCH: Final = "/api/v1/trxcheck/request.php"


class AamarPay(RefundsByHand):
    """One store at aamarPay. Source: docs/gateways/aamarpay.md."""

    name = "aamarpay"
    patience_seconds = 0.0
    quotes_its_words = False
    signs_notices = False
    waits_for_our_word = False
    refunds_where = "aamarPay refunds by its panel or its support"
    contract = None  # The search tells the fee of each payment, as a rule.

    def __init__(
        self,
        client: Client,
        *,
        base_url: str,
        store_id: str,
        signature_key: str,
        email_fallback: str,
        timeout_seconds: float,
    ) -> None:
        self._client, self._base_url = client, base_url.rstrip("/")
        self._credentials = {"store_id": store_id, "signature_key": signature_key}
        self._store_id, self._email_fallback = store_id, email_fallback
        self._timeout_seconds = timeout_seconds

    async def try_credentials(self) -> None:
        """Search an id that there is not; what it says of that is not published, of a wrong store it says so."""
        answer = await self._search(_NO_PAYMENT)
        said = reading.words_of_search(answer)
        if _NOT_US.search(said):
            raise GatewayRefused(said)

    async def start(self, order: Order) -> PaymentPage:
        """Open a payment page. Raises GatewayUnreachable, GatewayRefused."""
        payer = order.payer
        answer = await ask(
            self._client,
            "POST",
            self._base_url + _START,
            timeout_seconds=self._timeout_seconds,
            json={
                **self._credentials,
                "tran_id": order.tran_id,
                "amount": order.amount.decimal_text,
                "currency": "BDT",
                "success_url": order.return_url,
                "fail_url": order.return_url,
                # A payer who cancels brings no data back, so the address has to say it.
                "cancel_url": f"{order.return_url}?cancelled=1",
                "desc": order.merchant_name,
                "cus_name": payer.name,
                "cus_email": payer.email or self._email_fallback,
                "cus_phone": payer.phone,
                "cus_add1": payer.address or "Bangladesh",
                "cus_add2": "",
                "cus_city": "Dhaka",
                "cus_country": "Bangladesh",
                "opt_a": order.tran_id,
                "type": "json",
            },
        )
        body = answer.expect_200()
        url = reading.read_start(body, self._base_url)
        if url:
            return PaymentPage(url)
        reason = reading.refusal_of(body)
        if not reason:
            raise GatewayUnreachable("neither a page nor a reason")
        raise GatewayRefused(reason)

    async def look_up(self, attempt: Attempt, capture_ref: str = "") -> tuple[Outcome, ...]:
        """Search by our own id: the one call there is."""
        try:
            return (reading.read_search(await self._search(attempt.tran_id), attempt, self._store_id),)
        except GatewayUnreachable as error:
            return (Unknown(str(error)),)

    async def _search(self, tran_id: str) -> object:
        answer = await ask(
            self._client,
            "GET",
            self._base_url + _SEARCH,
            timeout_seconds=self._timeout_seconds,
            params={"request_id": tran_id, **self._credentials, "type": "json"},
        )
        return answer.expect_200()

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """Read an IPN. Raises ForgedNotice."""
        return reading.read_ipn(body, self._store_id)

    def read_return(self, query: Mapping[str, str], body: bytes) -> Notice:
        """Read a return, which is unsigned. Raises ForgedNotice."""
        return reading.read_return(query, body, self._store_id)
