"""What costs much cannot be stolen: hostile pictures, endless drawing and idle streams stop no payer and no sign-in."""

import base64
import io
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest
from PIL import Image

from checkout.api.logo import small_logo
from checkout.api.receipts import receipt_code
from checkout.commands.sign_in import hash_token
from checkout.errors import BadFields
from checkout.events.seats import OF_A_DEVICE
from checkout.store import rate_limits as counts
from tests.support import plain
from tests.support.hostile import held_up, picture_of_empty_scans
from tests.support.servers import World
from tests.support.shop import ShopDevice, eventually

HOSTILE = picture_of_empty_scans()


def test_a_picture_of_a_thousand_scans_is_refused_before_any_is_decoded() -> None:
    assert len(HOSTILE) <= 60_000
    began = time.process_time()
    with pytest.raises(BadFields):
        small_logo(HOSTILE)
    with pytest.raises(BadFields):
        receipt_code(picture_of_empty_scans(side=2_048), "https://pay.example")
    # One of them takes ten seconds to decode.
    assert time.process_time() - began < 1


@pytest.mark.parametrize("size", [(4_096, 4_096), (1_200, 900)])
def test_an_honest_picture_is_taken_progressive_or_large(size: tuple[int, int]) -> None:
    file = io.BytesIO()
    Image.new("RGB", size, "#14296B").save(file, "JPEG", progressive=size[0] < 2_000, quality=5, subsampling=2)
    assert small_logo(base64.b64encode(file.getvalue()).decode())


@contextmanager
def in_progress(folder: Path, ask: Callable[[], httpx.Response]) -> Iterator[list[httpx.Response]]:
    """Eight times of it at once, as long as the block takes: the answers, of which two come after it."""
    answers: list[httpx.Response] = []
    with ThreadPoolExecutor(8) as threads:
        confirmer = threads.map(lambda _: answers.append(ask()), range(8))
        try:
            # Of one device two are in progress or wait.
            assert eventually(lambda: len(answers) == 6 and any(folder.iterdir()))
            yield answers
            assert len(answers) == 6
        finally:
            (folder / "over").touch()
        list(confirmer)
    # Each was begun by a process that has no interpreter in common with us.
    assert f"by {os.getpid()}" not in {one.name for one in folder.iterdir()}


def test_while_pictures_are_in_progress_a_sign_in_and_a_payers_form_are_answered(
    live: World, shop: ShopDevice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("checkout.api.receipts.receipt_code", partial(held_up, str(tmp_path)))
    with in_progress(tmp_path, lambda: shop.http.post("/v1/receipts/read", json={"image": HOSTILE})) as answers:
        asked = plain.post(f"{live.url}/v1/auth/otp", json={"phone": "01712345670"})
        assert (asked.status_code, plain.get(shop.store_url).status_code) == (202, 200)
    assert sorted(answer.status_code for answer in answers) == [200] * 2 + [429] * 6
    live.forget_strangers()


def test_who_draws_without_end_is_told_when_to_come_again(
    shop: ShopDevice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("checkout.pages.poster._draw_picture", partial(held_up, str(tmp_path)))
    poster = f"/v1/links/{shop.get('/v1/links')['data'][0]['id']}/poster"
    with in_progress(tmp_path, lambda: shop.http.get(poster, params={"format": "png"})) as answers:
        assert [answer.status_code for answer in answers] == [429] * 6
        assert all(int(answer.headers["retry-after"]) > 0 for answer in answers)
    assert [answer.status_code for answer in answers[6:]] == [200] * 2
    assert shop.http.get(poster, params={"format": "png"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/v1/balance/statement",
        "/v1/balance/statement?format=xlsx",
        "/v1/links/{store}/card",
        "/v1/links/{store}/poster",
    ],
)
def test_one_device_may_draw_so_often_and_then_waits(live: World, shop: ShopDevice, path: str) -> None:
    limits = live.service.limits
    path = path.format(store=shop.get("/v1/links")["data"][0]["id"])
    limit = limits.statements if "statement" in path else limits.drawings
    key = limit._key(hash_token(shop.token))
    live.db.transact_now(lambda uow: counts.add(uow.conn, key, uow.now, limit.period, limit.times))
    refused = shop.http.get(path)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0


@pytest.fixture
def streams(shop: ShopDevice) -> Iterator[list[httpx.Response]]:
    """As many streams as one device may hold."""
    held = [
        shop.http.send(shop.http.build_request("GET", "/v1/events/stream"), stream=True) for _ in range(OF_A_DEVICE)
    ]
    yield held
    for one in held:
        one.close()


def test_a_device_holds_a_few_streams_and_no_more(shop: ShopDevice, streams: list[httpx.Response]) -> None:
    assert [one.status_code for one in streams] == [200] * OF_A_DEVICE
    with shop.http.stream("GET", "/v1/events/stream") as refused:
        # One that is let in says something for ten minutes.
        assert refused.status_code == 429
        refused.read()
    assert refused.json()["type"] == "/problems/too-many-streams"
    assert int(refused.headers["retry-after"]) > 0
    # Who may not stream polls.
    assert shop.http.get("/v1/events", params={"wait": 0.1}).status_code == 200
    streams[0].close()

    def opens_again() -> bool:
        with shop.http.stream("GET", "/v1/events/stream") as again:
            return again.status_code == 200

    assert eventually(opens_again)


def test_a_device_waits_in_a_few_places_and_no_more(shop: ShopDevice) -> None:
    seq = shop.get("/v1/merchant")["last_event_seq"]
    statuses: list[int] = []
    refused = threading.Event()

    def wait(_: int) -> None:
        status = shop.http.get("/v1/events", params={"after": seq, "wait": 2}).status_code
        statuses.append(status)
        if status == 429:
            refused.set()

    with ThreadPoolExecutor(OF_A_DEVICE + 4) as threads:
        list(threads.map(wait, range(OF_A_DEVICE + 4)))
    assert refused.is_set()
    assert statuses.count(200) == OF_A_DEVICE
