"""The calls we make to bKash."""

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from checkout.core.fees import Rate
from checkout.gateways.base import (
    Attempt,
    CannotTell,
    Confirmed,
    Declined,
    ForgedNotice,
    GatewayRefused,
    GatewayUnreachable,
    Held,
    NotAsked,
    Notice,
    NotSent,
    Order,
    Outcome,
    PaymentPage,
    RefundOutcome,
    RefundRefused,
    RefundRequest,
    Unknown,
    Waiting,
)
from checkout.gateways.bkash import notices, reading, refund_reading
from checkout.gateways.bkash.dialect import DIALECTS, DialectName
from checkout.gateways.client import Client
from checkout.gateways.tokens import CaptureGuard, Granted, NoToken, RefreshRefused, Tokens, TokenStore
from checkout.gateways.wire import Answer, ask

_TOKENS_PER_HOUR: Final = 2
_NO_PAYMENT: Final = "TR0011adaydoctor0000000"
# The app key, the app token, and what a merchant is not allowed to ask.
_NOT_US: Final = ("2001", "2067", "2079")
# One question waits for a token, asks, and may do both once more; in time-outs of one call.
_WHOLE_QUESTION: Final = 4


class _TokenRefused(GatewayUnreachable):
    """HTTP 401: the gateway looked at the token only, and did nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a merchant has at bKash, and how it is asked there."""

    base_url: str
    username: str
    password: str
    app_key: str
    app_secret: str
    contract: Rate
    """The fee, which no answer tells."""
    patience_seconds: float
    timeout_seconds: float
    """30 by bKash's own rule."""
    dialect: DialectName = "v1.2.0-beta"
    refund_dialect: DialectName = "v1.2.0-beta"
    topic_arn: str = ""


