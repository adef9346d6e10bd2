"""Words that are typed count once nobody types any more."""

import asyncio
from types import SimpleNamespace
from typing import Any

import flet as ft
import pytest

from app.kit import debounce
from app.kit.debounce import use_debounced
from tests.support.drawing import shown


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], Any, Any]:
    """What was heard, how a field tells what is typed, and how words are said at once."""
    monkeypatch.setattr(debounce, "_PAUSE_SECONDS", 0)
    told: list[str] = []
    handlers: list[Any] = []

    def draw() -> ft.Control:
        handlers[:] = use_debounced(told.append)
        return ft.Text("")

    shown(draw)
    changed, at_once = handlers
    return told, lambda words: changed(SimpleNamespace(control=SimpleNamespace(value=words))), at_once


def test_of_what_is_typed_without_a_pause_the_last_counts(heard: tuple[list[str], Any, Any]) -> None:
    told, typed, _ = heard

    async def type_fast() -> None:
        await asyncio.gather(*(typed(words) for words in ("ক", "কর", "করি", "করিম")))

    asyncio.run(type_fast())
    assert told == ["করিম"]


def test_after_a_pause_each_counts_and_an_empty_field_too(heard: tuple[list[str], Any, Any]) -> None:
    told, typed, _ = heard
    for words in ("করিম", None):
        asyncio.run(typed(words))
    assert told == ["করিম", ""]


def test_what_is_said_at_once_is_not_undone_by_what_was_typed_before(heard: tuple[list[str], Any, Any]) -> None:
    told, typed, at_once = heard

    async def type_and_clear() -> None:
        typing = asyncio.ensure_future(typed("করিম"))
        await asyncio.sleep(0)
        at_once("")
        await typing

    asyncio.run(type_and_clear())
    assert told == [""]
