"""The payer's pages in Chromium: every page and state, in both languages, on small windows, with no JavaScript."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from checkout.setting_types import FeeRate
from tests.browser.payer.lines import lines_that_begin_with_a_dot
from tests.support.gallery import pages_of
from tests.support.servers import World, world
from tests.support.shop import close_devices, open_shop

FEES = {"*": FeeRate(basis_points=250)}
# The small browsers inside WhatsApp and Facebook.
IN_APP = {
    "whatsapp": "Mozilla/5.0 (Linux; Android 12; wv) AppleWebKit/537.36 Chrome/108.0 Mobile Safari/537.36 WhatsApp/2.23",
    "facebook": "Mozilla/5.0 (Linux; Android 11) AppleWebKit/537.36 Chrome/105.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/420.0]",
}
NAMES = [
    "form-store", "form-fixed", "form-busy", "form-fee", "receipt", "refunded", "waiting", "held", "failed",
    "cancelled-payment", "link-paid", "link-expired", "link-cancelled", "link-paused", "link-used-up", "not-yet",
    "mistyped", "not-found", "home", "terms", "privacy", "proof", "proof-real", "proof-back", "proof-unknown", "proof-mistyped",
]  # fmt: skip
# In more than one line, whatever the height of what stands beside it.
_BROKEN_SUMS = """() => [...document.querySelectorAll('.amount, .sum dd, .due dd')].filter(one => {
  const words = document.createRange();
  words.selectNodeContents(one);
  return new Set([...words.getClientRects()].map(box => Math.round(box.top))).size > 1;
}).map(one => one.textContent)"""
# Words in a column of a few letters, and the name of a fact that runs into the fact.
_SQUEEZED = """() => [...document.querySelectorAll('p, dt, dd, b, span, a')].filter(one => {
  const letters = parseFloat(getComputedStyle(one).fontSize), wide = one.getBoundingClientRect().width;
  return wide && (one.scrollWidth > one.clientWidth + 1 && one.matches('dt, dd')
    || one.textContent.trim().length > 20 && wide < 5 * letters);
}).map(one => one.textContent)"""
DONE = {"bn": "পরিশোধ হয়েছে", "en": "Payment complete"}


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("pages"), gateway_fees=FEES) as running:
        yield running
        close_devices()


@pytest.fixture(scope="module")
def gallery(live: World) -> Mapping[str, str]:
    return pages_of(live)


@pytest.fixture(autouse=True)
def no_limit_was_reached(live: World) -> None:
    """So many unknown codes from one address would be slowed down; that is another test's matter."""
    live.forget_strangers()


def in_language(url: str, language: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}lang={language}"


def opened(browser: Browser, url: str, *, width: int = 390, dark: bool = False, scripts: bool = True) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 700},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
    )
    page = context.new_page()
    page.goto(url)
    return page


def test_the_gallery_holds_every_page(gallery: Mapping[str, str]) -> None:
    assert set(NAMES) == set(gallery)


