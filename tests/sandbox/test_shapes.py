"""What the stand-ins answer has the shape of what was recorded: the same names, and values of the same types.

A stand-in that shares a mistake with its adapter makes a whole suite green and every real payment unread.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from sandbox.nagad import app as nagad
from tests.checkout.gateways.payloads import HERE, as_it_came
from tests.sandbox import bkash_client as bkash
from tests.sandbox import clients
from tests.sandbox.clients import QUERY, SHURJOPAY, STORE, VALIDATION, pay_at_sslcommerz, start_at_nagad

_KINDS: Final = {bool: "truth", int: "number", float: "number", str: "text", list: "list", dict: "object"}


def differences(answer: Mapping[str, Any], *samples: str, optional: tuple[str, ...] = ()) -> list[str]:
    """How an answer differs in shape from the recorded samples together; null may stand for anything."""
    recorded: dict[str, set[str]] = {}
    for sample in samples:
        payload = as_it_came(HERE / f"{sample}.json")
        for name, value in (payload[0] if isinstance(payload, list) else payload).items():
            recorded.setdefault(name, set()).update(() if value is None else (_KINDS[type(value)],))
    found = [f"{name} is not in any sample" for name in answer if name not in recorded and name not in optional]
    found += [f"{name} is missing" for name in recorded if name not in answer and name not in optional]
    for name, value in answer.items():
        kinds = recorded.get(name, set())
        if value is not None and kinds and _KINDS[type(value)] not in kinds:
            found.append(f"{name} is a {_KINDS[type(value)]}, not a {' or '.join(sorted(kinds))}")
    return found


def test_another_name_another_type_and_a_missing_name_are_differences() -> None:
    sample = as_it_came(HERE / "aamarpay/payloads/searched.json")
    assert differences(sample, "aamarpay/payloads/searched") == []
    assert differences({**sample, "status": "x"}, "aamarpay/payloads/searched") == ["status is not in any sample"]
    assert differences({**sample, "amount": 250}, "aamarpay/payloads/searched") == ["amount is a number, not a text"]
    del sample["currency"]
    assert differences(sample, "aamarpay/payloads/searched") == ["currency is missing"]


@pytest.mark.parametrize("do", ["pay", "fail", ""])
def test_aamarpays_answers_have_the_recorded_shape(gateway: httpx.Client, do: str) -> None:
    started = clients.aamarpay_start()
    opened = gateway.post("/jsonpost.php", json=started).json()
    assert differences(opened, "aamarpay/payloads/opened") == []
    if do:
        track = parse_qs(urlsplit(opened["payment_url"]).query)["track"][0]
        page = gateway.post("/paynow.php", data={"track": track, "do": do}).text
        returned = clients.hidden_fields(page)
        assert differences(returned, "aamarpay/payloads/returned", optional=("status_code",)) == []
    searched = gateway.get("/api/v1/trxcheck/request.php", params=clients.aamarpay_search(started)).json()
    assert differences(searched, "aamarpay/payloads/searched", "aamarpay/payloads/searched_names") == []
    assert searched["currency"] == "BDT"
    assert searched["amount_currency"] == searched["amount"]


@pytest.mark.parametrize("do", ["pay", "fail", ""])
def test_shurjopays_answers_have_the_recorded_shape(gateway: httpx.Client, do: str) -> None:
    token = gateway.post("/api/get_token", json=SHURJOPAY).json()
    assert differences(token, "shurjopay/payloads/token") == []
    bearer = {"Authorization": f"Bearer {token['token']}"}
    order = clients.shurjopay_order(token=token["token"], store_id=token["store_id"])
    opened = gateway.post("/api/secret-pay", json=order, headers=bearer).json()
    assert differences(opened, "shurjopay/payloads/opened") == []
    ref = opened["sp_order_id"]
    if do:
        gateway.post("/spaycheckout/", data={"order_id": ref, "do": do})
    (verified,) = gateway.post("/api/verification", json={"order_id": ref}, headers=bearer).json()
    # Seen as text in some answers and as a number in others.
    verified["sp_code"] = str(verified["sp_code"])
    assert differences(verified, "shurjopay/payloads/verified") == []


@pytest.mark.parametrize("do", ["pay", "fail", "cancel", ""])
def test_nagads_answers_have_the_recorded_shape(gateway: httpx.Client, do: str) -> None:
    ref = start_at_nagad(gateway, f"SHAPE{do}")
    if do:
        gateway.post("/check-out/", data={"ref": ref, "do": do})
    verified = gateway.get(f"{nagad.BASE}/verify/payment/{ref}").json()
    assert differences(verified, "nagad/payloads/verified") == []


def test_sslcommerzs_answers_have_the_recorded_shape(gateway: httpx.Client) -> None:
    session = clients.sslcommerz_session()
    opened = gateway.post("/gwprocess/v4/api.php", data=session).json()
    assert differences(opened, "sslcommerz/payloads/session_opened") == []
    back = pay_at_sslcommerz(gateway, opened)
    newer = ("error", "card_sub_brand", "subscription_id")
    assert differences(back, "sslcommerz/payloads/notice", optional=newer) == []
    validated = gateway.get(VALIDATION, params={**STORE, "val_id": back["val_id"]}).json()
    recorded = ("sslcommerz/payloads/validation_paid", "sslcommerz/payloads/validated")
    assert differences(validated, *recorded) == []
    found = gateway.get(QUERY, params={**STORE, "tran_id": session["tran_id"]}).json()
    assert found["no_of_trans_found"] == 1
    assert differences({"APIConnect": "DONE", **found["element"][0]}, *recorded, optional=("bank_gw", "error")) == []


def test_bkashs_answers_have_the_recorded_shape(gateway: httpx.Client) -> None:
    token = gateway.post(f"{bkash.V1}/token/grant", json=bkash.APP, headers=bkash.ACCOUNT).json()
    assert differences(token, "bkash/payloads/token") == []
    gateway.headers.update({"Authorization": token["id_token"], "X-APP-Key": bkash.APP["app_key"]})
    created = gateway.post(f"{bkash.V1}/create", json=bkash.wanted("SHAPE")).json()
    assert differences(created, "bkash/payloads/created") == []
    bkash.pay_on_its_page(gateway, created["bkashURL"])
    asked = {"paymentID": created["paymentID"]}
    executed = gateway.post(f"{bkash.V1}/execute", json=asked).json()
    assert differences(executed, "bkash/payloads/executed") == []
    queried = gateway.post(f"{bkash.V1}/payment/status", json=asked).json()
    # Both names of each, the older and the newer, and what execute told of the payer.
    assert (
        differences(queried, "bkash/payloads/queried", "bkash/payloads/executed", optional=("userVerificationStatus",))
        == []
    )
    back = {**asked, "trxID": executed["trxID"], "amount": "10", "sku": "x", "reason": "x"}
    refunded = gateway.post(f"{bkash.V1}/payment/refund", json=back).json()
    codes = ("statusCode", "statusMessage")
    assert (
        differences(refunded, "bkash/payloads/refunded", "bkash/payloads/refunded_without_code", optional=codes) == []
    )