class Bkash:
    """One merchant at bKash. Source: docs/gateways/bkash.md."""

    name = "bkash"
    quotes_its_words = True
    signs_notices = False
    waits_for_our_word = True

    def __init__(self, client: Client, token_store: TokenStore, capture_guard: CaptureGuard, account: Account) -> None:
        self._client = client
        self._base_url = account.base_url.rstrip("/")
        self._dialect, self._of_refunds = DIALECTS[account.dialect], DIALECTS[account.refund_dialect]
        self._credentials = {"username": account.username, "password": account.password}
        self._app = {"app_key": account.app_key, "app_secret": account.app_secret}
        self.contract = account.contract
        self.patience_seconds = account.patience_seconds
        self._timeout_seconds = account.timeout_seconds
        self._tokens = Tokens(
            token_store,
            f"bkash:{account.app_key}",
            self._grant,
            per_hour=_TOKENS_PER_HOUR,
            patience_seconds=account.timeout_seconds * 2,
        )
        self._capture_guard = capture_guard
        self._topic_arn = account.topic_arn
        self._asking: dict[str, asyncio.Task[tuple[Outcome, ...]]] = {}

    async def try_credentials(self) -> None:
        """Ask with our token about a payment that there is not; its refusal shows that we were known."""
        said = reading.said(await self._call(self._dialect.query, **{self._dialect.payment_id: _NO_PAYMENT}))
        if reading.code_of(said) in ("", *_NOT_US):
            raise GatewayRefused(f"{reading.code_of(said)} {reading.words_of(said)}".strip() or "nothing was said")

    async def start(self, order: Order) -> PaymentPage:
        """Create a payment. Raises GatewayUnreachable, GatewayRefused.

        If the answer is lost so is the `paymentID`, and nobody can pay: another attempt is a new one.
        """
        answer = await self._call(
            self._dialect.create,
            **self._dialect.only_at_create,
            payerReference=order.payer.phone,
            callbackURL=order.return_url,
            amount=order.amount.decimal_text,
            currency="BDT",
            intent="sale",
            merchantInvoiceNumber=order.tran_id,
        )
        created = reading.said(answer)
        if reading.is_refusal(created):
            raise GatewayRefused(f"{reading.code_of(created)} {reading.words_of(created)}")
        url, payment_id = reading.page_of(created)
        if not url or not payment_id:
            raise GatewayUnreachable(f"create says {reading.code_of(created) or 'nothing'}")
        return PaymentPage(url, payment_id)

    async def look_up(self, attempt: Attempt, capture_ref: str = "") -> tuple[Outcome, ...]:
        """Execute when the payer has just come back; else query, and execute what a lost return left open.

        What execute leaves unsaid, only the query tells. It is called once, and again only after it was called in vain.
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

    async def refund(self, back: RefundRequest) -> RefundOutcome:
        """Ask for money back. There is no idempotency key: a lost answer is Unknown, and only looked up."""
        address = self._of_refunds.refund
        body = {
            **self._names_of(back),
            self._of_refunds.refund_amount: back.amount.decimal_text,
            "sku": back.refund_ref,
            "reason": back.reason[:255] or "Refund",
        }
        try:
            token = await self._tokens.get()
            try:
                answer = await self._post(address, token, body)
            except _TokenRefused:
                # Nothing was done by this call; whether by another is seen before it is repeated.
                token = await self._tokens.get(refused=token)
                seen = refund_reading.find_refund(await self._refunds_shown(back, token), back)
                if seen is not None:
                    return seen
                answer = await self._post(address, token, body)
            said = reading.said(answer)
            outcome = refund_reading.read_refund(said, back)
            if isinstance(outcome, RefundRefused) and refund_reading.may_follow_a_twin(said):
                return await self._unless_made(outcome, back, token)
        except (NotSent, NoToken, _TokenRefused) as error:
            return NotAsked(str(error))
        except GatewayUnreachable as error:
            return Unknown(str(error))
        return outcome

    async def look_up_refund(self, back: RefundRequest, gateway_ref: str) -> RefundOutcome:
        """Whether the refund is seen among those that bKash shows of the payment, which need not be all."""
        try:
            shown = await self._refunds_shown(back, await self._tokens.get())
        except GatewayUnreachable as error:
            return Unknown(str(error))
        seen = refund_reading.find_refund(shown, back, gateway_ref)
        return seen or CannotTell("bKash shows no such refund, and cannot say that there is none")

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """A hint; that it is SNS's own is found out elsewhere. Raises ForgedNotice."""
        return notices.read_notice(body, self._topic_arn)

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
                if (
                    back_with_pin
                    and attempt.capture_allowed
                    and await self._capture_guard.begin(self.name, attempt.session_ref)
                ):
                    outcome = await self._execute(attempt, before_pin=True)
                return (outcome or await self._query(attempt),)
        except (GatewayUnreachable, TimeoutError) as error:
            return (Unknown(str(error) or "it took too long"),)

    async def _execute(self, attempt: Attempt, *, before_pin: bool) -> Outcome | None:
        """Take the money, by the one who began; None when only a query can tell whether it moved.

        `before_pin` says that nobody knows yet whether the payer gave it: only then is 2056 no surprise.
        """
        try:
            answer = await self._call(self._dialect.execute, **{self._dialect.payment_id: attempt.session_ref})
        except (NotSent, NoToken, _TokenRefused):
            await self._capture_guard.take_back(self.name, attempt.session_ref)
            raise
        except GatewayUnreachable:
            return None
        said = reading.said(answer)
        if before_pin and reading.did_nothing(said):
            # It came to its end before the payer did. Who comes back with the PIN shall not wait for the clock.
            await self._capture_guard.take_back(self.name, attempt.session_ref)
        return reading.read_execute(said, attempt, self.contract)

    async def _query(self, attempt: Attempt) -> Outcome:
        outcome = await self._seen(attempt)
        if outcome is not None:
            return outcome
        # The PIN was given and execute has not been called, or has not come to an end.
        if not attempt.capture_allowed:
            return Declined("", "link_ended")
        # The caller who began, at whichever worker, has come to an end after so long: nobody executes beside them.
        ended = self._timeout_seconds * _WHOLE_QUESTION
        if not await self._capture_guard.begin(self.name, attempt.session_ref, again_after_seconds=ended):
            return Unknown("execute may still be under way")
        outcome = await self._execute(attempt, before_pin=False)
        if isinstance(outcome, Declined):
            # An execute whose answer was lost may have moved the money, and this one have met its guard.
            with suppress(GatewayUnreachable):
                seen = await self._seen(attempt)
                return seen if isinstance(seen, Confirmed | Held) else outcome
        return outcome or Unknown("execute did not say")

    async def _seen(self, attempt: Attempt) -> Outcome | None:
        """What the query says; None when the PIN was given and the money not taken. Raises GatewayUnreachable."""
        answer = await self._call(self._dialect.query, **{self._dialect.payment_id: attempt.session_ref})
        return reading.read_query(reading.said(answer), attempt, self.contract)

    async def _unless_made(self, refused: RefundRefused, back: RefundRequest, token: str) -> RefundOutcome:
        """The refusal, unless bKash shows the refund: then a request that was repeated on the way met its own twin."""
        try:
            shown = await self._refunds_shown(back, token)
        except GatewayUnreachable as error:
            return Unknown(f"{refused.reason}, and whether it was made is not shown: {error}")
        return refund_reading.find_refund(shown, back) or refused

    async def _refunds_shown(self, back: RefundRequest, token: str) -> object:
        """What bKash shows of the payment's refunds. Raises GatewayUnreachable when that cannot be read."""
        answer = await self._post(self._of_refunds.refund_status, token, self._names_of(back))
        shown = reading.said(answer)
        if not refund_reading.shows_refunds(shown):
            raise GatewayUnreachable(f"the refunds' status says {reading.code_of(shown) or 'nothing'}")
        return shown

    def _names_of(self, back: RefundRequest) -> dict[str, str]:
        return {self._of_refunds.payment_id: back.capture_ref, self._of_refunds.trx_id: back.gateway_ref}

    async def _call(self, path: str, **body: str) -> Answer:
        """Ask with the token, and once more with another when it is refused. Raises GatewayUnreachable."""
        token = await self._tokens.get()
        try:
            return await self._post(path, token, body)
        except _TokenRefused:
            return await self._post(path, await self._tokens.get(refused=token), body)

    async def _post(self, path: str, token: str, body: Mapping[str, str]) -> Answer:
        answer = await self._send(path, body, {"Authorization": token, "X-APP-Key": self._app["app_key"]})
        if answer.status == 401 or reading.code_of(answer.body) == reading.STALE:
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
        path = self._dialect.refresh if refresh_token else self._dialect.grant
        body = {**self._app, **({"refresh_token": refresh_token} if refresh_token else {})}
        answer = await self._send(path, body, self._credentials)
        granted = reading.fields_of(answer.body)
        token = str(granted.get("id_token") or "")
        if not token:
            why = f"no token: HTTP {answer.status}, code {reading.code_of(granted) or 'none'}"
            raise RefreshRefused(why) if refresh_token else GatewayUnreachable(why)
        lives = str(granted.get("expires_in") or "")
        seconds = int(lives) if re.fullmatch("[0-9]{1,9}", lives) else 3600
        return Granted(token, str(granted.get("refresh_token") or ""), seconds)