@pytest.fixture(scope="module", params=[("bn", False), ("en", True)], ids=["bn-light", "en-dark"])
def reader(browser: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[Page, str]]:
    """Somebody who looks at one page after another, and their language."""
    language, dark = request.param
    page = opened(browser, "about:blank", dark=dark)
    yield page, language
    page.context.close()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_shuts_anybody_out(gallery: Mapping[str, str], reader: tuple[Page, str], name: str) -> None:
    """No violation that axe knows; and at 320 pixels, and with text doubled, nothing is too wide and no sum is broken."""
    page, language = reader
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(in_language(gallery[name], language))
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 320, "height": 640})
    assert _overflow(page) == []
    assert lines_that_begin_with_a_dot(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert _overflow(page) == []
    assert page.evaluate(_BROKEN_SUMS) == []
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '150%'")
    assert _overflow(page) == []
    assert page.evaluate(_BROKEN_SUMS) == []
    assert page.evaluate(_SQUEEZED) == []


def test_the_form_with_its_errors_shuts_nobody_out_either(browser: Browser, gallery: Mapping[str, str]) -> None:
    page = opened(browser, gallery["form-store"], width=320)
    page.locator("button.btn").click()
    assert page.locator(".summary a").count() == 3
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert _overflow(page) == []
    page.locator(".summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "amount"
    page.context.close()


@pytest.mark.parametrize("language", ["bn", "en"])
def test_a_payer_without_javascript_pays_and_keeps_a_receipt(browser: Browser, live: World, language: str) -> None:
    """The whole way on our side; the gateway's page has its own needs."""
    shop = open_shop(live.db, live.url)
    page = opened(browser, f"{shop.store_url}?lang={language}", scripts=False)
    page.locator("#amount").fill("১২৫")
    page.locator("button.btn").click()
    expect(page.locator(".summary")).to_be_visible()
    assert page.locator("#amount").input_value() == "১২৫"
    page.locator("#name").fill("নুসরাত জাহান")
    page.locator("#phone").fill("০১৭০০ ০০০ ৪৫৬")
    page.locator("button.btn").click()
    page.locator("a[href*='cardname=bkash']").click()
    for name, value in {"number": "01712345678", "code": "123456", "pin": "12345"}.items():
        page.locator(f"input[name={name}]").fill(value)
    page.locator("form button").first.click()
    page.locator("#back button").click()
    expect(page.get_by_role("heading", name=DONE[language])).to_be_visible()
    expect(page.locator("a.save")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("app", list(IN_APP))
def test_the_small_browsers_inside_messengers_get_the_same_form_and_no_popup(
    browser: Browser, gallery: Mapping[str, str], app: str
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 640}, user_agent=IN_APP[app], is_mobile=True)
    page = context.new_page()
    popups: list[Page] = []
    context.on("page", lambda popup: popups.append(popup))
    page.goto(gallery["form-fixed"])
    page.locator("#name").fill("নুসরাত")
    page.locator("#phone").fill("01700000456")
    page.locator("button.btn").click()
    page.wait_for_url("**/gwprocess/**")
    assert popups == []
    context.close()


def test_enter_sends_the_form_whatever_buttons_stand_before_it(browser: Browser, gallery: Mapping[str, str]) -> None:
    """Suggested amounts and the other language are buttons of the same form."""
    page = opened(browser, gallery["form-store"])
    page.locator("#amount").fill("50")
    page.locator("#amount").press("Enter")
    expect(page.locator(".summary")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "bn"
    page.locator("#name").fill("নুসরাত")
    page.locator("#phone").fill("01700000456")
    page.locator("#phone").press("Enter")
    page.wait_for_url("**/gwprocess/**")
    page.context.close()


def test_a_suggested_amount_is_one_tap(browser: Browser, gallery: Mapping[str, str]) -> None:
    page = opened(browser, gallery["form-store"], scripts=False)
    page.locator("#name").fill("নুসরাত")
    page.locator("button[name=pick]").nth(1).click()
    assert page.locator("#amount").input_value() == "100"
    assert page.locator("#name").input_value() == "নুসরাত"
    page.context.close()


def test_a_double_click_and_back_and_again_are_one_payment(browser: Browser, live: World) -> None:
    shop = open_shop(live.db, live.url)
    link = shop.new_link(500_00)
    page = opened(browser, link["url"])
    for _ in range(2):
        page.locator("#name").fill("নুসরাত")
        page.locator("#phone").fill("01700000456")
        # The second click breaks the first one's way off, and both are one payment.
        page.locator("button.btn").dblclick()
        expect(page).to_have_url(re.compile("/gwprocess/"))
        first = page.url
        page.go_back()
    page.goto(link["url"])
    page.locator("#name").fill("নুসরাত")
    page.locator("#phone").fill("01700000456")
    page.locator("button.btn").click()
    page.wait_for_url("**/gwprocess/**")
    assert page.url == first
    assert len(shop.payments) == 1
    page.context.close()


@pytest.mark.parametrize("name", ["receipt", "refunded"])
@pytest.mark.parametrize("language", ["bn", "en"])
def test_a_receipt_prints_on_one_sheet_of_a5(
    browser: Browser, gallery: Mapping[str, str], name: str, language: str
) -> None:
    page = opened(browser, in_language(gallery[name], language))
    document: Any = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))  # type: ignore[no-untyped-call]
    assert [round(side / 72 * 25.4) for side in document[0].get_size()] == [148, 210]
    assert len(document) == 1
    document.close()
    page.context.close()


def test_terms_and_privacy_are_pressed_with_a_thumb_and_lose_nothing_that_was_typed(
    browser: Browser, gallery: Mapping[str, str]
) -> None:
    page = opened(browser, gallery["form-fixed"], width=320)
    page.locator("#name").fill("নুসরাত")
    links = page.locator(".law a")
    assert links.count() == 2
    boxes = [box for box in (links.nth(place).bounding_box() for place in range(2)) if box is not None]
    assert [box["height"] >= 48 for box in boxes] == [True, True]
    with page.context.expect_page() as beside:
        links.last.click()
    expect(beside.value.locator("h1")).to_have_text("গোপনীয়তা নীতি")
    expect(page.locator("#name")).to_have_value("নুসরাত")
    page.context.close()


def test_what_keyboards_and_browsers_fill_in_is_said(browser: Browser, gallery: Mapping[str, str]) -> None:
    page = opened(browser, gallery["form-store"])
    told = {
        field: [page.locator(f"#{field}").get_attribute(name) for name in ("autocomplete", "inputmode", "type")]
        for field in ("amount", "name", "phone", "email", "address")
    }
    assert told == {
        "amount": ["off", "decimal", None],
        "name": ["name", None, "text"],
        "phone": ["tel", "tel", "tel"],
        "email": ["email", "email", "email"],
        "address": ["street-address", None, "text"],
    }
    page.context.close()


def _overflow(page: Page) -> list[str]:
    """What reaches beyond the window, by tag and class."""
    found: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
        [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
        .map(e => `${e.tagName}.${e.className}`)"""
    )
    return found
