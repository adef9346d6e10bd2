"""What a refusal says to a program and to the person who writes it: type, title, and a page behind the type."""

from html import unescape
from typing import Any

import pytest

from checkout.http.problem_types import STATUS_OF
from checkout.words import say
from tests.support import plain
from tests.support.servers import World
from tests.support.shop import ShopDevice

NO_LINK = "/v1/links/pl_0192d7b4-6c4e-7cc3-98ab-0c1e7a3f4f00"
# Refused by the route, by its framework, and by the doors before any route.
REFUSALS: list[tuple[str, str, dict[str, Any], str, str]] = [
    ("GET", NO_LINK, {}, "/problems/not-found", "Not found"),
    ("GET", "/v1/links?limit=0", {}, "/problems/bad-fields", "Some fields are not right"),
    ("POST", "/v1/links", {"content": b"{"}, "/problems/not-json", "The request cannot be read"),
    ("POST", "/v1/links", {"content": b'{"note": "\\u0000"}'}, "/problems/bad-fields", "Some fields are not right"),
    ("GET", "/v1/nothing", {}, "about:blank", "Not Found"),
    ("GET", "/v1/links?cursor=%00", {}, "about:blank", "Bad Request"),
]


@pytest.mark.parametrize(("method", "path", "sent", "kind", "title"), REFUSALS)
def test_every_refusal_has_a_title_that_is_the_same_each_time(
    shop: ShopDevice, method: str, path: str, sent: dict[str, Any], kind: str, title: str
) -> None:
    headers = {"Content-Type": "application/json", "Accept-Language": "en"}
    told = shop.http.request(method, path, headers=headers, **sent).json()
    assert (told["type"], told["title"]) == (kind, title)


@pytest.mark.parametrize("slug", STATUS_OF)
@pytest.mark.parametrize("language", ["bn", "en"])
def test_the_type_of_a_problem_is_the_address_of_a_page_that_explains_it(live: World, slug: str, language: Any) -> None:
    page = plain.get(f"{live.url}/problems/{slug}", headers={"Accept-Language": language})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    shown = unescape(page.text)
    for key in (f"problem.{slug}.title", f"problem.{slug}.text"):
        assert say(language, key) in shown
    assert f'lang="{language}"' in page.text


def test_all_kinds_of_problems_stand_on_one_page_and_no_other_kind_has_one(live: World) -> None:
    page = plain.get(f"{live.url}/problems?lang=en").text
    for slug in STATUS_OF:
        assert f'href="/problems/{slug}?lang=en"' in page
    assert plain.get(f"{live.url}/problems/made-up").status_code == 404


def test_the_page_of_bad_fields_names_the_codes_that_a_field_can_have(live: World) -> None:
    page = plain.get(f"{live.url}/problems/bad-fields?lang=en").text
    for code in ("amount_min", "unknown_field", "account_short", "not_of_shop"):
        assert f"<code>{code}</code>" in page
    assert "{" not in page.partition("<dl>")[2].partition("</dl>")[0]
