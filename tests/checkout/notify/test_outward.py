"""Which addresses we call for a shop."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from checkout.notify import outward
from checkout.notify.channels import NotDelivered


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "2130706433",
        "[::1]",
        "[fe80::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[ff02::1]",
        "[64:ff9b::a00:1]",
        "[64:ff9b::a9fe:a9fe]",
        "[64:ff9b:1::1]",
        "[64:ff9b:1::808:808]",
        "[fec0::1]",
        "[::7f00:1]",
        "[fd00:ec2::254]",
        "[2001:0:a00:1::1]",
        "[2001:4860:4860::5efe:a00:1]",
        "[5f00::1]",
        "[100::1]",
        "192.0.0.1",
        "192.0.0.9",
        "192.0.0.192",
        "100.100.100.200",
        "168.63.129.16",
        "198.18.0.1",
        "255.255.255.255",
        "0.1.2.3",
    ],
)
def test_no_shop_can_have_us_call_our_own_network(host: str) -> None:
    async def call() -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            await outward.post(client, f"https://{host}:9/", b"{}", {}, anywhere=False)

    with pytest.raises(NotDelivered, match=r"not public|looked up"):
        asyncio.run(call())


@pytest.mark.parametrize("address", ["8.8.8.8", "103.4.145.1", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_what_is_somebodys_on_the_internet_may_be_called(address: str) -> None:
    assert outward.is_public(address)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("", 0),
        ("120", 120),
        ("Thu, 12 Nov 2026 04:43:00 GMT", 60),
        ("Thu, 12 Nov 2020 04:43:00 GMT", 0),
        ("-5", 0),
        ("soon", 0),
        ("9" * 13, 86_400),
        ("9" * 5_000, 86_400),
        ("999999", 86_400),
        ("٣", 3),
    ],
)
def test_a_server_says_how_long_it_wants_us_to_wait(said: str, seconds: int) -> None:
    now = datetime(2026, 11, 12, 4, 42, tzinfo=UTC)
    assert outward.wait_of(outward.Answer(429, said), now) == timedelta(seconds=seconds)
