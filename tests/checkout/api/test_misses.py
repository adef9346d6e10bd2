"""What exists is never refused because of what did not: one address may have thousands behind it."""

import httpx
import pytest

from codes import new_code
from tests.support import plain
from tests.support.payer import NAME, PHONE, Payer, hidden, title
from tests.support.servers import World
from tests.support.shop import ShopDevice

# The most that one address may miss of anything is 30.
MISSES = 45
READER = {"User-Agent": "Mozilla/5.0 (Linux; Android 13) Chrome/120 Mobile"}


@pytest.fixture
def crowd(live: World, shop: ShopDevice) -> None:
    """More misses of each kind than anybody is allowed, from the address that everybody here comes from."""
    with plain.client(base_url=live.url) as http:
        for number in range(MISSES):
            for path in (f"/l/WRONG{number}", f"/s/no-shop-{number}", f"/p/WRONG{number}", f"/v?c=wrong{number}"):
                assert http.get(path).status_code in (404, 429)
            assert http.get(f"/returns/sslcommerz/WRONG{number}").status_code in (303, 429)
            assert http.get(f"/preview/l/WRONG{number}.png").status_code in (404, 429)
        assert http.get("/l/WRONG").status_code == http.get("/v?c=wrong").status_code == 429


@pytest.mark.usefixtures("crowd")
def test_after_all_the_misses_that_others_are_allowed_everything_that_exists_is_answered(
    shop: ShopDevice, payer: Payer
) -> None:
    link, typed = shop.new_link(500_00)["url"], {"name": NAME, "phone": PHONE, "amount": "500"}
    for url in (link, shop.store_url):
        page = payer.open(url)
        assert page.status_code == 200
        sent = payer.http.post(url, data={"form_key": hidden(page.text)["form_key"], **typed})
        assert sent.status_code == 303
        # The gateway's return, by POST with the money taken, then the receipt.
        receipt = payer.come_back(payer.pay_there(sent.headers["location"]))
        assert (receipt.status_code, receipt.url.path.split("/")[1]) == (200, "p")
        code = receipt.url.path.rpartition("/")[2]
        answers = [payer.open(f"{shop.url}{path}{code}") for path in ("/p/", "/v?c=", "/returns/sslcommerz/")]
        assert [answer.status_code for answer in answers] == [200, 200, 303]
        assert payer.open(f"{shop.url}/v?c={shop.payments[0]['gateway_ref']}").status_code == 200
        assert payer.open(f"{shop.url}/p/{code}.pdf").status_code == 200
    assert payer.open(f"{shop.url}/preview/s/{shop.slug}.png").status_code == 200


def test_payers_who_wait_for_a_shop_without_a_line_are_never_refused(live: World, shop: ShopDevice) -> None:
    with plain.client(base_url=live.url) as http:
        waits = [http.get(f"/l/{new_code()}") for _ in range(60)]
        assert {page.status_code for page in waits} == {404}
        assert {page.headers["refresh"] for page in waits} == {"10"}
        assert {http.get(f"/p/{new_code()}").status_code for _ in range(60)} == {404}
        assert {http.get(f"/v?c={new_code()}").status_code for _ in range(60)} == {404}
        assert http.get("/l/WRONG").status_code == 404


@pytest.mark.usefixtures("crowd")
def test_nor_are_they_for_what_others_guessed(live: World) -> None:
    page = plain.get(f"{live.url}/l/{new_code()}")
    assert (page.status_code, title(page)) == (404, "লিংকটি এখনো চালু হয়নি")


class TestHead:
    """Asked what GET would say, it says the same and counts nothing."""

    @staticmethod
    def both(http: httpx.Client, path: str) -> tuple[httpx.Response, httpx.Response]:
        return http.head(path), http.get(path)

    def test_every_page_answers_as_to_get_without_its_body(self, live: World, shop: ShopDevice, payer: Payer) -> None:
        link = shop.new_link(500_00)["url"]
        receipt = payer.pay(shop.store_url, amount="500").url.path
        code = receipt.rpartition("/")[2]
        with plain.client(base_url=live.url) as http:
            for path in (
                "/", link, shop.store_url, receipt, f"{receipt}.pdf", "/v", f"/v?c={code}", "/v?c=none", "/l/WRONG",
                f"/preview/s/{shop.slug}.png", f"/returns/sslcommerz/{code}", "/healthz", "/nothing", "/openapi.json",
            ):  # fmt: skip
                head, get = self.both(http, path)
                assert (head.status_code, head.content) == (get.status_code, b""), path
                told = [
                    {k: v for k, v in one.headers.items() if k not in ("date", "x-request-id")} for one in (head, get)
                ]
                if path == link or path == shop.store_url or path.endswith(".pdf"):
                    # A form has a key of its own each time, a document the moment it was drawn at.
                    told = [{k: v for k, v in one.items() if k != "content-length"} for one in told]
                assert told[0] == told[1], path

    def test_a_link_that_was_only_asked_about_was_opened_by_nobody(self, live: World, shop: ShopDevice) -> None:
        link = shop.new_link(500_00)
        with plain.client(base_url=live.url, headers=READER) as http:
            answers = [http.head(link["url"]).status_code for _ in range(3)]
            answers += [http.head("/l/WRONG").status_code for _ in range(30)]
        assert answers == [200] * 3 + [404] * 30
        assert shop.get(f"/v1/links/{link['id']}")["opens_count"] == 0
        assert live.row("SELECT count(*) FROM limit_counts") == (0,)
