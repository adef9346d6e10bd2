"""A page that is drawn and packed once, with one key put in for each who opens it."""

import gzip
import re
import secrets
import zlib

import httpx
import pytest

from checkout.core import payment_form
from checkout.pages.kept import HOLE, Page
from tests.support.payer import NAME, PHONE, Payer, hidden, title
from tests.support.servers import World
from tests.support.shop import ShopDevice

PLAIN = {"Accept-Encoding": "identity"}


def form(payer: Payer, url: str) -> str:
    """The form at this address, without the key that is each one's own; the same whether it comes packed or not."""
    packed, bare = payer.http.get(url), payer.http.get(url, headers=PLAIN)
    assert (packed.headers["content-encoding"], packed.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert "content-encoding" not in bare.headers
    assert {answer.headers["cache-control"] for answer in (packed, bare)} == {"no-store"}
    shown = {answer.text.replace(key(answer), "") for answer in (packed, bare)}
    assert len(shown) == 1
    return shown.pop()


def key(answer: httpx.Response) -> str:
    return hidden(answer.text)["form_key"]


@pytest.mark.parametrize(
    "text", ["", "<p>কার্যক্রম</p>\n", "ক্ষ" * 30_000, secrets.token_hex(40_000)], ids=["none", "short", "long", "random"]
)
def test_packed_it_is_what_it_is_plain_wherever_the_hole_is(text: str) -> None:
    for before, after in (("", text), (text, ""), (text, text)):
        page = Page(f"{before}{HOLE}{after}")
        for form_key in (payment_form.new_form_key(), "=" * len(HOLE), text.encode()[:22].hex()[:22].ljust(22, "x")):
            assert (
                gzip.decompress(page.packed(form_key)) == page.plain(form_key) == f"{before}{form_key}{after}".encode()
            )


def test_it_is_packed_as_well_as_if_it_were_one() -> None:
    text = "".join(f"<li>{number} সারি, {number * number}</li>" for number in range(800))
    page, form_key = Page(f"{text}{HOLE}{text}"), payment_form.new_form_key()
    assert len(page.packed(form_key)) < len(zlib.compress(page.plain(form_key), 9)) * 1.02 + 100


def test_each_who_opens_a_form_has_a_key_of_their_own(shop: ShopDevice, payer: Payer) -> None:
    answers = [payer.http.get(shop.store_url, headers=asked) for asked in ({}, PLAIN) for _ in range(5)]
    assert len({key(answer) for answer in answers}) == 10


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ({"name": "রহিম স্টোর"}, "রহিম স্টোর"),
        ({"address": "সিলেট"}, "সিলেট"),
        ({"requires_email": True}, 'for="email">ইমেইল</label>'),
    ],
)
def test_a_change_of_the_shop_is_seen_at_once(
    shop: ShopDevice, payer: Payer, change: dict[str, object], seen: str
) -> None:
    assert seen not in form(payer, shop.store_url)
    shop.http.patch("/v1/merchant", json=change).raise_for_status()
    assert seen in form(payer, shop.store_url)


def test_a_change_of_the_link_is_seen_at_once(shop: ShopDevice, payer: Payer) -> None:
    link = shop.new_link(125_000, "থ্রি-পিস")
    assert "থ্রি-পিস" in form(payer, link["url"])
    shop.http.patch(f"/v1/links/{link['id']}", json={"note": "শাড়ি"}).raise_for_status()
    assert "শাড়ি" in form(payer, link["url"])
    shop.http.post(f"/v1/links/{link['id']}/pause").raise_for_status()
    assert payer.open(link["url"]).status_code == 410
    shop.http.post(f"/v1/links/{link['id']}/resume").raise_for_status()
    payer.pay(link["url"])
    assert title(payer.open(link["url"])) == "আগেই পরিশোধ হয়েছে"


def test_in_another_language_and_at_another_address_it_is_another_page(shop: ShopDevice, payer: Payer) -> None:
    pages = {
        address: form(payer, address)
        for address in (
            shop.store_url,
            f"{shop.store_url}?lang=en",
            f"{shop.store_url}?from=poster",
            f"{shop.store_url}.",
        )
    }
    assert len(set(pages.values())) == 3, "a full stop that a messenger glued to it is none"
    assert '<html lang="en">' in pages[f"{shop.store_url}?lang=en"]
    assert 'href="?from=poster&amp;lang=en"' in pages[f"{shop.store_url}?from=poster"]


def test_what_one_payer_typed_no_other_sees(live: World, shop: ShopDevice, payer: Payer) -> None:
    before = form(payer, shop.store_url)
    refused = payer.send_form(shop.store_url, amount="1", address="গোপন গলি")
    failed = payer.cancel_there(payer.to_gateway(shop.store_url, amount="100"))
    again = re.search(r'href="([^"]+\?again=[^"]+)"', payer.come_back(failed).text)
    assert again is not None
    offered = payer.open(f"{live.url}{again[1].replace('&amp;', '&')}")
    assert "গোপন গলি" in refused.text
    assert NAME in offered.text
    after = form(payer, shop.store_url)
    assert after == before
    assert not any(told in after for told in (NAME, PHONE, "গোপন গলি"))
