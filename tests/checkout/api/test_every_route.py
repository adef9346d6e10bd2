"""No route is forgotten: each is in the API's document, and so in the table of roles, or is anybody's by name."""

import pytest

from tests.support import plain
from tests.support.calls import OPERATIONS, WANTING_A_TOKEN, nothing_at, undocumented
from tests.support.servers import World
from tests.support.shop import ShopDevice
from tests.support.staff import hired

# What whoever has the address may ask, with no token: a new one is added here, or to the document and to the table.
FOR_PAYERS = {
    ("GET", "/l/{code}"), ("POST", "/l/{code}"), ("GET", "/s/{code}"), ("POST", "/s/{code}"), ("GET", "/bangla/{code}.svg"),
    ("GET", "/p/{code}"), ("GET", "/p/{code}.pdf"), ("GET", "/v"), ("GET", "/preview/{kind}/{code}.png"),
    ("GET", "/returns/{gateway}/{code}"), ("POST", "/returns/{gateway}/{code}"),
}  # fmt: skip
FOR_GATEWAYS = {("POST", "/webhooks/{gateway}")}
FOR_READERS = {
    ("GET", "/"), ("GET", "/terms"), ("GET", "/privacy"), ("GET", "/problems"), ("GET", "/problems/{slug}"),
    ("GET", "/openapi.json"), ("GET", "/.well-known/assetlinks.json"),
    ("GET", "/.well-known/apple-app-site-association"), ("ANY", "/assets/"),
}  # fmt: skip
FOR_OPERATORS = {("GET", "/metrics")}


def test_what_the_document_leaves_out_is_what_needs_no_token() -> None:
    assert undocumented() == FOR_PAYERS | FOR_GATEWAYS | FOR_READERS | FOR_OPERATORS


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer aday_wrong", "Basic YTpi"])
def test_without_a_good_token_every_call_that_wants_one_is_refused(live: World, token: str) -> None:
    headers = {"Authorization": token} if token else {}
    with plain.client(base_url=live.url, headers=headers) as stranger:
        for name in sorted(WANTING_A_TOKEN):
            method, path = nothing_at(name)
            answer = stranger.request(method, path, json=None if method == "GET" else {})
            assert (answer.status_code, answer.headers["content-type"], answer.json()["type"]) == (
                401,
                "application/problem+json",
                "/problems/not-signed-in",
            ), name


def test_figures_for_operators_are_told_to_no_token_of_a_shops(live: World, shop: ShopDevice) -> None:
    for phone in (shop, hired(live, shop, "manager"), hired(live, shop, "cashier")):
        with_token, without = phone.http.get("/metrics"), plain.get(f"{live.url}/metrics")
        assert with_token.status_code == without.status_code
    assert {name for name in OPERATIONS if "metric" in name} == set()
