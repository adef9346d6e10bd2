"""What a payment leaves behind: a receipt to keep, a proof that anybody can ask for, a preview that tells no payer."""

import io
import re
from typing import Any

import httpx
import pypdfium2
import pytest
from PIL import Image

from checkout.ids import new_id
from language import bangla_digits
from tests.support import plain
from tests.support.payer import NAME, Payer, hidden, title
from tests.support.shop import ShopDevice, eventually

REAL, BACK = "পেমেন্টটি আসল", "টাকা ফেরত দেওয়া হয়েছে"
UNKNOWN, MISTYPED = "এমন কোনো পেমেন্ট পাওয়া যায়নি", "নম্বরটি ভুল লেখা হয়েছে"


@pytest.fixture
def receipt(shop: ShopDevice, payer: Payer) -> str:
    """The address of a receipt for ৳1,250."""
    return str(payer.pay(shop.new_link(125_000, "থ্রি-পিস, ক্ষুদ্র কার্যক্রম")["url"], "visacard").url)


def code_of(receipt: str) -> str:
    return receipt.rpartition("/")[2]


def _document(content: bytes) -> Any:
    document: Any = pypdfium2.PdfDocument(content)  # type: ignore[no-untyped-call]
    return document


def ask(shop: ShopDevice, payer: Payer, text: str) -> httpx.Response:
    return payer.http.get(f"{shop.url}/v", params={"c": text})


class TestTheReceipt:
    """On the page, on paper, in the reader's language."""

    def test_its_qr_leads_to_the_proof(self, shop: ShopDevice, payer: Payer, receipt: str) -> None:
        page = payer.open(receipt).text
        assert '<svg viewBox="0 0 ' in page
        assert f"/p/{code_of(receipt)}.pdf?lang=bn" in page

    @pytest.mark.parametrize(("language", "amount"), [("bn", "৳১,২৫০.০০"), ("en", "৳1,250.00")])
    def test_as_a_document_it_is_one_sheet_of_a5_that_says_all(
        self, payer: Payer, receipt: str, language: str, amount: str
    ) -> None:
        answer = payer.open(f"{receipt}.pdf?lang={language}")
        assert answer.headers["content-type"] == "application/pdf"
        document = _document(answer.content)
        assert len(document) == 1
        page = document[0]
        assert [round(side / 72 * 25.4) for side in page.get_size()] == [148, 210]
        text = page.get_textpage().get_text_range()
        for said in (amount.removesuffix(".00"), code_of(receipt)):
            assert said in text
        assert ("Visa" in text) is (language == "en")  # In Bangla it is in Bangla letters, which are shaped here.
        document.close()

    def test_a_document_of_very_long_words_stays_on_its_sheet(self, shop: ShopDevice, payer: Payer) -> None:
        shop.http.patch("/v1/merchant", json={"name": "অতিদীর্ঘনামেরদোকান " * 4, "address": "ক" * 200})
        link = shop.new_link(125_000, "নোট " * 30, closing_message="ধন্যবাদ " * 25)
        url = str(payer.pay(link["url"], name="ন" * 80).url)
        document = _document(payer.open(f"{url}.pdf").content)
        assert len(document) == 1
        words = document[0].get_textpage().get_text_range()
        assert code_of(url) in words
        document.close()

    def test_there_is_no_document_before_there_is_money(self, shop: ShopDevice, payer: Payer) -> None:
        page = payer.pay(shop.store_url, amount="100.01")
        assert payer.open(f"{page.url}.pdf").status_code == 404


