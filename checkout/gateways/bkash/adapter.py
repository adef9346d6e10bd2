"""The calls we make to bKash."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import httpx

from checkout.gateways.base import (
    Attempt,
    CannotTell,
    Declined,
    ForgedNotice,
    GatewayRefused,
    GatewayUnreachable,
    MoneyBack,
    NotAsked,
    Notice,
    Opened,
    Order,
    Outcome,
    RefundOutcome,
    Returned,
    Unknown,
    Waiting,
)
from checkout.gateways.bkash import reading
from checkout.gateways.taking import TakingDesk
from checkout.gateways.tokens import Granted, NoToken, RefreshRefused, TokenDesk, Tokens
from checkout.gateways.wire import Answer, NotSent, ask
from checkout.payments.fees import Rate
from checkout.payments.methods import Way

_BASE: Final = "/v1.2.0-beta/tokenized/checkout"
_TOKENS_PER_HOUR: Final = 2
# One question waits for a token, asks, and may do both once more; in time-outs of one call.
_WHOLE_QUESTION: Final = 4


class _TokenRefused(GatewayUnreachable):
    """HTTP 401: the gateway looked at the token only, and did nothing."""


class Bkash:
    """One merchant at bKash. Source: docs/gateways/bkash.md."""

    name = "bkash"
    serves: frozenset[Way] = frozenset(("bkash",))
    quotes_its_words = True
    signs_notices = False

    def __init__(
        self,
        client: httpx.AsyncClient,
        desk: TokenDesk,
        taking: TakingDesk,
        *,
        base_url: str,
        username: str,
        password: str,
        app_key: str,
        app_secret: str,
        contract: Rate,
        patience_seconds: float,
        timeout_seconds: float,
    ) -> None:
        """`contract` is the fee, which no answer tells; `timeout_seconds` is 30 by bKash's own rule."""
        self._client = client
        self._base_url = base_url.rstrip("/") + _BASE
        self._credentials = {"username": username, "password": password}
        self._app = {"app_key": app_key, "app_secret": app_secret}
        self.contract = contract
        self.patience_seconds = patience_seconds
        self._timeout_seconds = timeout_seconds
        self._tokens = Tokens(
            desk, f"bkash:{app_key}", self._grant, per_hour=_TOKENS_PER_HOUR, patience_seconds=timeout_seconds * 2
        )
        self._taking = taking
        self._asking: dict[str, asyncio.Task[tuple[Outcome, ...]]] = {}

    async def start(self, order: Order) -> Opened:
        """Create a payment. Raises GatewayUnreachable, GatewayRefused.

        If the answer is lost so is the `paymentID`, and nobody can pay: another attempt is a new one.
        """
        answer = await self._call(
            "/create",
            mode="0011",
            payerReference=order.payer.phone,
            callbackURL=order.return_url,
            amount=order.amount.decimal_text,
            currency="BDT",
            intent="sale",
            merchantInvoiceNumber=order.tran_id,
        )
        created = answer.expect_object()
        code = reading.code_of(created)
        url, payment_id = str(created.get("bkashURL") or ""), str(created.get("paymentID") or "")
        if code not in ("", reading.GOOD, "503", "9999"):
            raise GatewayRefused(f"{code} {reading.words_of(created)}")
        if code != reading.GOOD or not payment_id or not url.startswith(("https://", "http://")):
            raise GatewayUnreachable(f"create says {code or 'nothing'}")
        return Opened(url, payment_id)

    async def look_up(self, attempt: Attempt, capture_ref: str = "") -> tuple[Outcome, ...]:
        """Execute when the payer has just come back; else query, and execute what a lost return left open.

        Execute is called once. What it leaves unsaid, only the query tells.
        """
        payment_id = attempt.session_ref
        if not payment_id:
            return (Waiting(),)  # Without the answer to create nobody has a page to pay on.
        while (under_way := self._asking.get(payment_id)) is not None:
            outcomes = await asyncio.shield(under_way)
            if outcomes != (Waiting(),) or not capture_ref:
                return outcomes
        asking = self._asking[payment_id] = asyncio.create_task(self._ask(attempt, capture_ref))
        asking.add_done_callback(lambda _: self._asking.pop(payment_id, None))
        return await asyncio.shield(asking)

    async def refund(self, back: MoneyBack) -> RefundOutcome:
        """Ask for money back. There is no idempotency key: a lost answer is Unknown, and only looked up."""
        body = {
            "paymentID": back.capture_ref,
            "trxID": back.gateway_ref,
            "amount": back.amount.decimal_text,
            "sku": back.asked_as,
            "reason": back.reason[:255] or "Refund",
        }
        try:
            token = await self._tokens.get()
            try:
                answer = await self._post("/payment/refund", token, body)
            except _TokenRefused:
                # Nothing was done by this call; whether by another is seen before it is repeated.
                token = await self._tokens.get(refused=token)
                seen = await self._refund_seen(back, token)
                if isinstance(seen, Returned):
                    return seen
                answer = await self._post("/payment/refund", token, body)
        except (NotSent, NoToken, _TokenRefused) as error:
            return NotAsked(str(error))
        except GatewayUnreachable as error:
            return Unknown(str(error))
        return reading.read_refund(answer.body, back.amount) if answer.status == 200 else Unknown("not HTTP 200")

    async def look_up_refund(self, back: MoneyBack, refund_ref: str) -> RefundOutcome:
        """Whether the refund is seen. The call shows one refund of a payment; an older one proves nothing."""
        try:
            seen = await self._refund_seen(back, await self._tokens.get())
        except GatewayUnreachable as error:
            return Unknown(str(error))
        return seen or CannotTell("bKash shows no such refund, and cannot say that there is none")

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """bKash's webhook has to be subscribed by bKash, and is not spoken here. Raises ForgedNotice."""
        raise ForgedNotice("bKash's webhook is not set up")

    def read_return(self, query: Mapping[str, str], body: bytes) -> Notice:
        """Read the browser's return: unsigned, and `success` means only that the PIN was right."""
        payment_id, status = query.get("paymentID", ""), query.get("status", "")
        if not payment_id:
            raise ForgedNotice("no paymentID")
        if status == "success":
            return Notice("", payment_id, "captured", session_ref=payment_id)
        if status == "cancel":
            return Notice("", "", "cancelled", session_ref=payment_id)
        return Notice("", "", "failed" if status == "failure" else "other", session_ref=payment_id)

    async def _ask(self, attempt: Attempt, capture_ref: str) -> tuple[Outcome, ...]:
        try:
            async with asyncio.timeout(self._timeout_seconds * _WHOLE_QUESTION):
                outcome = None
                back_with_pin = capture_ref == attempt.session_ref
                if back_with_pin and attempt.may_take and await self._taking.begin(self.name, attempt.session_ref):
                    outcome = await self._execute(attempt)
                return (outcome or await self._query(attempt),)
        except (GatewayUnreachable, TimeoutError) as error:
            return (Unknown(str(error) or "it took too long"),)

    async def _execute(self, attempt: Attempt) -> Outcome | None:
        """Take the money, by the one who began; None when only a query can tell whether it moved."""
        try:
            answer = await self._call("/execute", paymentID=attempt.session_ref)
        except (NotSent, NoToken, _TokenRefused):
            await self._taking.take_back(self.name, attempt.session_ref)
            raise
        except GatewayUnreachable:
            return None
        return reading.read_execute(answer.body, attempt, self.contract) if answer.status == 200 else None

    async def _query(self, attempt: Attempt) -> Outcome:
        answer = await self._call("/payment/status", paymentID=attempt.session_ref)
        outcome = reading.read_query(answer.expect_200(), attempt, self.contract)
        if outcome is not None:
            return outcome
        # The PIN was given and execute has not been called, or has not come to an end.
        if not attempt.may_take:
            return Declined("", "link_ended")
        # Whoever began, at whichever worker, has come to an end after so long: nobody executes beside them.
        ended = self._timeout_seconds * _WHOLE_QUESTION
        if not await self._taking.begin(self.name, attempt.session_ref, again_after_seconds=ended):
            return Unknown("execute may still be under way")
        return await self._execute(attempt) or Unknown("execute did not say")

    async def _refund_seen(self, back: MoneyBack, token: str) -> RefundOutcome | None:
        body = {"paymentID": back.capture_ref, "trxID": back.gateway_ref}
        answer = await self._post("/payment/refund", token, body)
        seen = reading.read_refund(answer.expect_200(), back.amount)
        return seen if isinstance(seen, Returned) and seen.refund_ref not in back.earlier_refs else None

    async def _call(self, path: str, **body: str) -> Answer:
        """Ask with the token, and once more with another when it is refused. Raises GatewayUnreachable."""
        token = await self._tokens.get()
        try:
            return await self._post(path, token, body)
        except _TokenRefused:
            return await self._post(path, await self._tokens.get(refused=token), body)

    async def _post(self, path: str, token: str, body: Mapping[str, str]) -> Answer:
        answer = await self._send(path, body, {"Authorization": token, "X-APP-Key": self._app["app_key"]})
        if answer.status == 401:
            raise _TokenRefused("the token was refused")
        return answer

    async def _send(self, path: str, body: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        return await ask(
            self._client,
            "POST",
            self._base_url + path,
            timeout_seconds=self._timeout_seconds,
            json=dict(body),
            headers={**headers, "Accept": "application/json"},
        )

    async def _grant(self, refresh_token: str) -> Granted:
        """Get a token, or renew one. Raises RefreshRefused, GatewayUnreachable."""
        path = "/token/refresh" if refresh_token else "/token/grant"
        body: dict[str, Any] = {**self._app, **({"refresh_token": refresh_token} if refresh_token else {})}
        answer = await self._send(path, body, self._credentials)
        granted = answer.body if isinstance(answer.body, dict) else {}
        token = str(granted.get("id_token") or "")
        if not token:
            why = f"no token: HTTP {answer.status}, code {reading.code_of(granted) or 'none'}"
            raise RefreshRefused(why) if refresh_token else GatewayUnreachable(why)
        lives = str(granted.get("expires_in") or "")
        return Granted(token, str(granted.get("refresh_token") or ""), int(lives) if lives.isdigit() else 3600)
