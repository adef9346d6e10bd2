"""A payer setting out to pay: the payment is kept first, then the gateway is asked for its page."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from checkout.core import backoff
from checkout.core.link import Link, LinkStatus
from checkout.core.mailbox import NotMailbox, read_mailbox
from checkout.core.methods import Way
from checkout.core.payment import Payer, Payment, PaymentId
from checkout.core.payment_status import CAPTURED, Event, Status, after
from checkout.core.phone import NotMobile, local_form, mobile_e164
from checkout.core.reasons import FailureKind
from checkout.errors import BadFields, Problem
from checkout.gateways.base import Opened
from checkout.ids import new_tran_id
from checkout.resources import payment_resource
from checkout.store import events, links, payments
from checkout.store.database import Act
from codes import new_code
from language import Language, plain_line, without_marks
from money import (
    PAYMENT_LEAST,
    PAYMENT_MOST,
    Money,
    Negative,
    NotMoney,
    TooLarge,
    TooManyDecimals,
    TooSmall,
    parse_payment,
)

_LENGTHS: Final = {"name": 80, "email": 120, "address": 200}
_NOTHING: Final = Money(0)
# How long a payer may be at it before somebody else's attempt, or another of theirs, stands beside it.
PROGRESS_FOR: Final = timedelta(minutes=15)
_OPEN: Final = (Status.CREATED, Status.PENDING)
_FORM_KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")


class LinkEnded(Exception):
    """The link can take no payment any more: it is paid, cancelled or expired."""

    def __init__(self, status: LinkStatus) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Asked:
    """A payer's form, read and found good. `surcharge` comes on top of the amount where payers bear the fee."""

    amount: Money
    payer: Payer
    way: Way | None = None
    surcharge: Money = _NOTHING

    @property
    def sum(self) -> Money:
        """What the gateway is asked for."""
        return self.amount + self.surcharge


@dataclass(frozen=True, slots=True)
class Opening:
    """A payment, and until when its gateway's page is this caller's alone to ask for; None when it is not."""

    payment: Payment
    held_until: datetime | None


def read_form(
    link: Link, typed: Mapping[str, str], choices: tuple[Way, ...] = (), required: frozenset[str] = frozenset()
) -> Asked:
    """What the payer typed, in Bangla or Latin digits; `required` names what else must be given.

    Raises BadFields with a problem for each field.
    """
    problems: list[Problem] = []
    amount = link.amount or _amount(link, typed.get("amount", ""), problems)
    name = plain_line(typed.get("name", ""))
    if not name:
        problems.append(Problem("name", "name"))
    phone = ""
    try:
        phone = local_form(mobile_e164(typed.get("phone", "")))
    except NotMobile:
        problems.append(Problem("phone", "phone"))
    email = plain_line(typed.get("email", ""))
    try:
        email = email and read_mailbox(email)
    except NotMailbox:
        problems.append(Problem("email", "email"))
    address = plain_line(typed.get("address", ""))
    for field, value in (("email", email), ("address", address)):
        if field in required and not value:
            problems.append(Problem(field, f"required_{field}"))
    for field, value in (("name", name), ("email", email), ("address", address)):
        if len(value) > _LENGTHS[field]:
            problems.append(Problem(field, "too_long", {"most": str(_LENGTHS[field])}))
    way = next((way for way in choices if way == typed.get("way")), None)
    if choices and way is None:
        problems.append(Problem("way", "way"))
    if problems:
        raise BadFields(*problems)
    return Asked(amount, Payer(name, phone, email, address), way)


def limits_of(link: Link) -> tuple[Money, Money]:
    """The least and the most that may be paid by a link: the shop's limits, within what gateways take."""
    return link.least or PAYMENT_LEAST, link.most or PAYMENT_MOST


def new_form_key() -> str:
    """The key of one shown form: sent twice it makes one payment."""
    return secrets.token_urlsafe(16)


def read_form_key(text: str) -> str:
    """The key that came with a form; one that we cannot have given is replaced."""
    return text if _FORM_KEY.fullmatch(text) else new_form_key()


def start_payment(
    act: Act,
    link_id: str,
    form_key: str,
    asked: Asked,
    gateway: str,
    language: Language,
    first_pause: timedelta,
    claim: timedelta,
) -> Opening:
    """Keep a new payment before the gateway hears of it. The same form sent again gives the same one.

    Of all who send it at once, at whichever worker, one is told to open the page, and has until `claim`
    is over to do it. Raises LinkEnded.
    """
    payment = _kept_or_new(act, link_id, form_key, asked, gateway, language, first_pause)
    return Opening(payment, claim_opening(act, payment.id, claim))


def claim_opening(act: Act, payment_id: PaymentId, claim: timedelta) -> datetime | None:
    """Until when a gateway's page for this payment is this caller's alone to ask for; None when another asks.

    The moment is what the caller holds it by: who took over from one that was too slow has another one.
    """
    until = act.now + claim
    return until if payments.claim_opening(act.conn, payment_id, act.now, until) else None


