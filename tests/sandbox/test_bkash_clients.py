"""The stand-in for bKash is spoken to as published clients speak to the real one: PHP, Node, Python, Rust and C#.

Each difference that is tried here is one that such a client has; what none of them may do is refused.
"""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox.bkash.rules import POOR
from sandbox.bkash.state import State
from sandbox.main import DEMO_BKASH, create_app
from tests.sandbox.bkash_client import ACCOUNT, APP, V1, V2, pay_on_its_page, wanted
from tests.support.servers import Running, serving


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """The stand-ins, where nobody counts calls for tokens: each test here asks for its own."""
    app = create_app()
    app.state.bkash.counts_tokens = False
    with serving(app) as running:
        yield running


@pytest.fixture
def http(server: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, trust_env=False, timeout=60) as client:
        yield client


@pytest.fixture
def client(http: httpx.Client) -> httpx.Client:
    """A client that has its token, as most write the headers."""
    token = http.post(f"{V1}/token/grant", json=APP, headers=ACCOUNT).json()["id_token"]
    http.headers.update({"Authorization": token, "X-APP-Key": DEMO_BKASH.app_key})
    return http


def paid(client: httpx.Client, invoice: str) -> dict[str, Any]:
    """A payment that went well, in `v1.2.0-beta`."""
    created = client.post(f"{V1}/create", json=wanted(invoice)).json()
    pay_on_its_page(client, created["bkashURL"])
    executed: dict[str, Any] = client.post(f"{V1}/execute", json={"paymentID": created["paymentID"]}).json()
    assert executed["statusCode"] == "0000"
    return executed


class TestTokens:
    """How clients come by one."""

    def test_a_client_that_renews_at_the_address_for_new_ones(self, http: httpx.Client) -> None:
        first = http.post(f"{V1}/token/grant", json=APP, headers=ACCOUNT).json()
        again = http.post(
            f"{V1}/token/grant", json={**APP, "refresh_token": first["refresh_token"]}, headers=ACCOUNT
        ).json()
        assert (again["statusCode"], again["expires_in"], again["token_type"]) == ("0000", 3600, "Bearer")
        assert again["id_token"] != first["id_token"]

    @pytest.mark.parametrize("empty", ["", None])
    def test_a_client_that_sends_an_empty_refresh_token_with_its_first_request(
        self, http: httpx.Client, empty: str | None
    ) -> None:
        body = {**APP, "refresh_token": empty}
        assert http.post(f"{V1}/token/grant", json=body, headers=ACCOUNT).json()["statusCode"] == "0000"

    def test_a_token_to_renew_by_that_nobody_gave_is_refused_at_both_addresses(self, http: httpx.Client) -> None:
        for path in ("grant", "refresh"):
            body = {**APP, "refresh_token": "made up"}
            assert http.post(f"{V1}/token/{path}", json=body, headers=ACCOUNT).json()["statusCode"] == "2079"

    def test_a_client_that_writes_bearer_and_its_headers_in_small_letters(self, client: httpx.Client) -> None:
        token = client.headers["authorization"]
        headers = {"authorization": f"Bearer {token}", "x-app-key": DEMO_BKASH.app_key}
        answer = client.post(f"{V1}/create", json=wanted("SMALL-1"), headers=headers)
        assert answer.json()["statusCode"] == "0000"

    def test_a_client_that_does_not_say_that_its_body_is_json(self, client: httpx.Client) -> None:
        body = b'{"paymentID": "TR0011nobodys"}'
        answer = client.post(f"{V1}/payment/status", content=body, headers={"Content-Type": "text/plain"})
        assert answer.json()["statusCode"] == "2002"


