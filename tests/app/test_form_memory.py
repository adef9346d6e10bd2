"""What stands in a page's forms outlives the session that lost its line, for a day and for that page alone."""

import os
import time
from pathlib import Path
from typing import Any

import flet as ft
import msgpack
import pytest
from flet.components.hooks.use_ref import MutableRef

from app.browser_pages import BrowserPages
from app.flet_workarounds.browser import take_late
from app.form_memory import FormMemory, read_memory

NOW = 1_800_000_000.0
DAY = 86_400


def typed_into(memory: FormMemory, name: str, text: str) -> int:
    """A form's field that is drawn with this in it; the number of its control."""
    field = ft.TextField(value=text)
    ref: MutableRef[ft.TextField] = memory.ref("/new", name)
    ref.current = field
    return field._i


def text_of(memory: FormMemory, name: str) -> str:
    found: Any = memory.ref("/new", name).current
    return "" if found is None else found.value


def packet(*message: object) -> bytes:
    """As Flet's client sends it."""
    pack: Any = msgpack.packb
    return b"\0" + bytes(pack(message))


def test_what_was_typed_and_not_heard_is_taken_in_and_no_press_is() -> None:
    memory = FormMemory()
    note, amount = typed_into(memory, "note", "ab"), typed_into(memory, "amount", "1")
    late = (
        packet(4, {"id": note, "props": {"value": "abc"}}),
        packet(3, {"target": 77, "name": "click", "data": None}),
        packet(3, {"target": amount, "name": "focus", "data": None}),
        packet(4, {"id": amount, "props": {"value": "12"}}),
        b"\xff" + b"123",
    )
    assert take_late(memory, late)
    memory.resume(is_typed_in=True)
    assert (text_of(memory, "note"), text_of(memory, "amount")) == ("abc", "123")
    assert memory.is_resumed(memory.ref("/new", "amount"))


@pytest.mark.parametrize(
    "raw",
    [b"", b"\0", b"\0\xc1", b"\0\x90", packet(4, {"id": "x", "props": None}), packet(9, {}), b"\0" + b"\x92" * 99],
)
def test_a_late_packet_that_cannot_be_read_changes_nothing(raw: bytes) -> None:
    memory = FormMemory()
    typed_into(memory, "note", "ab")
    assert not take_late(memory, (raw,))
    assert text_of(memory, "note") == "ab"


def test_a_field_that_takes_the_focus_by_itself_is_not_the_one_to_type_in_again() -> None:
    memory = FormMemory()
    memory.focus(typed_into(memory, "note", "ab"))
    memory.resume(is_typed_in=True)
    other = typed_into(memory, "amount", "")
    assert not memory.focus(other)
    again = memory.passed_on()  # The line is lost once more before the field was there.
    again.resume(is_typed_in=False)
    assert again.focus(typed_into(again, "note", "ab"))
    assert not again.focus(other)


def test_the_next_session_may_send_again_what_the_last_one_was_sending() -> None:
    memory = FormMemory(text_scale=1.5)
    memory.ref("/new", "sending", lambda: True)
    draft = memory.ref("/new", "draft", lambda: ("an id",)).current
    after = memory.passed_on()
    assert after.ref("/new", "sending", bool).current is False
    assert after.ref("/new", "draft").current == draft
    memory.leave("/new", "draft")
    assert after.ref("/new", "draft").current == draft
    assert after.text_scale == 1.5


def test_a_form_that_is_left_leaves_nothing_of_any_of_its_steps_and_another_one_stays() -> None:
    memory = FormMemory(kept_texts={"/new customer": (3, "করিম"), "/new/more x": (4, "y")})
    typed_into(memory, "note", "চাল")
    other = memory.ref("/newer", "note", lambda: "ডাল")
    memory.leave_all("/new")
    assert text_of(memory, "note") == ""
    assert memory.ref("/new", "customer").current is None
    assert memory.ref("/newer", "note") is other
    assert list(memory.kept_texts) == ["/new/more x"]


