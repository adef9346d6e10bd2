"""Carrying a link to a customer: the message, and the address of each channel."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

from app.services.records import LinkRecord, ShopRecord
from app.words import say
from language import isolated, until_phrase
from money import format_taka

_SMS_MOST: Final = 70
_SMS_MOST_LATIN: Final = 160
"""As many units one SMS carries: fewer once a letter is among them that is not Latin, as ৳ and all of Bangla are."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to send; `url` opens the other program with the message in it."""

    id: str
    url: str


def message(shop: ShopRecord, link: LinkRecord, now: datetime) -> str:
    """What the customer gets, in the shop's own language: who asks, how much, the link, and until when."""
    language = shop.language
    if link.amount is None:
        return say(language, "share.msg.store", shop=shop.name, url=link.url)
    amount = format_taka(link.amount, language)
    if link.expires_at is None:
        return say(language, "share.msg.fixed", shop=shop.name, amt=amount, url=link.url)
    until = until_phrase(link.expires_at, now, language)
    return say(language, "made.msg", shop=shop.name, amt=amount, url=link.url, t=until)


def sms_message(shop: ShopRecord, link: LinkRecord, now: datetime) -> str:
    """The message in as many words as one SMS carries; the sum and the link are in it in any case.

    A second SMS costs the shop as much as the first.
    """
    amount = "" if link.amount is None else format_taka(link.amount, shop.language)
    named = ": ".join(word for word in (isolated(shop.name), amount) if word)
    shortest = "\n".join(word for word in (amount, link.url) if word)
    forms = (message(shop, link, now), f"{named}\n{link.url}", shortest)
    return next((form for form in forms if _fits_one_sms(form)), shortest)


def sms_units(text: str) -> int:
    """How long a text is as an SMS, which counts in UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def channels(shop: ShopRecord, link: LinkRecord, now: datetime) -> tuple[Channel, ...]:
    """The channels every platform can open by an address of its own; at the customer's number where it is known."""
    text = quote(message(shop, link, now))
    phone = f"+88{link.customer.phone}" if link.customer.phone else ""
    return (
        Channel("whatsapp", f"https://wa.me/{phone.removeprefix('+')}?text={text}"),
        Channel("facebook", f"https://www.facebook.com/sharer/sharer.php?u={quote(link.url, safe='')}"),
        Channel("sms", f"sms:{phone}?body={quote(sms_message(shop, link, now))}"),
        Channel("email", f"mailto:?subject={quote(shop.name)}&body={text}"),
    )


def _fits_one_sms(text: str) -> bool:
    return sms_units(text) <= (_SMS_MOST_LATIN if text.isascii() else _SMS_MOST)
