"""Which of a link's two codes stands on paper or in a picture, and the words that keep it from being mistaken."""

from dataclasses import dataclass

from checkout.core.issued_code import CodeOwner, owner_of
from checkout.core.link import Link
from checkout.core.merchant import Merchant
from checkout.core.own_code import OwnCode, kept_own_code
from checkout.errors import NotFound
from checkout.resources.link import link_url
from checkout.service import Service
from checkout.words import say
from emvqr import code_to_pay
from language import Language


@dataclass(frozen=True, slots=True)
class SheetCode:
    """What the square holds, and the words beside it."""

    text: str
    is_bangla: bool
    how: str
    """With what it is scanned."""
    below: str
    """The address, or whom the code pays and by which bank."""


async def sheet_code(service: Service, merchant: Merchant, link: Link, which: str, language: Language) -> SheetCode:
    """Raises NotFound for the Bangla QR of a link that has none."""
    if which == "web":
        url = link_url(link, service.settings.public_url)
        below = url.removeprefix("https://").removeprefix("http://")
        return SheetCode(url, False, say(language, "poster.sub"), below)
    code = kept_own_code(merchant.own_code)
    owner: OwnCode | CodeOwner
    if code is not None:
        text, owner = code_to_pay(code.text, link.amount, link.code), code
    else:
        text = await service.codes.code_of(link, merchant)
        if not text:
            raise NotFound("own code")
        owner = owner_of(text)
    # A company that issued the code may name itself.
    whose = " · ".join(dict.fromkeys(word for word in (owner.name, owner.bank) if word))
    return SheetCode(text, True, say(language, "poster.sub.bangla"), whose)