class TestTheProof:
    """Real, given back, unknown, mistyped: and no more than that."""

    def test_an_empty_box_asks_for_a_number(self, shop: ShopDevice, payer: Payer) -> None:
        page = payer.open(f"{shop.url}/v")
        assert (page.status_code, title(page)) == (200, "")
        assert "রসিদ নম্বর বা লেনদেন নম্বর (TrxID)" in page.text

    def test_a_real_one_is_told_by_its_code_and_by_the_gateways_number(
        self, shop: ShopDevice, payer: Payer, receipt: str
    ) -> None:
        for text in (code_of(receipt), code_of(receipt).lower(), shop.payments[0]["gateway_ref"]):
            page = ask(shop, payer, text)
            assert title(page) == REAL
            for told in ("করিম ভ্যারাইটি স্টোর", "৳১,২৫০.০০", f"{NAME[0]}…"):
                assert told in page.text
            for untold in (NAME, "01700", "থ্রি-পিস", "Visa", "ভিসা"):
                assert untold not in page.text
            assert re.search(r"\d?[০-৯]+টা<", page.text), "the hour, and no minute"

    def test_one_that_was_given_back_is_not_green(self, shop: ShopDevice, payer: Payer, receipt: str) -> None:
        payment = shop.payments[0]
        body = {"id": new_id("rf"), "amount": payment["amount"], "reason": ""}
        shop.http.post(f"/v1/payments/{payment['id']}/refunds", json=body)
        eventually(lambda: shop.told("refund.refunded"))
        page = ask(shop, payer, code_of(receipt))
        assert title(page) == BACK
        assert 'class="band back"' in page.text

    @pytest.mark.parametrize(
        "written",
        [
            "TrxID {ref}", "TrxID: {ref}", "TrxID{ref}", "{ref}.", "{ref}।", " \u200b{ref}\u2060 ", "({ref})", "*{ref}*",
            "You have received Tk 1,250.00 from 01700000456. TrxID {ref} at 12/11/2026 10:42", "লেনদেন নম্বর {ref}", "লেনদেন নম্বর (TrxID) {ref}",
            "{code}.", "রসিদ {code}", "{url}", "{url}?lang=bn&fbclid=IwAR0aBc", "{url}.pdf", "“{url}”", "{proof}",
            "{code_small}", "{code_wide}", "{code_bangla}", "{code_parted}", "{ref_wide}", "{ref_bangla}",
        ],
    )  # fmt: skip
    def test_a_real_one_is_told_however_it_is_written(
        self, shop: ShopDevice, payer: Payer, receipt: str, written: str
    ) -> None:
        ref, code = shop.payments[0]["gateway_ref"], code_of(receipt)
        said = written.format(
            ref=ref,
            code=code,
            url=receipt,
            proof=f"{shop.url}/v?c={code}",
            code_small=code.lower(),
            code_wide="".join(chr(ord(char) + 0xFEE0) for char in code),
            code_bangla=bangla_digits(code),
            code_parted=f"{code[:4]}-{code[4:8]} {code[8:]}\ufeff",
            ref_wide="".join(chr(ord(char) + 0xFEE0) for char in ref),
            ref_bangla=bangla_digits(ref),
        )
        assert title(ask(shop, payer, said)) == REAL

    @pytest.mark.parametrize("text", ["BGP60JZRYQ", "no such thing", "'; DROP TABLE payments; --", "ক" * 200])
    def test_one_that_we_do_not_know_is_unknown(self, shop: ShopDevice, payer: Payer, text: str) -> None:
        page = ask(shop, payer, text)
        assert (page.status_code, title(page)) == (404, UNKNOWN)

    def test_a_mistyped_one_is_told_so(self, shop: ShopDevice, payer: Payer, receipt: str) -> None:
        code = code_of(receipt)
        typo = code[:-1] + ("A" if code[-1] != "A" else "B")
        assert title(ask(shop, payer, typo)) == MISTYPED

    @pytest.mark.parametrize("amount", ["100.01", "100.05", "100.06"])
    def test_money_that_is_not_the_shops_is_no_payment(self, shop: ShopDevice, payer: Payer, amount: str) -> None:
        page = payer.pay(shop.store_url, amount=amount)
        assert title(ask(shop, payer, code_of(str(page.url)))) == UNKNOWN

    def test_guesses_without_end_from_one_address_learn_nothing(
        self, shop: ShopDevice, payer: Payer, receipt: str
    ) -> None:
        answers = [ask(shop, payer, f"GUESS{number:06d}").status_code for number in range(80)]
        assert answers.count(404) == 30
        assert answers.count(429) == 50
        page = ask(shop, payer, "GUESS000080")
        assert int(page.headers["retry-after"]) > 0
        assert hidden(page.text)["c"] == "GUESS000080"
        assert "করিম" not in page.text
        # Who holds a real receipt may be behind the same address.
        assert title(ask(shop, payer, code_of(receipt))) == REAL


class TestThePreview:
    """What a messenger shows before the link is opened."""

    def seen(self, url: str) -> tuple[str, str]:
        """The title and the address of the picture, as a messenger reads them."""
        page = plain.get(url, headers={"User-Agent": "WhatsApp/2.23.20.0"})
        assert page.status_code == 200
        found = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]+)">', page.text))
        return found["title"], found["image"].replace("&amp;", "&")

    def test_it_names_the_shop_and_the_amount_and_has_a_picture_of_whatsapps_size(self, shop: ShopDevice) -> None:
        words, picture_url = self.seen(shop.new_link(125_000)["url"])
        assert words == "করিম ভ্যারাইটি স্টোর · ৳১,২৫০.০০"
        picture = plain.get(picture_url)
        assert len(picture.content) < 300_000
        assert Image.open(io.BytesIO(picture.content)).size == (1200, 630)
        assert "max-age" in picture.headers["cache-control"]

    def test_it_is_another_one_when_the_link_is(self, shop: ShopDevice, payer: Payer) -> None:
        link = shop.new_link(125_000)
        _, before = self.seen(link["url"])
        assert self.seen(link["url"])[1] == before
        payer.pay(link["url"])
        words, after = self.seen(link["url"])
        assert words.endswith("পরিশোধিত")
        assert after != before
        assert NAME not in words
        pictures = {plain.get(url).content for url in (after, self.seen(shop.new_link(125_000)["url"])[1])}
        assert len(pictures) == 2

    @pytest.mark.parametrize(("what", "words"), [("cancel", "বাতিল"), ("pause", "থামানো")])
    def test_a_link_that_takes_nothing_says_so(self, shop: ShopDevice, what: str, words: str) -> None:
        link = shop.new_link(125_000)
        shop.http.post(f"/v1/links/{link['id']}/{what}")
        assert words in self.seen(link["url"])[0]

    def test_the_store_link_has_one_too(self, shop: ShopDevice) -> None:
        words, picture_url = self.seen(shop.store_url)
        assert words == "করিম ভ্যারাইটি স্টোর"
        assert plain.get(picture_url).status_code == 200

    def test_there_is_no_picture_of_what_is_not_there(self, shop: ShopDevice) -> None:
        assert plain.get(f"{shop.url}/preview/l/0123456789A.png").status_code == 404
        assert plain.get(f"{shop.url}/preview/x/karim.png").status_code in (404, 422)
