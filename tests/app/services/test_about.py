"""Who runs the checkout, as the app reads it, keeps it, and says it."""

import asyncio
import tomllib
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.model.holds import HOLDS, why_held
from app.services.about import About, kept_about, read_about, read_kept
from app.services.checkout_client import CheckoutClient
from app.services.errors import Unreachable
from app.session import Session
from app.version import VERSION
from app.views.parts.holds import within
from app.words import WORDS, say
from checkout.core.reasons import HoldReason
from language import Language
from tests.support.app_sessions import NOWHERE, session_of
from tests.support.kept import Kept
from tests.support.shop import ShopDevice

ROOT = Path(__file__).parents[3]
TOLD = {
    "support_phone": "+8809612345678",
    "support_hours": {"bn": "সকাল ৯টা থেকে রাত ৯টা", "en": "9 AM to 9 PM"},
    "terms_url": "https://pay.example.com/terms",
    "privacy_url": "https://pay.example.com/privacy",
    "hold_within_hours": 24,
    "version": "0.1.0",
}


def asked_by(url: str, kept: Kept, folder: Path, http: httpx.AsyncClient) -> Session:
    """A session that speaks by this client alone."""
    return session_of(CheckoutClient(url, http), kept, folder)


def answers(status: int, body: Any) -> httpx.AsyncClient:
    """A checkout that has this one answer."""
    kind = "application/problem+json" if status >= 400 else "application/json"
    answer = httpx.MockTransport(lambda _: httpx.Response(status, json=body, headers={"content-type": kind}))
    return httpx.AsyncClient(transport=answer)


def is_away(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no network")


def test_a_number_is_said_as_people_dial_it_and_pages_open_in_the_readers_language() -> None:
    about = read_about(TOLD)
    assert (about.phone("bn"), about.phone("en"), about.dials) == (
        "০৯৬১২\u00a0৩৪৫\u00a0৬৭৮", "09612\u00a0345\u00a0678", "tel:+8809612345678",
    )  # fmt: skip
    assert read_about({"support_phone": "16247"}).phone("bn") == "১৬২৪৭"
    assert about.hours["en"] == "9 AM to 9 PM"
    assert about.terms("bn") == "https://pay.example.com/terms?lang=bn"
    assert about.privacy("en") == "https://pay.example.com/privacy?lang=en"


@pytest.mark.parametrize(
    "doc",
    [
        {},
        dict.fromkeys(TOLD),
        {"support_phone": 16247, "support_hours": "always", "terms_url": "javascript:alert(1)", "hold_within_hours": 0},
        {"support_hours": {"bn": 9}, "privacy_url": ["https://"], "hold_within_hours": "24", "version": {}},
    ],
)
def test_what_an_operator_left_out_or_nobody_can_read_is_left_out(doc: dict[str, Any]) -> None:
    about = read_about(doc)
    said = about.support_phone, *about.hours.values(), about.terms("bn"), about.privacy("bn"), about.version
    assert ("".join(said), about.hold_within_hours) == ("", None)


@pytest.mark.parametrize("kept", ["", "{}", "[]", "null", "not json", '{"server": "https://a.example", "told": 7}'])
def test_what_is_kept_and_cannot_be_read_is_nothing(kept: str) -> None:
    assert read_kept("https://a.example", kept) is None


def test_what_one_checkout_told_is_not_said_of_another() -> None:
    kept = kept_about("https://a.example", TOLD)
    assert read_kept("https://a.example", kept) == read_about(TOLD)
    assert read_kept("https://b.example", kept) is None


def test_what_the_checkout_told_is_there_without_a_line_and_before_signing_in(shop: ShopDevice, tmp_path: Path) -> None:
    kept = Kept("")

    async def visits() -> tuple[About | None, About | None]:
        first = session_of(shop.url, kept, tmp_path)
        await first.open()
        assert first.account.about is None
        await first.hear_about()
        await first.close()
        later = asked_by(shop.url, kept, tmp_path, httpx.AsyncClient(transport=httpx.MockTransport(is_away)))
        await later.open()
        with pytest.raises(Unreachable):
            await later.hear_about()
        await later.close()
        return first.account.about, later.account.about

    heard, still_known = asyncio.run(visits())
    assert heard is not None
    assert heard.terms("en") == f"{shop.url}/terms?lang=en"
    assert still_known == heard


def test_a_checkout_older_than_the_app_has_nothing_to_say(tmp_path: Path) -> None:
    async def visit() -> About | None:
        session = asked_by(NOWHERE, Kept(""), tmp_path, answers(404, {"type": "about:blank", "status": 404}))
        await session.hear_about()
        await session.close()
        return session.account.about

    assert asyncio.run(visit()) == read_about({})


def test_what_was_heard_is_not_asked_for_again_soon(tmp_path: Path) -> None:
    asked: list[str] = []

    async def tell(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        await asyncio.sleep(0)
        return httpx.Response(200, json=TOLD)

    async def visit() -> None:
        session = asked_by(NOWHERE, Kept(""), tmp_path, httpx.AsyncClient(transport=httpx.MockTransport(tell)))
        await asyncio.gather(*(session.hear_about() for _ in range(3)))
        await session.close()

    asyncio.run(visit())
    assert asked == ["/v1/about"]


def test_every_reason_of_the_checkouts_to_hold_money_has_a_sentence_in_both_languages() -> None:
    assert set(HOLDS) == set(HoldReason)
    for language in ("bn", "en"):
        said = {why_held(reason, language) for reason in HoldReason}
        assert len(said) == len(HoldReason)
        for words in said:
            assert words.endswith("।" if language == "bn" else ".")


@pytest.mark.parametrize("kind", ["", "Not Safe", "reason_of_next_year"])
def test_a_reason_that_the_app_does_not_know_is_a_plain_sentence(kind: str) -> None:
    assert why_held(kind, "bn") == WORDS["pay.hold.other"]["bn"]
    assert why_held(kind, "en") == WORDS["pay.hold.other"]["en"]


@pytest.mark.parametrize(
    ("hours", "language", "words"),
    [
        (1, "en", "within 1 hour."),
        (48, "en", "within 48 hours."),
        (72, "bn", "৩ দিনের মধ্যে"),
        (73, "bn", "৭৩ ঘণ্টার মধ্যে"),
    ],
)
def test_how_soon_a_hold_is_looked_into_is_said_in_hours_or_days(hours: int, language: Language, words: str) -> None:
    assert words in within(hours, lambda key, **facts: say(language, key, **facts), language)


def test_the_apps_version_is_the_projects() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION
