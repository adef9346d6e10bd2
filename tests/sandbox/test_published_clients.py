"""Published clients that work against the real gateways work against the stand-ins, unchanged.

Each test speaks as one of them does, field by field: its paths, content types, names left out, empty or misspelt.
"""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from sandbox.nagad import app as nagad
from tests.sandbox import clients
from tests.sandbox.clients import QUERY, SHURJOPAY, STORE, VALIDATION, pay_at_sslcommerz, start_at_nagad


def from_page(url: str, name: str) -> str:
    return parse_qs(urlsplit(url).query)[name][0]


# aamarPay


def test_aamarpays_official_sample_for_node_is_served(gateway: httpx.Client) -> None:
    data = gateway.post("/jsonpost.php", json=clients.aamarpay_start()).json()
    assert data["result"] == "true"
    assert data["payment_url"].startswith("http")


def test_its_woocommerce_plugin_is_served_with_an_empty_postcode_and_a_cookie(gateway: httpx.Client) -> None:
    order = {
        **clients.aamarpay_start(),
        "amount": "25.50",
        "cus_postcode": "",
        "cus_state": "",
        "opt_a": "17",
        "opt_d": "MjUuNQ==",
    }
    data = gateway.post("/jsonpost.php", json=order).json()
    gateway.post("/paynow.php", data={"track": from_page(data["payment_url"], "track"), "do": "pay"})
    found = gateway.get(
        "/api/v1/trxcheck/request.php", params=clients.aamarpay_search(order), headers={"Cookie": "PHPSESSID=kgk"}
    ).json()
    assert (found["pay_status"], found["status_code"], found["opt_a"], found["opt_d"]) == (
        "Successful",
        "2",
        "17",
        "MjUuNQ==",
    )
    assert f"{float(found['amount_original']):.2f}" == "25.50"


def test_curl_with_json_in_a_body_that_names_no_json_is_served(gateway: httpx.Client) -> None:
    named: list[dict[str, str]] = [
        {},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "text/plain"},
    ]
    for headers in named:  # The client for Python (sanjidbillah/aamarPay-python) names none.
        body = json.dumps(clients.aamarpay_start()).encode()
        assert gateway.post("/jsonpost.php", content=body, headers=headers).json()["payment_url"]


@pytest.mark.parametrize("path", ["/index.php", "/jsonpost.php"])
def test_a_form_is_served_at_both_addresses_with_json_or_a_page(gateway: httpx.Client, path: str) -> None:
    assert gateway.post(path, data=clients.aamarpay_start()).json()["payment_url"]
    order = clients.aamarpay_start()
    del order["type"]
    assert "paynow.php?track=" in gateway.post(path, data=order).text


def test_a_refusal_can_be_joined_into_one_message_as_the_sample_does(gateway: httpx.Client) -> None:
    data = gateway.post("/jsonpost.php", json={**clients.aamarpay_start(), "cus_email": None}).json()
    assert data.get("result") != "true"
    assert "cus_email" in "".join(f"{value}. " for value in data.values())


# shurjoPay


def token_of(gateway: httpx.Client, **request: Any) -> dict[str, Any]:
    return dict(gateway.post("/api/get_token", **request).json())


def read_as_the_python_plugin(verified: dict[str, Any]) -> dict[str, Any]:
    """Its model calls these on each field, and breaks where one of them cannot."""
    return {
        "id": int(verified["id"]),
        **{
            name: float(verified[name])
            for name in ("amount", "payable_amount", "recived_amount", "discount_amount", "usd_amt")
        },
        **{name: int(verified[name]) for name in ("disc_percent", "usd_rate")},
        "sp_code": verified["sp_code"],
        "sp_message": str(verified["sp_message"]),
    }


