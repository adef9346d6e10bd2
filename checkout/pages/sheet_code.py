"""Which of a link's two codes stands on paper or in a picture, and the words that keep it from being mistaken."""

from dataclasses import dataclass

from checkout.core.link import Link
from checkout.core.merchant import Merchant
from checkout.core.own_code import kept_own_code
from checkout.errors import NotFound
from checkout.resources.link import link_url
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


def sheet_code(merchant: Merchant, link: Link, public_url: str, which: str, language: Language) -> SheetCode:
    """Raises NotFound for the Bangla QR of a shop that has none."""
    if which == "web":
        url = link_url(link, public_url)
        below = url.removeprefix("https://").removeprefix("http://")
        return SheetCode(url, False, say(language, "poster.sub"), below)
    code = kept_own_code(merchant.own_code)
    if code is None:
        raise NotFound("own code")
    text = code_to_pay(code.text, link.amount, link.code)
    whose = " · ".join(word for word in (code.name, code.bank) if word)
    return SheetCode(text, True, say(language, "poster.sub.bangla"), whose)
