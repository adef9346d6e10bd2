"""What the app's server makes of a shop's log, and of whatever a browser sends it; beside a checkout that has only a log."""

import asyncio
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from app.push_relay import PushRelay
from app.server_clock import utc_now

_PAGE = 200


def event(seq: int, kind: str, subject: str, **sums: int) -> dict[str, Any]:
    return {"seq": seq, "type": kind, "data": {"id": subject, "method": "bkash", "gateway": "bkash", **sums}}


def paid(seq: int, payment: str = "pay_1", taka: int = 500) -> dict[str, Any]:
    return event(seq, "payment.paid", payment, amount=taka * 100, refunded=0)


def others(first: int, last: int) -> list[dict[str, Any]]:
    """What a busy shop's log is full of. A real one of that length takes seconds to write."""
    return [event(seq, "link.created", f"pl_{seq}") for seq in range(first, last + 1)]


def ask(log: list[dict[str, Any]], method: str, path: str, **sent: Any) -> httpx.Response:
    """The app's server's answer to a browser."""

    def checkout(request: httpx.Request) -> httpx.Response:
        if request.method != "GET":
            return httpx.Response(422)
        after = int(request.url.params["after"]) if request.url.path == "/v1/events" else 0
        return httpx.Response(200, json={"data": [one for one in log if one["seq"] > after][:_PAGE]})

    async def answer() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.MockTransport(checkout), base_url="http://checkout") as client:
            app = Starlette(routes=PushRelay(client, utc_now).routes)
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://app") as browser:
                return await browser.request(method, path, **sent)

    return asyncio.run(answer())


def told(log: list[dict[str, Any]], *seqs: int) -> httpx.Response:
    return ask(log, "GET", "/push/told", params={"seqs": ",".join(map(str, seqs)), "language": "en"})


def test_a_notice_that_was_left_lying_for_a_day_hides_no_new_one() -> None:
    log = [paid(1), *others(2, 1_499), paid(1_500, "pay_2", 700)]
    found = told(log, 1, 1_500).json()
    assert (found["title"], found["seqs"]) == ("৳700.00 paid", [1_500])


def test_those_of_the_last_hour_are_one_notice() -> None:
    log = [paid(1), *others(2, 399), paid(400, "pay_2", 700)]
    assert told(log, 1, 400).json()["seqs"] == [1, 400]


def test_a_sum_of_which_nobody_knows_what_became_is_not_called_paid() -> None:
    back = event(1_500, "payment.refunded", "pay_1", amount=500_00, refunded=500_00)
    assert told([paid(1), *others(2, 1_499), back], 1).status_code == 404
    assert told([paid(1), *others(2, 700), {**back, "seq": 701}], 1).json()["title"] == "৳500.00 was refunded"


@pytest.mark.parametrize(
    "body", [b'{"seqs": [NaN]}', b'{"seqs": ["\\ud800"]}', b'{"seqs": ' + b"[" * 4_000, b'{"seqs": []}', b"\xff"]
)
def test_what_only_python_takes_for_json_is_refused_and_breaks_nothing(body: bytes) -> None:
    assert ask([], "POST", "/push/heard", content=body).status_code == 422


@pytest.mark.parametrize("name", ["authorization", "cookie"])
def test_what_cannot_be_a_token_is_none(name: str) -> None:
    said = {"authorization": b"Bearer \xe9", "cookie": b"aday_push=\xe9"}[name]
    assert ask([], "GET", "/push", headers={name.encode(): said}).status_code == 200
