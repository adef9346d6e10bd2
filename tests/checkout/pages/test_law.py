"""Terms and privacy are there for payers and shopkeepers: the operator's own, else what the program does."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import pytest

from checkout.main import create_app
from checkout.pages.law import Part, parts_of
from checkout.words import say
from language import Language
from tests.support import plain
from tests.support.payer import Payer
from tests.support.servers import World, free_socket, new_database_file, serving, settings_for
from tests.support.shop import ShopDevice

TERMS = "# শর্ত <b>\n\nএক & দুই\nতিন\n\n# পরের কথা\nচার"


@contextmanager
def checkout_with(folder: Path, **set_by_the_operator: Any) -> Iterator[str]:
    """The address of a checkout whose operator has set these."""
    socket = free_socket()
    url = f"http://127.0.0.1:{socket.getsockname()[1]}"
    with serving(create_app(settings_for(url, url, new_database_file(folder), **set_by_the_operator)), socket):
        yield url


def words_of(page: str) -> list[tuple[str, str]]:
    """The headings and paragraphs of the text, in order."""
    text = page[page.index('class="card words"') : page.index("</section>")]
    return [(tag, html.unescape(words)) for tag, words in re.findall(r"<(h2|p)>(.*?)</\1>", text)]


def test_the_operators_text_is_shown_as_text_with_its_paragraphs_and_headings(tmp_path: Path) -> None:
    with checkout_with(tmp_path, terms=TERMS, terms_en="Only this.") as url:
        page = plain.get(f"{url}/terms")
        in_english = plain.get(f"{url}/terms?lang=en").text
    assert page.status_code == 200
    assert words_of(page.text) == [
        ("h2", "শর্ত <b>"), ("p", "এক & দুই<br>তিন"), ("h2", "পরের কথা"), ("p", "চার"),
    ]  # fmt: skip
    assert "<b>" not in page.text
    assert say("bn", "law.default") not in page.text
    assert words_of(in_english) == [("p", "Only this.")]


def test_a_text_in_one_language_is_shown_in_both_and_named_as_what_it_is(tmp_path: Path) -> None:
    with checkout_with(tmp_path, privacy="কথা") as url:
        page = plain.get(f"{url}/privacy?lang=en").text
    assert '<section class="card words" lang="bn">' in page
    assert '<html lang="en">' in page


@pytest.mark.parametrize("name", ["terms", "privacy"])
def test_without_a_text_the_page_says_what_the_program_does_and_that_it_is_only_that(live: World, name: str) -> None:
    for language in get_args(Language):
        page = plain.get(f"{live.url}/{name}?lang={language}").text
        assert say(language, f"law.{name}.title") in page
        assert say(language, "law.default") in page
        assert len(words_of(page)) >= 8


def test_how_long_payers_are_remembered_is_told_as_it_is_set(live: World, tmp_path: Path) -> None:
    assert "১৮০ দিন" not in plain.get(f"{live.url}/privacy").text
    with checkout_with(tmp_path, payer_details_days=180) as url:
        assert say("bn", "law.privacy.days.text", n="১৮০") in plain.get(f"{url}/privacy").text


def test_both_are_linked_from_every_page_of_a_payer_in_its_language(shop: ShopDevice, payer: Payer) -> None:
    paid = str(payer.pay(shop.new_link(500_00)["url"], lang="en").url)
    for url in (f"{shop.store_url}?lang=en", paid, f"{shop.url}/?lang=en", f"{shop.url}/v?lang=en"):
        page = payer.open(url).text
        for name in ("terms", "privacy"):
            assert f'href="/{name}?lang=en"' in page


def test_our_bare_address_leads_a_shopkeeper_to_the_app_and_to_whoever_helps(live: World, tmp_path: Path) -> None:
    here = plain.get(f"{live.url}/").text
    assert say("bn", "co.home.no_app") in here
    assert "tel:" not in here
    hours = {"support_hours": "সকাল ৯টা থেকে", "support_hours_en": "From 9 AM"}
    with checkout_with(tmp_path, app_url="https://app.example.com/", support_phone="16247", **hours) as url:
        page = plain.get(f"{url}/?lang=en").text
    assert '<a class="btn" href="https://app.example.com">' in page
    assert 'href="tel:16247"' in page
    assert "From 9 AM" in page
    assert say("en", "co.home.no_app") not in page


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("এক", [Part(False, ("এক",))]),
        ("এক\n\n\n\nদুই", [Part(False, ("এক",)), Part(False, ("দুই",))]),
        ("# এক\n# দুই", [Part(True, ("এক",)), Part(True, ("দুই",))]),
        ("#এক", [Part(False, ("#এক",))]),
        ("এক\n# দুই\nতিন", [Part(False, ("এক",)), Part(True, ("দুই",)), Part(False, ("তিন",))]),
    ],
)
def test_a_blank_line_ends_a_paragraph_and_a_hash_begins_a_heading(text: str, parts: list[Part]) -> None:
    assert list(parts_of(text)) == parts
