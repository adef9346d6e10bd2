"""What is told in a line of money that has come: whose it is, whichever way that name is written."""

from pathlib import Path
from typing import Any

import pytest

from app import page_announcer
from app.model.records import PaymentRecord, read_payment
from app.notices import Notice
from app.page_announcer import PageAnnouncer
from app.state import Account, Shop
from tests.support.later import Later
from tests.support.resources import NOW, payment

NAME = "محمد"
NOBODY = {"name": "", "phone": "", "email": "", "address": ""}


class Page:
    """A phone on which somebody types."""

    route = "/new"


@pytest.fixture
def announcer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PageAnnouncer:
    monkeypatch.setattr(page_announcer, "later", Later())
    for device in ("Sounds", "ScreenLight"):
        monkeypatch.setattr(page_announcer, device, lambda *_: None)
    page: Any = Page()
    return PageAnnouncer(page, Account(width=390, height=844), Shop(), lambda _: None, tmp_path)


def came(**facts: Any) -> PaymentRecord:
    payer = {"name": NAME, "phone": "01700000456", "email": "", "address": ""}
    return read_payment(payment(1, **{"payer": payer, **facts}))


def told(announcer: PageAnnouncer) -> Notice:
    (one,) = announcer.notices.shown
    return one.notice


@pytest.mark.parametrize("facts", [{}, {"late": True}, {"duplicate": True}], ids=["paid", "late", "duplicate"])
def test_a_name_that_runs_the_other_way_moves_nothing_beside_it(
    announcer: PageAnnouncer, facts: dict[str, bool]
) -> None:
    announcer.shown_again(came(**facts), lambda *_: None)
    assert f"\u2068{NAME}\u2069 · " in told(announcer).body
    assert f"\u2068{NAME}\u2069" in told(announcer).said


def test_nor_does_that_of_who_paid_what_is_held(announcer: PageAnnouncer) -> None:
    announcer.held(came(status="on_hold", hold_reason="risk"))
    assert f"\u2068{NAME}\u2069 · " in told(announcer).body


def test_where_nobody_says_who_paid_what_is_held_the_way_it_came_stands_there(announcer: PageAnnouncer) -> None:
    announcer.held(came(status="on_hold", hold_reason="risk", payer=NOBODY))
    assert "বিকাশ" in told(announcer).body.partition(" · ")[0]


def test_a_line_that_lets_the_goods_go_says_that_they_went_as_soon_as_somebody_gave_them(
    announcer: PageAnnouncer,
) -> None:
    given = came(handed_over_at="2026-11-12T04:43:00Z", handed_over_by={"device_id": "dev_2", "name": "সাথী"})
    announcer.shown_again(came(), lambda *_: None)
    announcer.given(given, NOW)
    assert (told(announcer).tone, "সাথী" in told(announcer).body) == ("hold", True)
    assert told(announcer).body.endswith("আবার দেবেন না।")


def test_what_is_heard_of_once_its_goods_went_out_invites_nobody(announcer: PageAnnouncer) -> None:
    given = came(handed_over_at="2026-11-12T04:43:00Z", handed_over_by={"device_id": "dev_2", "name": "সাথী"})
    announcer.paid(given, lambda *_: None)
    announcer.given(given, NOW)
    assert announcer.notices.shown == ()
