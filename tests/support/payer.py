"""A payer without JavaScript: opens a link, fills in the form, pays on the gateway's page, comes back."""

import html
import re
from dataclasses import dataclass, field

import httpx

from tests.support import plain

NAME, PHONE = "নুসরাত জাহান", "01700000456"


@dataclass
class Payer:
    """One browser, as plain HTTP."""

    http: httpx.Client = field(default_factory=lambda: plain.client())

    def open(self, url: str) -> httpx.Response:
        return self.http.get(url)

    def send_form(self, url: str, **typed: str) -> httpx.Response:
        """Open the form and send it; the answer is a redirect to the gateway, or a page that says why not."""
        key = hidden(self.open(url).text)["form_key"]
        return self.http.post(url, data={"form_key": key, "name": NAME, "phone": PHONE, **typed})

    def to_gateway(self, url: str, **typed: str) -> str:
        """The gateway's page for a new attempt."""
        answer = self.send_form(url, **typed)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def pay_there(self, page_url: str, method: str = "bkash") -> httpx.Response:
        """Pay on the gateway's page; the answer holds the form that carries the browser back."""
        page = self.http.get(f"{page_url}&cardname={method}")
        typed = {"number": "01712345678", "code": "123456", "pin": "12345"}
        if method.endswith("card"):
            number = {"visacard": "4111111111111111", "mastercard": "5111111111111111", "amexcard": "371111111111111"}
            typed = {"number": number[method], "expiry": "12/30", "code": "111"}
        return self.http.post(_beside(page_url, "pay.php"), data={**hidden(page.text), **typed})

    def pay_by_wallet(self, page_url: str, number: str = "01712345678") -> httpx.Response:
        """Give number, code and PIN on a company's own page, and go where it sends the browser."""
        typed = {"number": number, "code": "123456", "pin": "12121"}
        page = self.http.get(page_url)
        return self.http.post(page_url, data={**hidden(page.text), **typed}, follow_redirects=True)

    def choose_there(self, page_url: str, do: str = "pay") -> httpx.Response:
        """Press `pay`, `fail` or `cancel` on a company's page, and go where it sends the browser."""
        page = self.http.get(page_url)
        answer = self.http.post(page_url, data={**hidden(page.text), "do": do}, follow_redirects=True)
        return self.come_back(answer) if 'id="back"' in answer.text else answer

    def cancel_there(self, page_url: str) -> httpx.Response:
        page = self.http.get(page_url)
        return self.http.post(_beside(page_url, "pay.php"), data={**hidden(page.text), "cancel": "1"})

    def come_back(self, answer: httpx.Response) -> httpx.Response:
        """Post the gateway's form to the shop's server, as the browser would, and follow it to the last page."""
        url = html.unescape(re.search(r'id="back" method="post" action="([^"]+)"', answer.text)[1])  # type: ignore[index]
        return self.http.post(url, data=hidden(answer.text), follow_redirects=True)

    def pay(self, url: str, method: str = "bkash", **typed: str) -> httpx.Response:
        """The whole way; the answer is the page where the payer lands."""
        return self.come_back(self.pay_there(self.to_gateway(url, **typed), method))


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def title(page: httpx.Response) -> str:
    """The page's heading."""
    found = re.search(r"<h1>(.*?)</h1>", page.text)
    return html.unescape(found[1]) if found else ""


def _beside(url: str, name: str) -> str:
    return url.partition("?")[0].rpartition("/")[0] + "/" + name