def test_shurjopays_plugin_for_python_is_served(gateway: httpx.Client) -> None:
    token = token_of(gateway, data=SHURJOPAY)
    assert int(token["sp_code"]) == 200
    bearer = {"Authorization": f"{token['token_type']} {token['token']}", "Content-Type": "application/json"}
    order = clients.shurjopay_order(token=token["token"], store_id=str(token["store_id"]))
    opened = gateway.post("/api/secret-pay", content=json.dumps(order), headers=bearer).json()
    assert float(opened["amount"]) == 5
    asked = json.dumps({"order_id": opened["sp_order_id"]})
    gateway.post("/spaycheckout/", data={"order_id": opened["sp_order_id"], "do": "pay"})
    verified = gateway.post("/api/verification", content=asked, headers=bearer).json()[0]
    assert read_as_the_python_plugin(verified) | {
        "sp_code": "1000",
        "sp_message": "Success",
    } == read_as_the_python_plugin(verified)
    unknown = gateway.post("/api/verification", content=json.dumps({"order_id": "SPnone"}), headers=bearer).json()
    assert unknown[0]["sp_code"] == "1011"
    assert unknown[0]["message"]


def test_its_plugin_for_php_is_served_with_a_multipart_token_and_another_name_for_the_postcode(
    gateway: httpx.Client,
) -> None:
    token = token_of(gateway, files={name: (None, value) for name, value in SHURJOPAY.items()})
    order = clients.shurjopay_order(
        token=token["token"], store_id=token["store_id"], discount_amount=None, disc_percent=None
    )
    del order["customer_post_code"]
    order |= {
        "customer_postcode": "1212",
        "customer_email": None,
        "customer_state": None,
        "customer_country": None,
        "value1": None,
    }
    opened = gateway.post("/api/secret-pay", json=order, headers={"Authorization": f"Bearer {token['token']}"}).json()
    assert opened["checkout_url"]


def test_its_raw_php_is_served_with_a_slash_behind_the_address(gateway: httpx.Client) -> None:
    token = token_of(gateway, json=SHURJOPAY)
    bearer = {"Authorization": f"Bearer {token['token']}"}
    order = clients.shurjopay_order(
        token=token["token"], store_id=token["store_id"], discsount_amount=0, disc_percent=0
    )
    ref = gateway.post("/api/secret-pay", json=order, headers=bearer).json()["sp_order_id"]
    assert gateway.post("/api/verification/", json={"order_id": ref}, headers=bearer).json()[0]["order_id"] == ref


def test_its_plugin_for_node_is_served_with_the_token_in_the_body_alone(gateway: httpx.Client) -> None:
    token = token_of(gateway, json=SHURJOPAY)
    order = clients.shurjopay_order(token=token["token"], store_id=token["store_id"])
    ref = gateway.post(token["execute_url"], json=order).json()["sp_order_id"]
    bearer = {"Authorization": f"{token['token_type']} {token['token']}"}
    assert gateway.post("/api/payment-status", json={"order_id": ref}, headers=bearer).json()[0]["sp_code"] == 1068


def test_a_field_that_is_missing_is_named_without_a_code(gateway: httpx.Client) -> None:
    token = token_of(gateway, json=SHURJOPAY)
    order = clients.shurjopay_order(token=token["token"], store_id=token["store_id"], amount=None)
    assert gateway.post("/api/secret-pay", json=order).json() == {"amount": "The amount field is required."}


# Nagad


@pytest.mark.parametrize(
    ("order_id", "how"),
    [
        ("NAGADPY1", {"dateTime": "20240202125445", "additionalMerchantInfo": {}}),
        ("LARAVEL1", {"slash": "//", "ip": "::1"}),
        ("NODE1", {"paymentRefId": "x", "additionalMerchantInfo": {"a": "1", "b": "2"}}),
        (
            "TEST17326547501234",
            {"ip": "UNKNOWN", "additionalMerchantInfo": {"serviceName": "Brand", "additionalFieldNameBN": "টাইপ"}},
        ),
    ],
    ids=["nagadpy", "laravel-nagad", "nagad-payment-gateway", "nagad_pg_php"],
)
def test_nagads_clients_are_served_and_verify_without_a_header(
    gateway: httpx.Client, order_id: str, how: dict[str, Any]
) -> None:
    ref = start_at_nagad(gateway, order_id, **how)
    before = gateway.get(f"{nagad.BASE}/verify/payment/{ref}").json()
    assert (before["status"], before["orderDateTime"], before["issuerPaymentRefNo"]) == ("OrderInitiated", None, None)
    gateway.post("/check-out/", data={"ref": ref, "do": "pay"})
    paid = gateway.get(f"{nagad.BASE}/verify/payment/{ref}").json()
    assert (paid["status"], paid["orderId"], paid["amount"]) == ("Success", order_id, "10.70")
    assert paid["orderDateTime"]


