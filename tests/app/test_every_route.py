"""The app's own server has no way around the checkout's table of roles: each of its routes is known here."""

from pathlib import Path

import pytest

from app.push_relay import PATH
from app.shell import AppConfig
from app.web import create_web_app
from tests.support import plain
from tests.support.calls import calls_of
from tests.support.servers import World, serving
from tests.support.shop import ShopDevice
from tests.support.staff import hired

# What the page is made of, and the line by which a session is drawn: that asks the checkout with its device's token.
OF_THE_PAGE = {("ANY", "/"), ("GET", "/assets/fonts/{family}/{rest:path}"), ("GET", "/healthz"), ("SOCKET", "/ws")}
# What is shared into the app waits there for a session that is signed in.
SHARED = {("POST", "/v")}
# Carried to the checkout with the token that came.
RELAYED = {
    ("GET", PATH), ("PUT", PATH), ("DELETE", PATH), ("POST", f"{PATH}/test"), ("GET", f"{PATH}/told"),
    ("POST", f"{PATH}/heard"),
}  # fmt: skip


def test_every_route_is_known_and_what_it_may(tmp_path: Path) -> None:
    app = create_web_app(AppConfig(data_dir=tmp_path, server_url="http://127.0.0.1:9"))
    assert set(calls_of(app.routes)) == OF_THE_PAGE | SHARED | RELAYED


@pytest.mark.parametrize("call", sorted(RELAYED))
def test_what_is_relayed_is_refused_by_the_checkout_to_who_has_no_token_or_one_that_was_signed_out(
    live: World, shop: ShopDevice, tmp_path: Path, call: tuple[str, str]
) -> None:
    gone = hired(live, shop, "cashier")
    (its_id,) = [one["id"] for one in gone.get("/v1/devices")["data"]]
    assert shop.http.delete(f"/v1/devices/{its_id}").status_code == 204
    method, path = call
    app = create_web_app(AppConfig(data_dir=tmp_path, server_url=live.url))
    with serving(app) as running, plain.client(base_url=running.url, headers={"Origin": running.url}) as stranger:
        for token in ("", "aday_wrong", gone.token):
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            body = None if method == "GET" else {"seqs": [1]}
            answer = stranger.request(method, path, json=body, headers=headers, params={"seqs": "1"})
            assert answer.status_code == 401, token
