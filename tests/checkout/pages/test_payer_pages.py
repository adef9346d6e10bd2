"""The payer's pages, as plain HTTP: no JavaScript, both languages, and one cookie for whoever has paid."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest
from fastapi import Request
from fastapi.responses import Response

from checkout.errors import DatabaseAway
from checkout.pages import closed
from checkout.words import say
from codes import new_code
from language import Language
from tests.support import plain
from tests.support.payer import NAME, PHONE, Payer, hidden, title
from tests.support.servers import World, world
from tests.support.shop import ShopDevice, close_devices, open_shop

FORM_BYTES_MAX = 14_000


def test_the_form_is_one_small_request(shop: ShopDevice, payer: Payer) -> None:
    with payer.http.stream("GET", shop.store_url, headers={"Accept-Encoding": "gzip"}) as answer:
        on_the_wire = len(b"".join(answer.iter_raw())) + sum(
            len(name) + len(value) + 4 for name, value in answer.headers.raw
        )
    assert on_the_wire <= FORM_BYTES_MAX
    page = payer.open(shop.store_url).text
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?!data:|#|/s/|\?|tel:|/terms|/privacy)[^"]', page.replace(shop.url, ""))


def test_a_fixed_link_shows_shop_and_amount_before_any_field(shop: ShopDevice, payer: Payer) -> None:
    page = payer.open(shop.new_link(125_000, "থ্রি-পিস, নীল")["url"]).text
    assert page.index("করিম ভ্যারাইটি স্টোর") < page.index("৳১,২৫০.০০") < page.index("<label")
    assert 'name="amount"' not in page
    assert "থ্রি-পিস, নীল" in page


@pytest.mark.parametrize("kind", ["store", "fixed"])
def test_every_bad_field_is_told_and_everything_typed_stays(shop: ShopDevice, payer: Payer, kind: str) -> None:
    url = shop.store_url if kind == "store" else shop.new_link(125_000)["url"]
    typed = {"amount": "পাঁচ", "name": " ", "phone": "০১৭০০", "email": "nusrat@", "address": 'বাসা ১২ "রোড" ৪'}
    answer = payer.send_form(url, **typed)
    assert answer.status_code == 422
    wrong = re.findall(r'id="(\w+)-wrong"', answer.text)
    assert wrong == (["amount"] if kind == "store" else []) + ["name", "phone", "email"]
    assert ("৪টি ঘর ঠিক করুন" if kind == "store" else "৩টি ঘর ঠিক করুন") in answer.text
    for kept in ("০১৭০০", "nusrat@", "বাসা ১২ &#34;রোড&#34; ৪"):
        assert f'value="{kept}"' in answer.text
    assert shop.payments == []


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("পাঁচশ", "amount_number"),
        ("50 20", "amount_number"),
        ("12.345", "amount_decimals"),
        ("Tk. 9", "amount_least"),
        ("-500", "amount_least"),
        ("৳ ৫,০০,০০১/-", "amount_most"),
        (" ", "amount"),
    ],
)
def test_a_refused_amount_says_what_is_wrong_with_it_and_stays(
    shop: ShopDevice, payer: Payer, typed: str, key: str
) -> None:
    limits: dict[str, dict[str, str]] = {
        "bn": {"min": "৳১০", "max": "৳৫,০০,০০০"},
        "en": {"min": "৳10", "max": "৳5,00,000"},
    }
    for language in get_args(Language):
        page = payer.send_form(f"{shop.store_url}?lang={language}", amount=typed, lang=language).text
        assert say(language, f"co.err.{key}", **limits[language]) in page
        assert f'value="{typed}"' in page


@pytest.mark.parametrize(
    "typed", ["1000 টাকা", "Tk. 1,000", "BDT 1000", "১০০০৳", "৳ 1,000/-", "１０００", "1000.", "\u200b1\u00a0000"]
)
def test_an_amount_as_people_write_it_is_paid(shop: ShopDevice, payer: Payer, typed: str) -> None:
    payer.pay(shop.store_url, amount=typed)
    assert [payment["amount"] for payment in shop.payments] == [1_000_00]


def test_an_amount_outside_the_limits_says_the_limits(shop: ShopDevice, payer: Payer) -> None:
    for amount in ("9.99", "৫,০০,০০১"):
        assert "৳১০ থেকে ৳৫,০০,০০০-এর মধ্যে লিখুন।" in payer.send_form(shop.store_url, amount=amount).text
    english = payer.send_form(f"{shop.store_url}?lang=en", amount="0", lang="en")
    assert "Enter an amount between ৳10 and ৳5,00,000." in english.text


def test_the_other_language_is_one_press_away_and_nothing_typed_is_lost(shop: ShopDevice, payer: Payer) -> None:
    assert '<html lang="bn">' in payer.open(shop.store_url).text
    assert '<html lang="en">' in payer.open(f"{shop.store_url}?lang=en").text
    switched = payer.send_form(shop.store_url, amount="৫", other_lang="en", email="half")
    assert '<html lang="en">' in switched.text
    assert f'value="{NAME}"' in switched.text
    assert 'value="half"' in switched.text
    assert "-wrong" not in switched.text


def test_a_double_click_is_one_payment_and_one_page_at_the_gateway(shop: ShopDevice, payer: Payer) -> None:
    key = hidden(payer.open(shop.store_url).text)["form_key"]
    typed = {"form_key": key, "name": NAME, "phone": PHONE, "amount": "500"}
    places = {payer.http.post(shop.store_url, data=typed).headers["location"] for _ in range(3)}
    assert len(places) == 1
    assert len(shop.payments) == 1


def test_the_same_form_with_another_amount_is_another_payment(shop: ShopDevice, payer: Payer) -> None:
    key = hidden(payer.open(shop.store_url).text)["form_key"]
    for amount in ("500", "900"):
        payer.http.post(shop.store_url, data={"form_key": key, "name": NAME, "phone": PHONE, "amount": amount})
    assert sorted(payment["amount"] for payment in shop.payments) == [50_000, 90_000]


def test_a_key_that_we_never_gave_reaches_no_other_payment(shop: ShopDevice, payer: Payer) -> None:
    payer.pay(shop.store_url, amount="500")
    payer.http.post(shop.store_url, data={"form_key": "capture:val_1", "name": NAME, "phone": PHONE, "amount": "900"})
    assert len(shop.payments) == 2


def test_the_receipt_is_in_the_payers_language_and_permanent(shop: ShopDevice, payer: Payer) -> None:
    page = payer.pay(shop.new_link(125_000, "থ্রি-পিস, নীল")["url"], "visacard", lang="en")
    assert title(page) == "Payment complete"
    for shown in ("৳1,250.00", "করিম ভ্যারাইটি স্টোর", NAME, "01700 000 456", "Visa", "থ্রি-পিস, নীল"):
        assert shown in page.text
    assert title(payer.open(str(page.url))) == "Payment complete"
    in_bangla = payer.open(f"{page.url}?lang=bn")
    assert title(in_bangla) == "পরিশোধ হয়েছে"
    assert "ভিসা" in in_bangla.text
    assert "Visa" not in in_bangla.text


def test_a_paid_link_says_so_without_a_word_of_who_paid(shop: ShopDevice, payer: Payer) -> None:
    link = shop.new_link(125_000)
    payer.pay(link["url"], email="nusrat@example.com")
    page = payer.open(link["url"])
    assert title(page) == "আগেই পরিশোধ হয়েছে"
    assert not any(private in page.text for private in (NAME, PHONE, "০১৭০০ ০০০ ৪৫৬", "nusrat@example.com"))


@pytest.fixture
def other() -> Iterator[Payer]:
    """A browser that is not the payer's."""
    somebody = Payer()
    yield somebody
    somebody.http.close()