def page_opened(act: Act, payment_id: PaymentId, gateway: str, opened: Opened) -> Payment:
    """The gateway gave a page: the payer is sent there, unless another gateway was asked meanwhile."""
    payment = _payment(act, payment_id)
    if payment.gateway != gateway:
        return payment  # Money paid there would be asked about at the other.
    return _move(act, payment_id, Event.SENT_TO_GATEWAY, gateway_url=opened.page_url, session_ref=opened.session_ref)


def hand_over(
    act: Act, payment_id: PaymentId, gateway: str, first_pause: timedelta, held_until: datetime, claim: timedelta
) -> Opening:
    """The gateway before gave no page, so nobody can pay there: this one is asked instead, if it is still ours to."""
    payment = _payment(act, payment_id)
    next_check_at, until = backoff.next_check_at(act.now, act.now, 0, first_pause), act.now + claim
    changes = {"gateway": gateway, "next_check_at": next_check_at, "opening_until": until}
    if not payments.change_held(act.conn, payment_id, held_until, **changes):
        return Opening(payment, None)
    return Opening(replace(payment, gateway=gateway), until)


def give_up_opening(act: Act, payment_id: PaymentId, held_until: datetime) -> None:
    """Whoever comes next may ask for the page, unless somebody does already."""
    payments.change_held(act.conn, payment_id, held_until, opening_until=None)


def page_not_opened(act: Act, payment_id: PaymentId, held_until: datetime, failure: FailureKind) -> Payment:
    """No gateway gave a page, so nobody can pay this attempt; the payer may try again.

    Does nothing to a payment that a notice has moved meanwhile, or whose page another one asks for.
    """
    payment = _payment(act, payment_id)
    if not payments.change_held(act.conn, payment_id, held_until, opening_until=None):
        return payment
    return _move(act, payment_id, Event.START_FAILED, failure=failure)


def _kept_or_new(
    act: Act, link_id: str, form_key: str, asked: Asked, gateway: str, language: Language, first_pause: timedelta
) -> Payment:
    link = links.get_and_hold(act, link_id)
    assert link is not None, link_id
    status = link.status_at(act.now)
    known = payments.by_form_key(act.conn, link.id, form_key)
    if known is not None:
        if known.status in CAPTURED or known.status is Status.ON_HOLD:
            return known
        if status is LinkStatus.ACTIVE and known.status in _OPEN and _is_same(known, asked):
            return known
        # An ended attempt, or other words in the same form: a new attempt, never the old sum.
        form_key = new_form_key()
    if status is not LinkStatus.ACTIVE:
        raise LinkEnded(status)
    # The same payer in a second tab, or back from the gateway's page: the attempt that is open already.
    open_ones = payments.in_progress(act.conn, link.id, act.now - PROGRESS_FOR)
    again = next((one for one in open_ones if _is_same(one, asked)), None)
    if again is not None:
        return again
    payment = Payment(
        id=PaymentId(act.new_id("pay")),
        code=new_code(),
        tran_id=new_tran_id(),
        link_id=link.id,
        merchant_id=link.merchant_id,
        status=Status.CREATED,
        amount=asked.sum,
        surcharge=asked.surcharge,
        fee=None,
        service_fee=Money(0),
        net=None,
        way=asked.way,
        gateway=gateway,
        gateway_url="",
        session_ref="",
        capture_ref="",
        gateway_ref="",
        method="",
        payer=asked.payer,
        language=language,
        late=False,
        duplicate=False,
        refunded=Money(0),
        checks_count=0,
        created_at=act.now,
        paid_at=None,
    )
    next_check_at = backoff.next_check_at(act.now, act.now, 0, first_pause)
    payments.insert(act.conn, payment, form_key, next_check_at)
    return payment


def _move(act: Act, payment_id: PaymentId, event: Event, **values: str) -> Payment:
    payment = _payment(act, payment_id)
    if payment.status is not Status.CREATED:
        return payment  # A notice overtook the gateway's own answer.
    moved = replace(payment, status=after(payment.status, event), **values)  # type: ignore[arg-type]
    payments.change(act.conn, payment_id, status=moved.status, **values)
    events.append(act, moved.merchant_id, f"payment.{moved.status}", payment_resource(moved))
    return moved


def _payment(act: Act, payment_id: PaymentId) -> Payment:
    """The payment, with its shop held."""
    payment = payments.get_and_hold(act, payment_id)
    assert payment is not None, payment_id
    return payment


def _is_same(payment: Payment, asked: Asked) -> bool:
    return (payment.amount, payment.payer, payment.way) == (asked.sum, asked.payer, asked.way)


def _amount(link: Link, text: str, problems: list[Problem]) -> Money:
    """What is wrong with the amount is said as exactly as it is known; nothing typed is only asked for."""
    least, most = limits_of(link)
    limits = {"least": str(least.poisha), "most": str(most.poisha)}
    try:
        return parse_payment(text, least, most)
    except NotMoney as error:
        code = "amount" if not without_marks(text).strip() else _amount_code(error)
        problems.append(Problem("amount", code, limits))
        return _NOTHING


def _amount_code(wrong: NotMoney) -> str:
    if isinstance(wrong, TooManyDecimals):
        return "amount_decimals"
    if isinstance(wrong, TooLarge):
        return "amount_most"
    return "amount_least" if isinstance(wrong, TooSmall | Negative) else "amount_number"
