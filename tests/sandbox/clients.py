"""What published clients send, restated from their sources: `owner/name` is the repository on GitHub."""

import re
import uuid
from html import unescape
from typing import Any, Final

from sandbox.aamarpay import app as aamarpay


def aamarpay_start() -> dict[str, Any]:
    """The official sample, aamarpay-dev/aamarPay-nodejs: JSON, a UUID as `tran_id`, a number as amount."""
    return {**_AAMARPAY_START, "tran_id": str(uuid.uuid4())}


def aamarpay_search(started: dict[str, Any]) -> dict[str, str]:
    """What the WooCommerce plugin asks afterwards."""
    credentials = {"store_id": aamarpay.STORE_ID, "signature_key": aamarpay.SIGNATURE_KEY}
    return {"request_id": started["tran_id"], **credentials, "type": "json"}


_AAMARPAY_START: Final[dict[str, Any]] = {
    "cus_name": "Imtiaz Akil",
    "cus_email": "imtiaz@softbd.com",
    "cus_phone": "01870762472",
    "amount": 10,
    "signature_key": aamarpay.SIGNATURE_KEY,
    "store_id": aamarpay.STORE_ID,
    "currency": "BDT",
    "desc": "Test",
    "cus_add1": "53, Gausul Azam Road, Sector-14, Dhaka, Bangladesh",
    "cus_add2": "Dhaka",
    "cus_city": "Dhaka",
    "cus_country": "Bangladesh",
    "success_url": "https://shop.example/callback",
    "fail_url": "https://shop.example/callback",
    "cancel_url": "https://shop.example/callback",
    "type": "json",
}


def hidden_fields(page: str) -> dict[str, str]:
    """The fields of a form that posts itself to the shop."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return {unescape(name): unescape(value) for name, value in found}
