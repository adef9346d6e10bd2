"""What a phone's other programs share into the installed app leads to the screen where a payment is checked."""

import asyncio
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from app import shared_into
from app.shared_into import SharedPictures
from app.shell import AppConfig
from app.web import create_web_app
from tests.support import plain
from tests.support.servers import Running, serving

# As a system shares: no page has asked.
SYSTEM = {"Origin": "null"}


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(create_web_app(AppConfig("http://127.0.0.1:9", tmp_path_factory.mktemp("app")))) as running:
        yield running


def share(web: Running, **what: Any) -> httpx.Response:
    headers = what.pop("headers", SYSTEM)
    return plain.post(f"{web.url}/v", headers=headers, follow_redirects=False, **what)


def test_a_message_goes_on_as_an_address_that_can_be_loaded_again(web: Running) -> None:
    answer = share(web, files={"text": (None, "bKash TrxID 9AB12CD34E"), "url": (None, "https://bkash.com")})
    assert (answer.status_code, answer.headers["location"]) == (303, "/v?c=bKash%20TrxID%209AB12CD34E")
    only_address = share(web, files={"text": (None, ""), "url": (None, "https://pay.example/p/7KMQ2WZX9TA")})
    assert only_address.headers["location"] == "/v?c=https%3A%2F%2Fpay.example%2Fp%2F7KMQ2WZX9TA"


def test_a_picture_waits_under_a_key_that_nobody_guesses(web: Running) -> None:
    answer = share(web, files={"picture": ("me at home.png", b"a picture", "image/png"), "text": (None, "look")})
    where = urlsplit(answer.headers["location"])
    (key,) = parse_qs(where.query)["picture"]
    assert (answer.status_code, where.path, len(key)) == (303, "/check", 22)


def test_one_that_is_too_large_is_not_taken(web: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_into, "_PICTURE_MOST", 1_000)
    answer = share(web, files={"picture": ("a.png", b"x" * 2_000, "image/png")})
    assert (answer.status_code, answer.headers["location"]) == (303, "/check")


def test_another_page_shares_nothing_and_without_a_page_nothing_else_is_done(web: Running) -> None:
    assert share(web, files={"text": (None, "x")}, headers={"Origin": "https://evil.example"}).status_code == 403
    assert plain.post(f"{web.url}/push/heard", headers=SYSTEM, json={"seqs": [1]}).status_code == 403


def test_a_picture_is_given_once_and_the_oldest_go_where_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_into, "_ALL_MOST", 10)

    async def keep() -> None:
        pictures = SharedPictures()
        first, second = pictures.keep(b"12345"), pictures.keep(b"67890")
        third = pictures.keep(b"abcde")
        assert [pictures.take(key) for key in (first, second, second, third, "")] == [
            None, b"67890", None, b"abcde", None,
        ]  # fmt: skip

    asyncio.run(keep())


def test_one_that_nobody_takes_goes_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_into, "_KEPT_SECONDS", 0)

    async def keep() -> None:
        pictures = SharedPictures()
        key = pictures.keep(b"12345")
        while pictures._kept:
            await asyncio.sleep(0)
        assert pictures.take(key) is None

    asyncio.run(keep())
