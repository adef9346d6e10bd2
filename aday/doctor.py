"""`aday doctor`: what an operator would look at first, tried, and told in sentences. It changes nothing anywhere."""

import asyncio
from collections.abc import Iterator

from aday import doctor_database, doctor_network
from aday.finding import Finding, well, wrong
from aday.logs import quiet_logs
from checkout.setting_types import WrongSettings
from checkout.settings import Settings, load_settings


def run(sms: str, mail: str) -> int:
    """Print what is well and what is wrong; 1 when anything is. A text and an e-mail go out where they are named."""
    quiet_logs()
    try:
        settings = load_settings()
    except WrongSettings as error:
        print(wrong(str(error)))
        return 1
    is_wrong = False
    for finding in _look(settings, sms, mail):
        print(finding)
        is_wrong = is_wrong or finding.is_well is False
    return 1 if is_wrong else 0


def _look(settings: Settings, sms: str, mail: str) -> Iterator[Finding]:
    yield from _public(settings)
    yield from doctor_database.look(settings)
    yield from asyncio.run(doctor_network.look(settings, sms, mail))


def _public(settings: Settings) -> Iterator[Finding]:
    """What is set for strangers, and would be unwise for them."""
    is_https = settings.public_url.startswith("https://")
    if is_https or settings.demo:
        yield well(f"Payers and gateways are told to come to {settings.public_url}.")
    else:
        yield wrong(f"{settings.public_url} is not https: what payers type can be read on the way.")
    if is_https and settings.demo:
        yield wrong("ADAY_DEMO is on: everybody sees the one-time codes of everybody. Turn it off.")
    if is_https:
        yield from (wrong(said) for one in settings.gateways.values() if (said := one.unwise()))
    if is_https and settings.sms_backend == "console":
        yield wrong("ADAY_SMS_BACKEND is console: one-time codes are printed here and reach no shopkeeper.")
    if settings.sms_backend == "http" and not settings.sms_success:
        yield wrong(
            "ADAY_SMS_SUCCESS is empty: a provider that refuses a message with HTTP 200 is believed to have sent it."
        )
    elif settings.sms_backend == "http" and not settings.sms_success_field:
        yield wrong(
            "ADAY_SMS_SUCCESS_FIELD is empty: a word anywhere in the provider's answer counts, a refusal's too."
        )
    if is_https and not settings.trusted_proxies:
        yield wrong("ADAY_TRUSTED_PROXIES is empty: behind a proxy all payers share one address and its limits.")
    elif settings.trusted_proxies:
        yield well(f"X-Forwarded-For is believed of {settings.trusted_proxies}.")
