"""What a payer typed, read and held against the link's bounds."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from checkout.core.link import Link
from checkout.core.mailbox import NotMailbox, read_mailbox
from checkout.core.methods import Instrument
from checkout.core.payment import Payer
from checkout.core.phone import NotMobile, local_form, mobile_e164
from checkout.errors import BadFields, Problem
from language import plain_line, without_marks
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

_NOTHING: Final = Money(0)
_LENGTHS: Final = {"name": 80, "email": 120, "address": 200}
_FORM_KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """A payer's form, read and found good. `surcharge` comes on top of the amount where payers bear the fee."""

    amount: Money
    payer: Payer
    instrument: Instrument | None = None
    surcharge: Money = _NOTHING

    @property
    def sum(self) -> Money:
        """What the gateway is asked for."""
        return self.amount + self.surcharge


def read_form(
    link: Link, typed: Mapping[str, str], choices: tuple[Instrument, ...] = (), required: frozenset[str] = frozenset()
) -> PaymentRequest:
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
    instrument = next((instrument for instrument in choices if instrument == typed.get("way")), None)
    if choices and instrument is None:
        problems.append(Problem("way", "way"))
    if problems:
        raise BadFields(*problems)
    return PaymentRequest(amount, Payer(name, phone, email, address), instrument)


def limits_of(link: Link) -> tuple[Money, Money]:
    """The least and the most that may be paid by a link: the shop's limits, within what gateways take."""
    return link.least or PAYMENT_LEAST, link.most or PAYMENT_MOST


def new_form_key() -> str:
    """The key of one shown form: sent twice it makes one payment."""
    return secrets.token_urlsafe(16)


def read_form_key(text: str) -> str:
    """The key that came with a form; one that we cannot have given is replaced."""
    return text if _FORM_KEY.fullmatch(text) else new_form_key()


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