# SSLCommerz


def test_sslcommerzs_client_for_python_is_served_to_the_refund(gateway: httpx.Client) -> None:
    opened = gateway.post("/gwprocess/v4/api.php", data=clients.sslcommerz_session()).json()
    back = pay_at_sslcommerz(gateway, opened)
    asked = {**STORE, "format": "json"}
    assert gateway.get(VALIDATION, params={**asked, "val_id": back["val_id"]}).json()["status"] == "VALID"
    refund = {"bank_tran_id": back["bank_tran_id"], "refund_amount": "5.50", "refund_remarks": "out of stock"}
    answer = gateway.get(QUERY, params={**asked, **refund}).json()
    assert (answer["status"], answer["trans_id"]) == ("success", back["tran_id"])
    state = gateway.get(QUERY, params={**asked, "refund_ref_id": answer["refund_ref_id"]}).json()
    assert (state["status"], state["tran_id"]) == ("refunded", back["tran_id"])


def test_its_client_for_node_is_served_with_multipart_empty_fields_and_a_posted_query(gateway: httpx.Client) -> None:
    session = {
        **dict.fromkeys(clients.SSLCOMMERZ_EMPTY, ""),
        **clients.sslcommerz_session(),
        "shipping_method": "Courier",
    }
    opened = gateway.post(
        "/gwprocess/v4/api.php", files={name: (None, str(value)) for name, value in session.items()}
    ).json()
    assert opened["status"] == "SUCCESS"
    back = pay_at_sslcommerz(gateway, opened)
    # Written into the address as it is, with the @ of the password.
    credentials = f"store_id={STORE['store_id']}&store_passwd={STORE['store_passwd']}&v=1&format=json"
    assert gateway.post(f"{VALIDATION}?val_id={back['val_id']}&{credentials}").json()["status"] == "VALID"
    refund = f"refund_amount=5&refund_remarks=x&bank_tran_id={back['bank_tran_id']}&refe_id=undefined"
    assert gateway.post(f"{QUERY}?{refund}&{credentials}").json()["status"] == "success"


def test_official_samples_that_leave_city_and_postcode_empty_or_out_are_served(gateway: httpx.Client) -> None:
    for laravel in (True, False):
        session = clients.sslcommerz_session(
            cus_phone="8801XXXXXXXXX", cus_fax="", shipping_method="NO", value_a="ref001"
        )
        for name in ("cus_city", "cus_postcode", "cus_state"):
            session.pop(name, None)
            session |= {name: ""} if laravel else {}
        assert gateway.post("/gwprocess/v4/api.php", data=session).json()["status"] == "SUCCESS"


def test_old_plugins_that_write_names_with_capitals_are_served(gateway: httpx.Client) -> None:
    opened = gateway.post("/gwprocess/v4/api.php", data=clients.sslcommerz_session()).json()
    back = pay_at_sslcommerz(gateway, opened)
    credentials = {"Store_Id": STORE["store_id"], "Store_Passwd": STORE["store_passwd"], "v": "1", "format": "json"}
    found = gateway.get(QUERY, params={"tran_id": back["tran_id"], **credentials}).json()
    assert found["element"][found["no_of_trans_found"] - 1]["val_id"] == back["val_id"]
    assert gateway.get(VALIDATION, params={"val_id": back["val_id"], **credentials}).json()["APIConnect"] == "DONE"


def test_asked_by_the_session_key_after_a_validation_the_status_is_validated(gateway: httpx.Client) -> None:
    opened = gateway.post("/gwprocess/v4/api.php", data=clients.sslcommerz_session()).json()
    by_key = {**STORE, "sessionkey": opened["sessionkey"]}
    back = pay_at_sslcommerz(gateway, opened)
    assert gateway.get(QUERY, params=by_key).json()["status"] == "VALID"
    gateway.get(VALIDATION, params={**STORE, "val_id": back["val_id"]})
    assert gateway.get(QUERY, params=by_key).json()["status"] == "VALIDATED"
    assert (
        gateway.get(QUERY, params={**STORE, "tran_id": back["tran_id"]}).json()["element"][0]["status"] == "VALIDATED"
    )
