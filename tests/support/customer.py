"""A customer who scans a code: the stand-in's app, as a program that fills in its pages."""

import html
import re

import httpx

from tests.support import plain
from tests.support.payer import hidden


def scan(app_url: str, code: str) -> httpx.Response:
    """What the app shows of a code."""
    with plain.client() as http:
        return http.post(f"{app_url}/customer/", data={"code": code, "lang": "en"})


def scan_and_pay(app_url: str, code: str, amount: str = "", scenario: str = "", pin: str = "12345") -> str:
    """The number of the money; empty where the app would not pay."""
    page = scan(app_url, code)
    if page.status_code != 200:
        return ""
    typed = {**hidden(page.text), "amount": amount, "scenario": scenario, "pin": pin}
    with plain.client() as http:
        paid = http.post(f"{app_url}/customer/pay", data=typed).text
    found = re.search(r'<b id="trx">([^<]*)</b>', paid)
    return html.unescape(found[1]) if found else ""