class TestCreate:
    """What clients send when a payer sets out to pay."""

    @pytest.mark.parametrize(
        "invoice", ["INV-0124", "order_77", "INV/2026/001", "WC #12 (b)", "চালান-১", "x" * 255, 7_654_321]
    )
    def test_whatever_number_a_shop_gives_its_invoice_comes_back_as_it_was(
        self, client: httpx.Client, invoice: object
    ) -> None:
        created = client.post(f"{V1}/create", json=wanted(invoice)).json()
        assert (created["statusCode"], created["merchantInvoiceNumber"]) == ("0000", str(invoice))

    @pytest.mark.parametrize("invoice", ["a<b", "a>b", "a&b", "x" * 256])
    def test_an_invoice_number_that_bkash_does_not_take_is_refused(self, client: httpx.Client, invoice: str) -> None:
        assert client.post(f"{V1}/create", json=wanted(invoice)).json()["statusCode"] == "2031"

    @pytest.mark.parametrize(
        "changed",
        [
            {"amount": 100}, {"amount": 99.5}, {"amount": "100.00"}, {"agreementID": "", "merchantAssociationInfo": ""},
            {"agreementID": None}, {"callbackURL": "https://shop.example/back?order=1&x=2"}, {"payerReference": "demo"},
            {"platform": "web"},
        ],
        ids=["number", "fraction", "text", "official plugin", "laravel", "own query", "any reference", "newer client"],
    )  # fmt: skip
    def test_each_clients_own_way_to_write_it_is_taken(
        self, client: httpx.Client, changed: dict[str, Any], request: pytest.FixtureRequest
    ) -> None:
        invoice = re.sub(r"\W", "-", request.node.name)
        created = client.post(f"{V1}/create", json=wanted(invoice, **changed)).json()
        assert created["statusCode"] == "0000", created
        assert created["successCallbackURL"].startswith(changed.get("callbackURL", "http://localhost/back"))

    def test_a_client_that_forgets_the_mode(self, client: httpx.Client) -> None:
        body = wanted("NO-MODE")
        del body["mode"]
        assert client.post(f"{V1}/create", json=body).json()["statusCode"] == "0000"

    def test_a_reference_of_the_payer_that_is_null_is_one_that_is_missing(self, client: httpx.Client) -> None:
        answer = client.post(f"{V1}/create", json=wanted("NULL-1", payerReference=None))
        assert answer.json()["statusCode"] == "2065"


class TestMoneyBack:
    """Refunds, which clients ask for at the addresses of both dialects."""

    def test_the_official_plugins_refund_and_its_status(self, client: httpx.Client) -> None:
        payment = paid(client, "PLUGIN-1")
        named = {"paymentID": payment["paymentID"], "trxID": payment["trxID"]}
        made = client.post(f"{V1}/payment/refund", json={**named, "amount": "120.50", "sku": "1", "reason": "x"}).json()
        assert (made["statusCode"], made["transactionStatus"], made["amount"]) == ("0000", "Completed", "120.50")
        assert client.post(f"{V1}/payment/refund", json=named).json() == made

    def test_a_refund_in_the_shape_of_old_answers_has_no_code(self, client: httpx.Client) -> None:
        payment = paid(client, "OLD-1")
        asked = {"paymentID": payment["paymentID"], "trxID": payment["trxID"], "sku": "1", "reason": "x"}
        made = client.post(f"{V1}/payment/refund", json={**asked, "amount": "10.17"}).json()
        assert "statusCode" not in made
        assert (made["transactionStatus"], made["originalTrxID"]) == ("Completed", payment["trxID"])

    @pytest.mark.parametrize("sku", [None, "", "  "])
    def test_a_refund_without_a_sku_is_refused_as_the_real_one_refuses_it(
        self, client: httpx.Client, sku: str | None, request: pytest.FixtureRequest
    ) -> None:
        payment = paid(client, re.sub(r"\W", "-", request.node.name))
        asked = {"paymentID": payment["paymentID"], "trxID": payment["trxID"], "amount": "10", "reason": "x"}
        assert client.post(f"{V1}/payment/refund", json={**asked, "sku": sku}).json()["statusCode"] == "2073"

    @pytest.mark.parametrize("amount", ["30.00", 30, 30.0])
    def test_clients_of_the_old_dialect_that_ask_at_the_new_addresses(
        self, client: httpx.Client, amount: object, request: pytest.FixtureRequest
    ) -> None:
        payment = paid(client, re.sub(r"\W", "-", request.node.name))
        named = {"paymentId": payment["paymentID"], "trxId": payment["trxID"]}
        asked = {**named, "refundAmount": amount, "reason": "r"}
        refs = [
            client.post(f"{V2}/refund/payment/transaction", json={**asked, "sku": sku}).json()["refundTrxId"]
            for sku in ("first", "second")
        ]
        again = client.post(f"{V2}/refund/payment/transaction", json={**asked, "sku": "second"})
        assert (again.status_code, again.json()["externalCode"]) == (400, "2029")
        shown = client.post(f"{V2}/refund/payment/status", json=named).json()
        assert (shown["originalTrxId"], shown["originalTrxAmount"]) == (payment["trxID"], "500.00")
        listed = [(one["refundTrxId"], one["refundAmount"]) for one in shown["refundTransactions"]]
        assert listed == [(ref, "30.00") for ref in refs]

    def test_more_than_is_left_is_refused_there_by_http_400(self, client: httpx.Client) -> None:
        payment = paid(client, "TOO-MUCH")
        named = {"paymentId": payment["paymentID"], "trxId": payment["trxID"]}
        asked = {**named, "refundAmount": "501", "sku": "s", "reason": "r"}
        answer = client.post(f"{V2}/refund/payment/transaction", json=asked)
        said = answer.json()
        assert (answer.status_code, said["externalCode"]) == (400, "2072")
        assert said["internalCode"] == "refund_amount_exceed_payment_amount"


