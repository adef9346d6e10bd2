"""What `aday doctor` finds out by asking: gateways, our own public address, and whatever carries texts and e-mails."""

import asyncio
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from aday.doctor_database import is_usable
from aday.finding import Finding, cannot_tell, clocks, well, wrong
from checkout.commands.sign_in import read_phone
from checkout.errors import BadFields
from checkout.gateways.base import GatewayError
from checkout.gateways.client import HttpClient, authorities
from checkout.notify.channels import NotDelivered
from checkout.notify.email import mail_sender
from checkout.notify.sms import sms_sender
from checkout.service import gateway_context
from checkout.settings import Settings
from checkout.store.opening import open_database
from checkout.words import say

_SECONDS: Final = 10.0
# On every answer of the checkout, and on none of what else of ours may listen beside it.
_OURS: Final = "x-request-id"


async def look(settings: Settings, sms: str, mail: str) -> list[Finding]:
    """Everything that is asked of others; a text or an e-mail goes out only where its receiver is named."""
    trust = authorities()
    async with (
        httpx.AsyncClient(timeout=_SECONDS, verify=trust, trust_env=False) as client,
        HttpClient(trust) as gateway_client,
    ):
        found = [await _public(client, settings.public_url), *await _gateways(client, gateway_client, settings)]
        if sms:
            found.append(await _sms(client, settings, sms))
        if mail:
            found.append(await _mail(settings, mail))
        return found


async def _public(client: httpx.AsyncClient, public_url: str) -> Finding:
    """Whether our own address leads to us. From here it need not: that somebody else answers is what is wrong."""
    try:
        answer = await client.get(f"{public_url}/healthz")
    except httpx.HTTPError as error:
        if isinstance(_cause(error), ssl.SSLError):
            return wrong(f"{public_url} has no certificate that this machine believes.")
        why = type(error).__name__
        return cannot_tell(f"{public_url} cannot be reached from here ({why}); try {public_url}/healthz from a phone.")
    try:
        is_ours = answer.status_code == 200 and answer.json() == {"status": "ok"} and _OURS in answer.headers
    except ValueError:
        is_ours = False
    if is_ours:
        return well(f"{public_url} leads to a checkout of ours.")
    return wrong(f"{public_url} is answered by something else (HTTP {answer.status_code}).")


def _cause(error: BaseException | None) -> BaseException | None:
    """What lies at the bottom of a failed call."""
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error


@dataclass(frozen=True, slots=True)
class _Answer:
    """How a gateway's host answers: how far our clock is ahead of its own if it says, or why it does not answer."""

    ahead: timedelta | None = None
    trouble: str = ""


async def _gateways(client: httpx.AsyncClient, gateway_client: HttpClient, settings: Settings) -> list[Finding]:
    hosts = await asyncio.gather(*(_ask(client, one.base_url) for one in settings.gateways.values()))
    answers = dict(zip(settings.gateways, hosts, strict=True))
    found = list(_hosts(settings, answers))
    answering = [name for name, answer in answers.items() if not answer.trouble]
    if answering:
        found += await _credentials(gateway_client, settings, answering)
    return found


def _hosts(settings: Settings, answers: dict[str, _Answer]) -> Iterator[Finding]:
    for name, answer in answers.items():
        if answer.trouble:
            yield wrong(f"The gateway {name} at {settings.gateways[name].base_url} does not answer: {answer.trouble}.")
        else:
            yield well(f"The gateway {name} answers.")
    told = [answer.ahead for answer in answers.values() if answer.ahead is not None]
    if told:
        yield clocks("the gateways'", min(told, key=abs))


async def _ask(client: httpx.AsyncClient, address: str) -> _Answer:
    try:
        answer = await client.get(address)
    except httpx.HTTPError as error:
        return _Answer(trouble=type(error).__name__)
    try:
        return _Answer(datetime.now(UTC) - parsedate_to_datetime(answer.headers["date"]))
    except (KeyError, ValueError, TypeError):
        return _Answer()


async def _credentials(client: HttpClient, settings: Settings, names: list[str]) -> list[Finding]:
    """Who we are at each gateway, tried by a call that moves nothing. Tokens are kept in the database, and counted."""
    if not is_usable(settings):
        return [cannot_tell("The gateways' credentials are not tried: that needs the database.")]
    db = open_database(settings.database_url, settings.public_url)
    try:
        context = gateway_context(settings, client, db)
        gateways = {name: settings.gateways[name].make(context) for name in names}
        found = []
        for name, gateway in gateways.items():
            try:
                await gateway.try_credentials()
                found.append(well(f"The gateway {name} takes our credentials."))
            except GatewayError as error:
                said = " ".join(str(error).split())[:200]
                found.append(wrong(f"The gateway {name} does not take our credentials, or cannot be read: {said}."))
        return found
    finally:
        db.close()


async def _sms(client: httpx.AsyncClient, settings: Settings, phone: str) -> Finding:
    try:
        e164 = read_phone(phone)
    except BadFields:
        return wrong(f"{phone} is not a Bangladeshi mobile number, so no text was sent.")
    if settings.sms_backend == "console":
        return wrong("No text can be sent: ADAY_SMS_BACKEND is console.")
    try:
        await sms_sender(settings, client).send(e164, say("bn", "doctor.test"))
    except NotDelivered as error:
        return wrong(f"The text to {phone} was not sent: {error}.")
    return well(f"The provider took the text to {phone}: see whether it comes.")


async def _mail(settings: Settings, address: str) -> Finding:
    sender = mail_sender(settings)
    if sender is None:
        return wrong("No e-mail can be sent: ADAY_SMTP_HOST is not set.")
    try:
        await sender.send(address, say("en", "doctor.test"), f"{say('bn', 'doctor.test')}\n{say('en', 'doctor.test')}")
    except NotDelivered as error:
        return wrong(f"The e-mail to {address} was not sent: {error}.")
    return well(f"The mail server took the e-mail to {address}: see whether it comes.")