class TestOnDisk:
    """A server that was killed finds it again."""

    def pages(self, folder: Path, now: float = NOW) -> BrowserPages:
        return BrowserPages(folder, lambda: now)

    def kept(self, folder: Path) -> str:
        memory = FormMemory(arrived_ids=["pay_1"], text_scale=1.5)
        number = typed_into(memory, "note", "চাল")
        memory.focus(number)
        memory.ref("/new", "amount", lambda: "12")
        pages = self.pages(folder)
        pages.keep("secret", memory)
        pages.write("secret")
        os.utime(next(folder.iterdir()), (NOW, NOW))
        return "secret"

    def test_texts_the_field_that_is_typed_in_and_what_stood_large_are_there(self, tmp_path: Path) -> None:
        memory = self.pages(tmp_path).take_over(self.kept(tmp_path))
        assert memory.arrived_ids == ["pay_1"]
        memory.resume(is_typed_in=True)
        assert text_of(memory, "note") == "চাল"
        assert memory.is_resumed(memory.ref("/new", "note"))
        assert memory.ref("/new", "amount", str).current == "12"
        assert memory.text_scale == 1.5
        assert list(tmp_path.iterdir()) == []

    def test_the_file_is_its_owners_alone_and_does_not_name_the_session(self, tmp_path: Path) -> None:
        self.kept(tmp_path)
        (file,) = tmp_path.iterdir()
        assert file.stat().st_mode & 0o777 == 0o600
        assert "secret" not in file.name

    def test_another_page_finds_nothing_and_after_a_day_nobody_does(self, tmp_path: Path) -> None:
        self.kept(tmp_path)
        assert text_of(self.pages(tmp_path).take_over("another"), "note") == ""
        later = self.pages(tmp_path, NOW + DAY + 1)
        assert list(tmp_path.iterdir()) == []
        assert text_of(later.take_over("secret"), "note") == ""

    def test_after_a_day_nobody_finds_it_though_the_server_runs_on(self, tmp_path: Path) -> None:
        now = [NOW]
        pages = BrowserPages(tmp_path, lambda: now[0])
        for session_id in ("one", "two"):
            memory = FormMemory()
            typed_into(memory, "note", "চাল")
            pages.keep(session_id, memory)
            pages.leave(session_id)
        for path in tmp_path.iterdir():
            os.utime(path, (NOW, NOW))
        now[0] += DAY - 1
        pages.forget_old()
        assert text_of(pages.take_over("one"), "note") == "চাল"
        now[0] += 1
        assert text_of(pages.take_over("two"), "note") == ""

    def test_a_page_that_stays_open_keeps_its_own_however_many_others_come_and_go(self, tmp_path: Path) -> None:
        pages, mine = BrowserPages(tmp_path, time.time), FormMemory()
        pages.keep("mine", mine)
        for number in range(2_100):
            pages.keep(f"another {number}", FormMemory())
            pages.leave(f"another {number}")
        typed_into(mine, "note", "চাল")
        pages.write("mine")
        assert text_of(BrowserPages(tmp_path, time.time).take_over("mine"), "note") == "চাল"
        assert len(list(tmp_path.iterdir())) <= 2_000

    def test_signed_out_nothing_is_left_in_it(self, tmp_path: Path) -> None:
        memory = FormMemory(arrived_ids=["pay_1"])
        typed_into(memory, "note", "চাল")
        pages = self.pages(tmp_path)
        pages.keep("secret", memory)
        pages.write("secret")
        memory.clear()
        pages.write("secret")
        (file,) = tmp_path.iterdir()
        assert "চাল" not in file.read_text(encoding="utf-8")
        assert "pay_1" not in file.read_text(encoding="utf-8")

    def test_a_one_time_code_is_not_written(self) -> None:
        memory = FormMemory()
        number = typed_into(memory, "code", "120449")
        assert "120449" not in memory.as_json()
        memory.take(number, "551208")
        assert "551208" not in memory.as_json()

    @pytest.mark.parametrize("raw", ["", "{", "[]", '{"texts": 3}', '{"texts": {"a": "b"}, "arrived": ""}'])
    def test_a_file_that_cannot_be_read_is_an_empty_one(self, raw: str) -> None:
        assert read_memory(raw).kept_texts == {}

    def test_where_nothing_can_be_written_it_serves_from_memory(self, tmp_path: Path) -> None:
        (tmp_path / "a-file").touch()
        pages, memory = self.pages(tmp_path / "a-file" / "pages"), FormMemory()
        typed_into(memory, "note", "চাল")
        pages.keep("secret", memory)
        pages.write("secret")
        assert text_of(pages.take_over("secret"), "note") == "চাল"

    def test_it_is_bounded(self) -> None:
        memory = FormMemory()
        for number in range(200):
            typed_into(memory, f"field {number}", "ক" * 10_000)
        memory.ref("/check/" + "x" * 1_000_000, "search", lambda: "x")
        assert len(memory.as_json()) < 200_000