class TestTheNewerDialect:
    """A client that was given `v2`."""

    def test_it_pays_from_token_to_search(self, http: httpx.Client) -> None:
        token = http.post(f"{V2}/auth/grant-token", json=APP, headers=ACCOUNT).json()
        assert "statusCode" not in token
        renewed = http.post(
            f"{V2}/auth/refresh-token", json={**APP, "refresh_token": token["refresh_token"]}, headers=ACCOUNT
        ).json()
        http.headers.update({"Authorization": renewed["id_token"], "X-APP-Key": DEMO_BKASH.app_key})
        created = http.post(f"{V2}/payment/create", json=wanted("V2-1", platform="web")).json()
        named = {"paymentId": created["paymentId"]}
        early = http.post(f"{V2}/payment/execute", json=named)
        assert (early.status_code, early.json()["internalCode"]) == (400, "invalid_payment_state")
        back = httpx.URL(pay_on_its_page(http, created["bkashURL"])).params
        assert (back["paymentID"], back["status"]) == (created["paymentId"], "success")
        executed = http.post(f"{V2}/payment/execute", json=named).json()
        assert (executed["transactionStatus"], executed["amount"]) == ("Completed", "500.00")
        assert executed["merchantInvoiceNumber"] == "V2-1"
        assert http.post(f"{V2}/query/payment", json=named).json()["trxId"] == executed["trxId"]
        found = http.post(f"{V2}/general/search-transaction", json={"trxId": executed["trxId"]}).json()
        assert found["amount"] == "500.00"

    def test_a_payer_with_too_little_money_is_refused_by_http_400(self, client: httpx.Client) -> None:
        created = client.post(f"{V2}/payment/create", json=wanted("V2-POOR")).json()
        pay_on_its_page(client, created["bkashURL"], POOR)
        answer = client.post(f"{V2}/payment/execute", json={"paymentId": created["paymentId"]})
        said = answer.json()
        assert (answer.status_code, said["internalCode"], said["externalCode"], said["errorMessageBn"]) == (
            400, "insufficient_balance", "2023", None,
        )  # fmt: skip


def test_the_third_call_for_a_token_within_an_hour_is_refused_in_both_dialects() -> None:
    app = create_app()
    state: State = app.state.bkash
    with serving(app) as running, httpx.Client(base_url=running.url, trust_env=False) as http:
        for path in (f"{V1}/token/grant", f"{V2}/auth/grant-token"):
            assert http.post(path, json=APP, headers=ACCOUNT).json()["id_token"]
        for path in (f"{V1}/token/grant", f"{V2}/auth/grant-token"):
            assert "id_token" not in http.post(path, json=APP, headers=ACCOUNT).json()
    assert len(state.token_calls) == 4
