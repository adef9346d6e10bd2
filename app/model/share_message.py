"""Carrying a link to a customer: the message, and the address of each channel."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

from app.model.records import LinkRecord, ShopRecord
from app.words import say
from language import isolated, plain_line, until_phrase
from money import format_taka

_SMS_MOST: Final = 70
_SMS_MOST_LATIN: Final = 160
"""As many units one SMS carries: fewer once a letter is among them that is not Latin, as ৳ and all of Bangla are."""
_SMS_JOINED: Final = 67
_SMS_JOINED_LATIN: Final = 153
"""As many carries each of several that belong together. Source: 3GPP TS 23.040, 9.2.3.24.1."""
WORDS_MOST: Final = 300
"""As many letters a shop may write above a link."""
_EMPTY_LINES: Final = re.compile("\n{3,}")


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to send; `url` opens the other program with the message in it."""

    id: str
    url: str


def message(shop: ShopRecord, link: LinkRecord, now: datetime, own: str = "") -> str:
    """What the customer gets, in the shop's own language: who asks, how much, the link, and until when.

    `own` is what the shop wrote instead; the link stands below it, in a line of its own that no writing can touch.
    """
    if own:
        return f"{own}\n{link.url}"
    language = shop.language
    if link.amount is None:
        return say(language, "share.msg.store", shop=shop.name, url=link.url)
    amount = format_taka(link.amount, language)
    if link.expires_at is None:
        return say(language, "share.msg.fixed", shop=shop.name, amt=amount, url=link.url)
    until = until_phrase(link.expires_at, now, language)
    return say(language, "made.msg", shop=shop.name, amt=amount, url=link.url, t=until)


def standard_words(shop: ShopRecord, link: LinkRecord, now: datetime) -> str:
    """The message but for the link, to begin with when a shop writes its own."""
    return "\n".join(line for line in message(shop, link, now).split("\n") if line != link.url)


def own_words(text: str) -> str:
    """What was written, as it may be sent: plain lines, no more than two ends of line in a row, and bounded."""
    lines = map(plain_line, text[:WORDS_MOST].splitlines())
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def sms_message(shop: ShopRecord, link: LinkRecord, now: datetime, own: str = "") -> str:
    """The message in as many words as one SMS carries; the sum and the link are in it in any case.

    A second SMS costs the shop as much as the first; what the shop wrote itself is sent as it is all the same.
    """
    if own:
        return message(shop, link, now, own)
    amount = "" if link.amount is None else format_taka(link.amount, shop.language)
    named = ": ".join(word for word in (isolated(shop.name), amount) if word)
    shortest = "\n".join(word for word in (amount, link.url) if word)
    forms = (message(shop, link, now), f"{named}\n{link.url}", shortest)
    return next((form for form in forms if _fits_one_sms(form)), shortest)


def sms_units(text: str) -> int:
    """How long a text is as an SMS, which counts in UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def sms_count(text: str) -> int:
    """How many SMS carry a text."""
    most, joined = (_SMS_MOST_LATIN, _SMS_JOINED_LATIN) if text.isascii() else (_SMS_MOST, _SMS_JOINED)
    units = sms_units(text)
    return 1 if units <= most else -(-units // joined)


def channels(shop: ShopRecord, link: LinkRecord, now: datetime, own: str = "") -> tuple[Channel, ...]:
    """The channels every platform can open by an address of its own; at the customer's number where it is known.

    Facebook takes the link and draws its own picture of it; what the shop wrote itself goes along as a quotation.
    """
    text = quote(message(shop, link, now, own))
    quoted = f"&quote={quote(own, safe='')}" if own else ""
    phone = f"+88{link.customer.phone}" if link.customer.phone else ""
    return (
        Channel("whatsapp", f"https://wa.me/{phone.removeprefix('+')}?text={text}"),
        Channel("facebook", f"https://www.facebook.com/sharer/sharer.php?u={quote(link.url, safe='')}{quoted}"),
        Channel("sms", f"sms:{phone}?body={quote(sms_message(shop, link, now, own))}"),
        Channel("email", f"mailto:?subject={quote(shop.name)}&body={text}"),
    )


def _fits_one_sms(text: str) -> bool:
    return sms_count(text) == 1
