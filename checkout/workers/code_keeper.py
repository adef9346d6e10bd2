"""Links' Bangla QRs that a gateway issues: had made when they are first shown, and looked after until they end."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Connection

from checkout import metrics
from checkout.commands.alarms import ring_once
from checkout.commands.issued_codes import ask_for_code, code_issued, code_looked_at, pay_by_code
from checkout.core.event_types import EventType
from checkout.core.issued_code import IssuedCode, IssuedCodeStatus, may_have_code, why_not_good
from checkout.core.link import Link, LinkStatus
from checkout.core.merchant import Merchant, MerchantId
from checkout.core.payment import Payer
from checkout.core.payment_status import UNCAPTURED
from checkout.gateways.base import GatewayError, GatewayRefused, GatewayUnreachable, Order
from checkout.gateways.issued_codes import CodeIssuer, CodeState, NewCode
from checkout.settings import Settings
from checkout.store import issued_codes, links
from checkout.store.database import Database
from checkout.store.telling import Logged
from checkout.store.unit_of_work import UnitOfWork
from checkout.workers.confirmer import Confirmer
from checkout.workers.single_flight import SingleFlight
from checkout.workers.slots import GatewayWorker

log = structlog.get_logger(__name__)
_CLAIM: Final = timedelta(minutes=3)
# While a gateway gives none, a link that is shown again and again has it asked no more often.
_PAUSE: Final = timedelta(seconds=30)
# An update may be a pause.
_MAY_HAVE_ENDED: Final = frozenset(
    {EventType.LINK_PAID, EventType.LINK_CANCELLED, EventType.LINK_EXPIRED, EventType.LINK_UPDATED}
)


class CodeKeeper(GatewayWorker):
    """Has codes issued by the first gateway that does. No payer on a page waits for it, and no payment."""

    def __init__(
        self, db: Database, confirmer: Confirmer, issuers: Mapping[str, CodeIssuer], settings: Settings
    ) -> None:
        super().__init__("issued codes", min(1.0, confirmer.first_pause.total_seconds()))
        self._db, self._confirmer, self._issuers = db, confirmer, issuers
        self._public_url, self._seconds = settings.public_url, settings.gateway_timeout_seconds
        self._flights = SingleFlight[str]()
        self._ended_in: set[MerchantId] = set()

    @property
    def issues(self) -> bool:
        """Whether any gateway does."""
        return bool(self._issuers)

    def issues_for(self, link: Link, merchant: Merchant) -> bool:
        """Whether the link has a code here, as long as it can be paid."""
        return self.issues and may_have_code(link, merchant)

    async def code_of(self, link: Link, merchant: Merchant) -> str:
        """What is in the link's code, which is had made when it is first asked for; empty where there is none now."""
        if not self.issues_for(link, merchant) or link.status_at(self._db.clock()) is not LinkStatus.ACTIVE:
            return ""
        known = await self._db.read(issued_codes.of_link, link.id)
        if known is not None and known[0].status is IssuedCodeStatus.OPEN:
            return known[0].text
        return await self._flights.once(link.id, lambda: self._issue(link, merchant))

    async def _issue(self, link: Link, merchant: Merchant) -> str:
        gateway = next(iter(self._issuers))
        hold = max(_PAUSE, timedelta(seconds=2 * self._seconds))
        code = await self._db.transact(ask_for_code, link.id, gateway, hold)
        if code is None or code.status is IssuedCodeStatus.OPEN:
            return "" if code is None else code.text
        try:
            new = await self._made(code, merchant)
        except GatewayError as error:
            log.warning("gateway issued no code", link_id=link.id, gateway=gateway, why=str(error))
            return ""
        issued = await self._db.transact(code_issued, code.id, new, self._confirmer.first_pause)
        return issued.text if issued.status is IssuedCodeStatus.OPEN else ""

    async def _made(self, code: IssuedCode, merchant: Merchant) -> NewCode:
        """What the gateway issued, if a payer can be shown it. Raises GatewayError."""
        order = Order(
            tran_id=code.id,
            amount=code.amount,
            merchant_name=merchant.name,
            # Who will pay nobody knows; the gateway wants a name and a number.
            payer=Payer(merchant.name, merchant.phone),
            return_url=self._public_url,
            webhook_url=f"{self._public_url}/webhooks/{code.gateway}",
            payer_ip="",
        )
        try:
            with metrics.gateway_call(code.gateway, "issue_code"):
                async with asyncio.timeout(self._seconds):
                    new = await self._issuers[code.gateway].issue(order)
        except TimeoutError:
            raise GatewayUnreachable("no code in time") from None
        wrong = why_not_good(new.text, code.amount)
        if wrong:
            await self._issuers[code.gateway].cancel(new.code_ref)
            raise GatewayRefused(wrong)
        return new

    def heard(self, logged: Logged) -> None:
        """What was logged just now: the codes of links that ended are cancelled at once."""
        if not self._issuers:
            return
        ended = {shop for shop, news in logged.items() if any(event.type in _MAY_HAVE_ENDED for event in news)}
        if ended:
            self._ended_in |= ended
            self.loop.nudge()

    async def take(self) -> int:
        """Begin to look at the codes that are due; how many there were."""
        if not self._issuers:
            return 0
        ended, self._ended_in = self._ended_in, set()
        due = await self._db.transact(_claim, ended, self._slots.room, self._slots.full)
        for one in due:
            self._slots.begin(one.gateway, self._look(one.id))
        return len(due)

    async def _look(self, code_id: str) -> None:
        try:
            code, is_over = await self._db.read(_with_link, code_id, self._db.clock())
            issuer = self._issuers.get(code.gateway)
            # Of a gateway that is not set up any more nobody can be asked.
            state: CodeState = "unknown" if issuer is not None or not is_over else "over"
            if code.status is IssuedCodeStatus.OPEN and issuer is not None:
                with metrics.gateway_call(code.gateway, "look_up_code"):
                    state = await (issuer.cancel(code.code_ref) if is_over else issuer.ask(code.code_ref))
            if state == "paid":
                state = await self._paid(code)
            await self._db.transact(code_looked_at, code_id, state, self._confirmer.first_pause)
        except Exception:
            # The claim runs out by itself, and the code is looked at again.
            log.exception("code not looked at", code_id=code_id)

    async def _paid(self, code: IssuedCode) -> CodeState:
        """Have its payment looked up, which alone makes it paid; then the code has done its work."""
        payment = await self._db.transact(pay_by_code, code.gateway, code.id, self._confirmer.first_pause)
        assert payment is not None, code.id
        answer = await self._confirmer.confirm(payment)
        if answer.payment.status not in UNCAPTURED:
            return "over"
        await self._db.transact(
            ring_once, payment.id, "contradicted", "a code is said to be paid and its money is not found",
            payment_id=payment.id, gateway=code.gateway,
        )  # fmt: skip
        return "unknown"


def _claim(uow: UnitOfWork, ended_in: set[MerchantId], most: int, but_not: frozenset[str]) -> list[issued_codes.Due]:
    if ended_in:
        issued_codes.look_at_ended(uow.conn, ended_in, uow.now)
    return issued_codes.claim_due(uow.conn, uow.now, _CLAIM, most, but_not)


def _with_link(conn: Connection, code_id: str, now: datetime) -> tuple[IssuedCode, bool]:
    """The code, and whether its link takes no payment now."""
    code = issued_codes.get(conn, code_id)
    assert code is not None, code_id
    link = links.get(conn, code.link_id)
    assert link is not None, code.link_id
    return code, link.status_at(now) is not LinkStatus.ACTIVE
