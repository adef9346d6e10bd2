"""What is said of a place before the server is asked, of a test, and of when the last notice came."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import flet as ft
import pytest
from flet.components.hooks.use_ref import MutableRef

from app.kit.look import Look
from app.kit.palette import LIGHT
from app.model.told_places import OTHER, REASONS, Place, ToldPlaces, Trial
from app.services.errors import Rejected
from app.views import told_place
from app.views.new_place import _Draft
from app.views.parts import this_phone
from app.words import say
from language import Language

LOOK = Look(LIGHT, "en", 1, 390, 844)
THERE = Place("out_1", "sms", "01712345678", frozenset({"paid"}), None)
TOLD = ToldPlaces(("sms", "webhook"), 0, frozenset({"paid"}), None, (THERE,))
NOW = datetime(2026, 11, 12, 4, 42, tzinfo=UTC)


def draft(typed: str, kind: str = "sms", tells: frozenset[str] = frozenset({"paid"})) -> _Draft:
    return _Draft(kind, MutableRef(ft.TextField(value=typed)), tells, MutableRef("out_2"))


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        (draft("01812345678"), {}),
        (draft(THERE.address, kind="webhook"), {}),
        (draft(" "), {"address": "Enter the mobile number."}),
        (draft("", kind="webhook"), {"address": "Enter the software’s address."}),
        (draft(f" {THERE.address} "), {"address": "You are already notified there."}),
        (draft("01812345678", tells=frozenset()), {"tells": "Choose at least one."}),
    ],
)
def test_what_is_missing_or_there_already_is_said_at_its_field(asked: _Draft, wrong: dict[str, str]) -> None:
    assert asked.wrong(TOLD, LOOK.t) == wrong


def test_what_was_typed_anew_after_a_lost_answer_is_another_place() -> None:
    class Server:
        """Knows the first id for something else."""

        def __init__(self) -> None:
            self.asked: list[str] = []

        def new_id(self, kind: str) -> str:
            return f"{kind}_3"

        async def add_place(self, place_id: str, *_: object) -> str:
            self.asked.append(place_id)
            if place_id == "out_2":
                raise Rejected(409, "used before")
            return "whsec_x"

    server: Any = Server()
    assert asyncio.run(draft("01812345678").add(server)) == "whsec_x"
    assert server.asked == ["out_2", "out_3"]


@pytest.mark.parametrize(
    ("answer", "key", "facts"),
    [
        ("came 312", "note.came", {"ms": "312"}),
        ("sent 40", "note.sent", {"ms": "40"}),
        ("gone", "note.gone", {}),
        ("refused", "note.refused", {}),
        ("often", "note.often", {}),
        ("failed", "note.untried", {}),
        ("came", "note.untried", {}),
        ("came x", "note.untried", {}),
        ("", "note.untried", {}),
    ],
)
def test_a_test_on_this_phone_says_how_long_it_took_or_what_to_do(answer: str, key: str, facts: dict[str, str]) -> None:
    assert this_phone.trial_words(answer, LOOK) == say("en", key, **facts)


def test_a_test_elsewhere_says_how_long_it_took_or_why_it_was_not_taken() -> None:
    assert "in 312 milliseconds" in told_place.trial_words(Trial(312, ""), (), LOOK)
    assert told_place.trial_words(Trial(20, "HTTP 500", "refused"), (), LOOK).endswith("(HTTP 500)")


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("reason", [*REASONS, OTHER])
def test_why_it_was_not_taken_is_said_in_the_readers_language_and_never_as_the_server_says_it(
    reason: str, language: Language
) -> None:
    told = replace(LOOK, language=language)
    words = told_place.trial_words(Trial(20, "the name cannot be looked up", reason), ("sms", "webhook"), told)
    assert "looked up" not in words
    assert (say(language, "note.kind.webhook") in words) is (reason == "not_set_up")
    assert words.isascii() or language != "en"


@pytest.mark.parametrize("told", ["", "0", "none", "-1", "9" * 18])
def test_what_is_no_moment_of_a_notice_says_that_none_came(told: str) -> None:
    assert this_phone.last_words(told, NOW, LOOK) == say("en", "note.last.none")


def test_when_the_last_one_came_is_said_as_the_day_and_hour_of_dhaka() -> None:
    then = NOW - timedelta(days=1)
    assert this_phone.last_words(str(int(then.timestamp() * 1_000)), NOW, LOOK).endswith("yesterday 10:42 AM")