class TestTheReceiptOfAPaidLink:
    """For the browser that paid it, and for no other to which the link came."""

    def receipt_at(self, payer: Payer, url: str) -> str:
        found = re.search(r'href="(/p/[^"?]+)\?lang=\w+"', payer.open(url).text)
        return found[1] if found else ""

    def test_the_browser_that_paid_finds_its_receipt_at_the_link_again(self, shop: ShopDevice, payer: Payer) -> None:
        link = shop.new_link(125_000)
        receipt = str(payer.pay(link["url"]).url)
        found = self.receipt_at(payer, link["url"])
        assert f"{shop.url}{found}" == receipt
        assert NAME in payer.open(receipt).text

    def test_it_finds_it_though_it_never_came_back_from_the_gateway(self, shop: ShopDevice, payer: Payer) -> None:
        link = shop.new_link(125_000)
        payer.pay_there(payer.to_gateway(link["url"]))
        shop.wait_for_status("paid")
        assert self.receipt_at(payer, link["url"]) == f"/p/{shop.payments[0]['code']}"

    def test_no_other_browser_does(self, shop: ShopDevice, payer: Payer, other: Payer) -> None:
        link = shop.new_link(125_000)
        payer.pay(link["url"])
        assert self.receipt_at(other, link["url"]) == ""
        assert title(other.open(link["url"])) == "আগেই পরিশোধ হয়েছে"

    def test_nor_does_one_that_paid_another_link_or_makes_a_cookie_up(
        self, shop: ShopDevice, payer: Payer, other: Payer
    ) -> None:
        mine, theirs = shop.new_link(125_000), shop.new_link(125_000)
        payer.pay(theirs["url"])
        other.pay(mine["url"])
        code = next(one["code"] for one in shop.payments if one["link_id"] == theirs["id"])
        for cookie in (code, new_code(), '"\\000"', "ক" * 9, ""):
            page = plain.get(mine["url"], headers={"Cookie": f"paid={cookie}".encode()})
            assert page.status_code == 200
            assert "/p/" not in page.text

    def test_nothing_but_a_sent_form_of_such_a_link_leaves_a_cookie(self, shop: ShopDevice, payer: Payer) -> None:
        link = shop.new_link(125_000)
        key = hidden(payer.open(link["url"]).text)["form_key"]
        sent = payer.http.post(link["url"], data={"form_key": key, "name": NAME, "phone": PHONE})
        said = {part.partition("=")[0].lower(): part for part in sent.headers["set-cookie"].split("; ")}
        assert said.keys() >= {"paid", "httponly", "samesite", "max-age"}
        assert said["path"] == f"Path=/l/{link['code']}"
        # By the shop's own link many pay, perhaps on one tablet.
        assert "set-cookie" not in payer.send_form(shop.store_url, amount="500").headers
        for url in (link["url"], shop.store_url, f"{shop.url}/", f"{shop.url}/v"):
            assert "set-cookie" not in plain.get(url).headers


