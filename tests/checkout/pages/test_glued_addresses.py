"""An address opens whatever messengers and fingers made of it, and then counts as no miss."""

import httpx
import pytest

from codes import clean_path, new_code
from tests.support import plain
from tests.support.payer import NAME, PHONE, Payer, hidden, title
from tests.support.servers import World
from tests.support.shop import ShopDevice

GLUED = [
    ".", ",", ")", "।", "*", "_", "”", "\u200b", "\u2060", "\ufeff", "&fbclid=IwAR0xYz12345", " ", "%20", "/", "…", ">",
    "'", "!", "’", ";", "]", " দেখুন", "\u00a0", "\u202c", "?fbclid=IwAR0", "./", ").", "%E2%80%8B", "%26fbclid%3DIwAR0",
]  # fmt: skip
BEFORE = ["*", "_", "(", "“", "\u200b", "/"]
REAL = "পেমেন্টটি আসল"


@pytest.fixture(scope="module")
def paid(live: World) -> dict[str, str]:
    """The paths of a shop's own link, of a link, of a receipt, and of pictures of the links."""
    from tests.support.shop import open_shop

    shop, payer = open_shop(live.db, live.url), Payer()
    link = shop.new_link(500_00)["code"]
    receipt = payer.pay(shop.store_url, amount="700").url.path
    payer.http.close()
    return {
        "store": f"/s/{shop.slug}",
        "link": f"/l/{link}",
        "receipt": receipt,
        "document": f"{receipt}.pdf",
        "preview": f"/preview/l/{link}.png",
        "store's preview": f"/preview/s/{shop.slug}.png",
    }


def get(live: World, path: str) -> httpx.Response:
    return plain.get(f"{live.url}{path}")


@pytest.mark.parametrize("glued", GLUED)
def test_what_is_glued_to_the_end_takes_nothing_away(live: World, paid: dict[str, str], glued: str) -> None:
    live.forget_strangers()
    for name, path in paid.items():
        assert get(live, path + glued).status_code == 200, name
    misses = live.service.limits.unknown_links._key("127.0.0.1")
    assert live.row("SELECT count(*) FROM limit_counts WHERE key = :key", key=misses) == (0,)


@pytest.mark.parametrize("ending", [".pdf", ".PNG", ".pdf?dl=1", " .pdf"])
def test_a_files_ending_opens_a_page_that_is_no_file(live: World, paid: dict[str, str], ending: str) -> None:
    for name in ("store", "link"):
        assert get(live, paid[name] + ending).status_code == 200, name
    assert title(get(live, paid["receipt"] + ".png")) == title(get(live, paid["receipt"]))
    assert get(live, paid["receipt"] + ending).status_code == 200


@pytest.mark.parametrize("before", BEFORE)
def test_nor_does_what_stands_before_the_code(live: World, paid: dict[str, str], before: str) -> None:
    for name, path in paid.items():
        folder, _, code = path.rpartition("/")
        assert get(live, f"{folder}/{before}{code}").status_code == 200, name


def test_nor_do_capitals_or_small_letters(live: World, paid: dict[str, str]) -> None:
    for name, path in paid.items():
        assert [get(live, path.upper()).status_code, get(live, path.lower()).status_code] == [200, 200], name


@pytest.mark.parametrize("glued", [".", "*", "\u200b", "&fbclid=IwAR0", "%20"])
@pytest.mark.parametrize("kind", ["store", "fixed"])
def test_a_form_that_was_opened_so_is_sent_so(
    live: World, shop: ShopDevice, payer: Payer, kind: str, glued: str
) -> None:
    url = (shop.store_url if kind == "store" else shop.new_link(500_00)["url"]) + glued
    typed = {"form_key": hidden(payer.open(url).text)["form_key"], "name": NAME, "phone": PHONE, "amount": "500"}
    assert payer.http.post(url, data=typed).status_code == 303
    assert [payment["amount"] for payment in shop.payments] == [500_00]


@pytest.mark.parametrize("glued", [".", "।", "\u200b", ")", "&fbclid=IwAR0", " "])
def test_the_address_of_a_proof_says_what_its_receipt_said(live: World, paid: dict[str, str], glued: str) -> None:
    code = paid["receipt"].removeprefix("/p/")
    for address in (f"/v?c={code}{glued}", f"/V?c={code.lower()}{glued}&lang=bn", f"/v%3Fc%3D{code}{glued}"):
        assert title(get(live, address)) == REAL, address


@pytest.mark.parametrize("glued", [".", "।", "\u200b", "*"])
def test_a_language_that_something_is_glued_to_is_still_asked_for(
    live: World, paid: dict[str, str], glued: str
) -> None:
    for path in (paid["receipt"], paid["link"]):
        assert '<html lang="en"' in get(live, f"{path}?lang=en{glued}").text


def test_a_code_that_is_mistyped_is_still_told_so(live: World) -> None:
    code = new_code()
    typo = ("A" if code[0] != "A" else "B") + code[1:]
    assert title(get(live, f"/l/{typo}.")) == "লিংকটি ভুল লেখা হয়েছে"


@pytest.mark.parametrize(
    "path", ["/v1/links", "/v1/links/pl_1.", "/l/", "/l", "/s/", "/", "/assets/a.b", "/webhooks/bkash", "/links/x."]
)
def test_other_addresses_stay_as_they_are(path: str) -> None:
    assert clean_path(path) == (path, "")
