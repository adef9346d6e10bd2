"""What published clients send, restated from their sources: `owner/name` is the repository on GitHub."""

import base64
import json
import re
import uuid
from datetime import datetime, timedelta, timezone
from html import unescape
from typing import Any, Final, cast

import httpx
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

from sandbox.aamarpay import app as aamarpay
from sandbox.main import DEMO_STORE
from sandbox.nagad import app as nagad
from sandbox.nagad import keys
from sandbox.shurjopay import app as shurjopay


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


def shurjopay_order(**more: Any) -> dict[str, Any]:
    """The sample request of shurjopay-plugins/sp-plugin-python, which all plugins send in essence."""
    return {
        "prefix": shurjopay.PREFIX,
        "return_url": "https://shop.example/return",
        "cancel_url": "https://shop.example/cancel",
        "amount": 5,
        "order_id": "sp315689",
        "currency": "BDT",
        "customer_name": "MD. ABDUL KARIM",
        "customer_address": "mohakhali",
        "customer_phone": "01111111111",
        "customer_city": "Dhaka",
        "customer_post_code": "1212",
        "client_ip": "192.168.0.46",
        **more,
    }


def sslcommerz_session(**more: Any) -> dict[str, Any]:
    """What sslcommerz/SSLCommerz-Python and monim67/sslcommerz-sdk send, urlencoded; `ipn_url` may be empty."""
    return {
        "store_id": DEMO_STORE.store_id,
        "store_passwd": DEMO_STORE.password,
        "total_amount": 100,
        "currency": "BDT",
        "tran_id": uuid.uuid4().hex[:20],
        "success_url": "https://shop.example/success",
        "fail_url": "https://shop.example/fail",
        "cancel_url": "https://shop.example/cancel",
        "ipn_url": "",
        "cus_name": "test",
        "cus_email": "test@test.com",
        "cus_add1": "test",
        "cus_city": "test",
        "cus_postcode": "1234",
        "cus_country": "test",
        "cus_phone": "123456",
        "shipping_method": "NO",
        "product_profile": "general",
        "product_name": "any",
        "product_category": "any",
        **more,
    }


# The optional names that the official client for Node (sslcommerz-lts) appends, each empty when it is not given.
SSLCOMMERZ_EMPTY: Final = (
    "productcategory", "multi_card_name", "allowed_bin", "emi_option", "emi_max_inst_option", "emi_selected_inst", "cus_add2",
    "cus_state", "cus_fax", "num_of_item", "ship_name", "shipcity", "ship_add1", "ship_add2", "ship_city", "ship_state",
    "ship_postcode", "ship_country", "hours_till_departure", "flight_type", "pnr", "journey_from_to", "third_party_booking",
    "hotel_name", "length_of_stay", "check_in_time", "hotel_city", "product_type", "topup_number", "country_topup", "cart",
    "product_amount", "discount_amount", "convenience_fee", "value_a", "value_b", "value_c", "value_d",
)  # fmt: skip


def nagad_sealed(inner: dict[str, Any]) -> dict[str, str]:
    """Sealed as every client does it: the same bytes of JSON, with spaces or without, encrypted and signed."""
    written = json.dumps(inner).encode()
    return {
        "sensitiveData": base64.b64encode(_NAGADS.encrypt(written, PKCS1v15())).decode(),
        "signature": base64.b64encode(_SHOPS.sign(written, PKCS1v15(), SHA256())).decode(),
    }


def nagad_opened(sealed: dict[str, str]) -> dict[str, Any]:
    """What clients do with the answer to initialise: open it, mostly without a look at its signature."""
    return dict(json.loads(_SHOPS.decrypt(base64.b64decode(sealed["sensitiveData"]), PKCS1v15())))


def nagad_now() -> str:
    return f"{datetime.now(timezone(timedelta(hours=6))):%Y%m%d%H%M%S}"


_NAGADS: Final = cast(RSAPublicKey, load_der_public_key(base64.b64decode(keys.NAGAD_PUBLIC)))
_SHOPS: Final = cast(RSAPrivateKey, load_der_private_key(base64.b64decode(keys.MERCHANT_PRIVATE), None))


SHURJOPAY = {"username": shurjopay.USERNAME, "password": shurjopay.PASSWORD}
STORE = {"store_id": DEMO_STORE.store_id, "store_passwd": DEMO_STORE.password}
VALIDATION, QUERY = "/validator/api/validationserverAPI.php", "/validator/api/merchantTransIDvalidationAPI.php"


def start_at_nagad(
    gateway: httpx.Client, order_id: str, *, slash: str = "/", ip: str = "103.100.200.100", **more: Any
) -> str:
    """Initialise and complete as the clients do; the reference goes into the path as it came, `=` and all."""
    headers = {
        "X-KM-Api-Version": "v-0.2.0",
        "X-KM-IP-V4": ip,
        "X-KM-Client-Type": "PC_WEB",
        "Content-Type": "application/json",
    }
    now = nagad_now()
    inner = {"merchantId": nagad.MERCHANT_ID, "datetime": now, "orderId": order_id, "challenge": "A" * 40}
    body = {"accountNumber": "01711428036", "dateTime": now, **nagad_sealed(inner)}
    url = f"{nagad.BASE}/check-out/initialize/{nagad.MERCHANT_ID}/{order_id}"
    opened = nagad_opened(gateway.post(url, json=body, headers=headers).json())
    placed = {
        "merchantId": nagad.MERCHANT_ID,
        "orderId": order_id,
        "currencyCode": "050",
        "amount": "10.7",
        "challenge": opened["challenge"],
    }
    ref = opened["paymentReferenceId"]
    done = gateway.post(
        f"{nagad.BASE}{slash}check-out/complete/{ref}",
        json={**nagad_sealed(placed), "merchantCallbackURL": "https://shop.example/back", **more},
        headers=headers,
    ).json()
    assert done["status"] == "Success"
    return str(ref)


def pay_at_sslcommerz(gateway: httpx.Client, opened: dict[str, Any]) -> dict[str, str]:
    """Pay on the page; the fields that the browser carries back."""
    typed = {"number": "01712345678", "code": "123456", "pin": "12345"}
    page = gateway.post(
        "/gwprocess/v4/pay.php", data={"sessionkey": opened["sessionkey"], "cardname": "bkash", **typed}
    )
    return hidden_fields(page.text)
