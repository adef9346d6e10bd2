"""What published clients of bKash send, and what a payer does on its page."""

import re
from typing import Any

import httpx

from sandbox.main import DEMO_BKASH

V1, V2 = "/v1.2.0-beta/tokenized/checkout", "/v2/tokenized-checkout"
APP = {"app_key": DEMO_BKASH.app_key, "app_secret": DEMO_BKASH.app_secret}
ACCOUNT = {"username": DEMO_BKASH.username, "password": DEMO_BKASH.password}


def wanted(invoice: object, **changed: Any) -> dict[str, Any]:
    """What a client asks for."""
    return {
        "mode": "0011", "payerReference": "01770618575", "callbackURL": "http://localhost/back", "amount": "500",
        "currency": "BDT", "intent": "sale", "merchantInvoiceNumber": invoice, **changed,
    }  # fmt: skip


def pay_on_its_page(http: httpx.Client, page: str, number: str = "01770618575") -> str:
    """The payer gives number, code and PIN; where the browser is sent back to."""
    form = httpx.get(page, trust_env=False).text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    typed = {**hidden, "number": number, "code": "123456", "pin": "12121"}
    return httpx.post(page, data=typed, trust_env=False).headers["location"]
