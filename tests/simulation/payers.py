"""Payers: each opens a link, fills in the form, pays at a gateway or not, and comes back or not."""

import asyncio
import html
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.simulation.messages import FORM, Answer, Request, form
from tests.simulation.network import LineBroke
from tests.simulation.plan import Act
from tests.simulation.servers import PUBLIC
from tests.support.payer import hidden

if TYPE_CHECKING:
    from tests.simulation.world import World

# What comes behind the point chooses the stand-in's trouble (sandbox/README).
_AMOUNTS = ("500", "320", "200.30", "500", "100.05", "100.02", "100.03", "100.04", "100.07", "100.01", "100.09", "50")
_WAYS = ("bkash", "bkash", "bkash", "card", "card", "nagad")
# And at bKash the wallet does (sandbox/bkash/README.md).
_WALLETS = (*("01712345678",) * 12, "01700000001", *(f"0170000000{number}" for number in (2, 3, 4, 7)))


class Payer:
    """One browser."""

    def __init__(self, world: "World", act: Act) -> None:
        self._world, self._chances, self._name = world, world.chances, act.name
        self._address = f"203.0.113.{act.number % 250 + 1}"
        self._phone = f"017{self._chances.one_of(f'{self._name} phone', range(6)):08d}"

    async def pay(self) -> None:
        target, label = self._world.a_link(self._name)
        key, amount = f"{self._name:_>20}".replace(" ", "-"), self._chances.one_of(f"{self._name} amount", _AMOUNTS)
        if self._chances.happens(f"{self._name} reads", 0.5):
            page = await self._ask("GET", PUBLIC + target, f"opens {label}")
            key = hidden(page.text).get("form_key", key) if page else key
        typed = {"form_key": key, "name": f"নুসরাত {self._name}", "phone": self._phone, "amount": amount}
        typed["way"] = self._chances.one_of(f"{self._name} way", _WAYS)
        sent = None
        for _ in range(3):
            sent = await self._ask("POST", PUBLIC + target, f"sends the form of {label}", typed)
            if sent is not None and sent.status < 500:
                break
            await asyncio.sleep(3)
        if sent is None or sent.status != 303:
            return
        page_url = sent.header("location")
        host = urlsplit(page_url).hostname or ""
        if not host.endswith("bkash.example") and not host.endswith("sslcommerz.example"):
            return
        # After three days nobody asks: what is paid then is heard of where the gateway tells it, and .02 never does.
        if not amount.endswith(".02") and self._chances.happens(f"{self._name} forgets", 0.06):
            self._world.forgotten.append(lambda: self._press(page_url, host))
            return
        await self._thinks()
        await self._press(page_url, host)

    async def _press(self, page_url: str, host: str) -> None:
        for _ in range(2 if self._chances.happens(f"{self._name} presses twice", 0.1) else 1):
            await (self._at_bkash(page_url) if host == "bkash.example" else self._at_sslcommerz(page_url))

    async def _thinks(self) -> None:
        if self._chances.happens(f"{self._name} dawdles", 0.12):
            await asyncio.sleep(self._chances.between(f"{self._name} for long", 120, 900))
        else:
            await asyncio.sleep(self._chances.between(f"{self._name} thinks", 2, 60))

    async def _at_sslcommerz(self, page_url: str) -> None:
        key = parse_qs(urlsplit(page_url).query)["SESSIONKEY"][0]
        typed = {"sessionkey": key, "cardname": "bkash", "number": "01712345678", "code": "123456", "pin": "12345"}
        does = self._chances.share(f"{self._name} does")
        if does > 0.95:
            return
        if does > 0.88:
            typed = {"sessionkey": key, "cancel": "1"}
        page = await self._at_gateway("POST", "https://sslcommerz.example/gwprocess/v4/pay.php", typed)
        if page is None or 'id="back"' not in page.text:
            return
        found = re.search(r'id="back" method="post" action="([^"]+)"', page.text)
        assert found is not None
        for _ in range(self._returns()):
            await self._comes_back("POST", html.unescape(found[1]), hidden(page.text))

    async def _at_bkash(self, page_url: str) -> None:
        payment = parse_qs(urlsplit(page_url).query)["paymentId"][0]
        wallet = self._chances.one_of(f"{self._name} wallet", _WALLETS)
        typed = {"paymentId": payment, "number": wallet, "code": "123456", "pin": "12121"}
        does = self._chances.share(f"{self._name} does")
        if does > 0.95:
            return
        if does > 0.88:
            typed = {"paymentId": payment, "cancel": "1"}
        answer = await self._at_gateway("POST", "https://bkash.example/bkash/", typed)
        if answer is None or answer.status != 303:
            return
        for _ in range(self._returns()):
            await self._comes_back("GET", answer.header("location"))

    def _returns(self) -> int:
        return self._chances.one_of(f"{self._name} returns", (0, 1, 1, 1, 2))

    async def _comes_back(self, method: str, url: str, typed: dict[str, str] | None = None) -> None:
        answer = await self._ask(method, url, "comes back", typed)
        if answer is not None and answer.status == 303 and self._chances.happens(f"{self._name} looks", 0.4):
            await self._ask("GET", PUBLIC + answer.header("location"), "reads the receipt")

    async def _at_gateway(self, method: str, url: str, typed: dict[str, str]) -> Answer | None:
        """Over a line of its own that holds: what is tried here is the line to us."""
        request = Request(method, url, f"{self._name} at {urlsplit(url).hostname}", FORM, form(typed), self._address)
        return await self._world.network.ask("page", request)

    async def _ask(self, method: str, url: str, what: str, typed: dict[str, str] | None = None) -> Answer | None:
        """None where no whole answer comes, or none within a browser's patience."""
        headers, body = (FORM, form(typed)) if typed is not None else ((), b"")
        request = Request(method, url, f"{self._name} {what}", headers, body, self._address)
        try:
            async with asyncio.timeout(120):
                return await self._world.network.ask("payer", request)
        except (LineBroke, TimeoutError):
            return None