@pytest.mark.parametrize(("language", "within"), [("bn", "২৪ ঘণ্টার মধ্যে"), ("en", "within 24 hours")])
def test_a_held_payment_says_when_it_is_known_and_whom_to_call(
    payer: Payer, tmp_path: Path, language: str, within: str
) -> None:
    with world(tmp_path, hold_within_hours=24) as live:
        shop = open_shop(live.db, live.url)
        url = str(payer.pay(shop.store_url, amount="100.05").url)
        page = plain.get(f"{url}?lang={language}").text
        assert say("en" if language == "en" else "bn", "co.hold.within", t=within) in page
        assert 'href="tel:' in page
        assert say("en" if language == "en" else "bn", "co.wait.refresh") in page
        close_devices()


def test_nobody_is_promised_when_what_the_operator_has_not_said(shop: ShopDevice, payer: Payer) -> None:
    page = payer.pay(shop.store_url, amount="100.05")
    assert title(page) == say("bn", "co.hold.title")
    assert "সাধারণত" not in page.text


def test_a_fault_of_ours_keeps_what_was_typed_and_can_be_tried_again(
    live: World, shop: ShopDevice, payer: Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("broken")

    with monkeypatch.context() as patch:
        patch.setattr(live.service.page_opener, "open_page", broken)
        page = payer.send_form(shop.store_url, amount="500", lang="en", email="n@example.com")
    assert (page.status_code, title(page)) == (500, "This page could not be shown")
    assert f'<form id="pay" method="post" action="/s/{shop.slug}">' in page.text
    assert (
        hidden(page.text).items() >= {"name": NAME, "phone": PHONE, "amount": "500", "email": "n@example.com"}.items()
    )
    in_bangla = payer.http.post(shop.store_url, data={**hidden(page.text), "other_lang": "bn"})
    assert re.search(r'form="pay" name="other_lang" value="bn"', page.text)
    assert '<html lang="bn">' in in_bangla.text
    assert 'value="n@example.com"' in in_bangla.text
    assert payer.http.post(shop.store_url, data=hidden(page.text)).status_code == 303


def test_a_link_that_was_paused_while_the_form_was_filled_in_keeps_what_was_typed(
    shop: ShopDevice, payer: Payer
) -> None:
    link = shop.new_link(125_000)
    key = hidden(payer.open(link["url"]).text)["form_key"]
    shop.http.post(f"/v1/links/{link['id']}/pause")
    page = payer.http.post(link["url"], data={"form_key": key, "name": NAME, "phone": PHONE, "address": "মিরপুর"})
    assert title(page) == "লিংকটি এখন থামানো আছে"
    shop.http.post(f"/v1/links/{link['id']}/resume")
    assert hidden(page.text)["address"] == "মিরপুর"
    assert payer.http.post(link["url"], data=hidden(page.text)).status_code == 303


@pytest.mark.parametrize(
    "page",
    [
        closed.our_fault,
        lambda request: closed.too_often(request, 5),
        lambda request: closed.busy(request, 5),
        lambda request: closed.away(request, DatabaseAway("stopped")),
    ],
    ids=["our fault", "too often", "busy", "away"],
)
def test_whatever_cannot_be_shown_just_now_is_one_press_away(page: Callable[[Request], Response]) -> None:
    scope = {"type": "http", "method": "GET", "path": "/v", "query_string": b"c=ABC&lang=en", "headers": []}
    answer = bytes(page(Request(scope)).body).decode()
    assert '<form id="pay" method="get" action="/v">' in answer
    assert hidden(answer) == {"c": "ABC", "lang": "en"}
    assert say("en", "co.fail.retry") in answer


def test_a_form_opened_before_the_link_was_cancelled_pays_nothing(shop: ShopDevice, payer: Payer) -> None:
    link = shop.new_link(125_000)
    key = hidden(payer.open(link["url"]).text)["form_key"]
    shop.http.post(f"/v1/links/{link['id']}/cancel")
    answer = payer.http.post(link["url"], data={"form_key": key, "name": NAME, "phone": PHONE})
    assert (answer.status_code, title(answer)) == (410, "লিংকটি বাতিল করা হয়েছে")
    assert shop.payments == []


def test_a_pending_form_sent_again_after_somebody_else_paid_goes_no_further(shop: ShopDevice, payer: Payer) -> None:
    link = shop.new_link(125_000)
    key = hidden(payer.open(link["url"]).text)["form_key"]
    typed = {"form_key": key, "name": NAME, "phone": PHONE}
    assert payer.http.post(link["url"], data=typed).status_code == 303
    Payer(payer.http).pay(link["url"], name="সাব্বির")
    assert title(payer.http.post(link["url"], data=typed)) == "আগেই পরিশোধ হয়েছে"


def test_the_waiting_page_reloads_itself_without_javascript(shop: ShopDevice, payer: Payer) -> None:
    payer.to_gateway(shop.store_url, amount="100")
    page = payer.http.get(f"{shop.url}/p/{shop.payments[0]['code']}")
    assert page.headers["refresh"] == "10"
    assert page.headers["cache-control"] == "no-store"


def test_a_code_is_found_however_it_is_typed(shop: ShopDevice, payer: Payer) -> None:
    code = shop.new_link(125_000)["code"]
    typed = code.lower().replace("0", "o").replace("1", "l")
    assert payer.open(f"{shop.url}/l/{typed}").status_code == 200


@pytest.mark.parametrize("path", ["/s/nobody", "/l/NOBODY", "/p/NOBODY", "/nowhere"])
def test_what_is_not_there_is_a_friendly_page(live: World, payer: Payer, path: str) -> None:
    answer = payer.open(live.url + path)
    assert (answer.status_code, title(answer)) == (404, "লিংকটি পাওয়া যায়নি")


@pytest.mark.parametrize("path", ["/", "/s/{slug}", "/s/nobody"])
def test_every_page_keeps_strangers_scripts_and_frames_out(shop: ShopDevice, payer: Payer, path: str) -> None:
    headers = payer.open(shop.url + path.format(slug=shop.slug)).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_fonts_come_from_us_and_are_kept_for_a_year(live: World, payer: Payer) -> None:
    page = payer.open(f"{live.url}/").text
    fonts = set(re.findall(r"url\((/assets/fonts/[^)]+)\)", page))
    assert len(fonts) == 5
    for font in fonts:
        answer = payer.open(live.url + font)
        assert answer.status_code == 200
        assert "max-age=31536000" in answer.headers["cache-control"]
