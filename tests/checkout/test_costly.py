"""What costs much cannot be stolen: hostile pictures, endless drawing and idle streams stop no payer and no sign-in."""

import base64
import io
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from PIL import Image

from checkout.acts.sign_in import hash_token
from checkout.api.logo import small_logo
from checkout.api.receipts import receipt_code
from checkout.errors import BadFields
from checkout.events.seats import OF_A_DEVICE
from checkout.store import limits as counts
from tests.support import plain
from tests.support.hostile import picture_of_empty_scans
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


def test_eight_hostile_pictures_stop_neither_a_sign_in_nor_a_payers_form(live: World, shop: ShopDevice) -> None:
    def send(_: int) -> int:
        return shop.http.post("/v1/receipts/read", json={"image": HOSTILE}).status_code

    with ThreadPoolExecutor(8) as threads:
        answers = threads.map(send, range(8))
        asked = plain.post(f"{live.url}/v1/auth/otp", json={"phone": "01712345670"})
        assert asked.status_code == 202
        assert plain.get(shop.store_url).status_code == 200
        # Refused as no picture, or as too much at once: never believed, never our fault.
        assert set(answers) <= {422, 429, 503}
    live.forget_strangers()


def test_who_draws_without_end_is_told_when_to_come_again(live: World, shop: ShopDevice) -> None:
    store = shop.get("/v1/links")["data"][0]["id"]

    def draw(_: int) -> httpx.Response:
        return shop.http.get(f"/v1/links/{store}/poster", params={"format": "png"})

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(draw, range(8)))
    assert {answer.status_code for answer in answers} <= {200, 429}
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)
    assert draw(0).status_code == 200


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
    live.db.act_now(lambda act: counts.add(act.conn, key, act.now, limit.period, limit.times))
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
    refused = shop.http.get("/v1/events/stream")
    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/too-many-streams")
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
