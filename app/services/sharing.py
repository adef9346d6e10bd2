"""Carrying a link to a customer: the message, and the address of each channel."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from app.services.records import LinkRecord
from app.words import say
from language import Language, until_phrase
from money import format_taka


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to send; `url` opens the other program with the message in it."""

    id: str
    url: str


def message(shop_name: str, link: LinkRecord, language: Language, now: datetime) -> str:
    """What the customer gets: who asks, how much, the link, and until when."""
    if link.amount is None:
        return say(language, "share.msg.store", shop=shop_name, url=link.url)
    amount = format_taka(link.amount, language)
    if link.expires_at is None:
        return say(language, "share.msg.fixed", shop=shop_name, amt=amount, url=link.url)
    until = until_phrase(link.expires_at, now, language)
    return say(language, "made.msg", shop=shop_name, amt=amount, url=link.url, t=until)


def channels(text: str, link: LinkRecord, subject: str) -> tuple[Channel, ...]:
    """The channels every platform can open by an address of its own; at the customer's number where it is known."""
    phone = f"+88{link.customer.phone}" if link.customer.phone else ""
    return (
        Channel("whatsapp", f"https://wa.me/{phone.removeprefix('+')}?text={quote(text)}"),
        Channel("facebook", f"https://www.facebook.com/sharer/sharer.php?u={quote(link.url, safe='')}"),
        Channel("sms", f"sms:{phone}?body={quote(text)}"),
        Channel("email", f"mailto:?subject={quote(subject)}&body={quote(text)}"),
    )
