"""What becomes of a link: each change is told once and whole, and what is refused changes nothing."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from checkout.commands.links import (
    cancel_link,
    change_link,
    create_link,
    duplicate_link,
    end_past_links,
    link_opened,
    pause_link,
)
from checkout.commands.merchants import create_merchant
from checkout.core.event_types import LoggedEvent
from checkout.core.link import ANYBODY, Customer, Link, LinkId, LinkRequest, LinkStatus
from checkout.core.merchant import Merchant
from checkout.errors import BadFields, NotFound, SameIdOtherContent, WrongState
from checkout.ids import new_id
from checkout.resources.link import link_resource
from checkout.store import events, links
from checkout.store.database import Database
from money import Money
from tests.conftest import HandClock

RAHIM: Final = Customer("রহিম", "01712345678")
STEPS: Final = ("pause", "resume", "note", "dearer", "cancel", "prolong", "open", "an hour", "sweep")


class Shelf:
    """A shop with one fixed link that ends in two hours."""

    def __init__(self, db: Database, clock: HandClock) -> None:
        self.db, self.clock = db, clock
        phone = f"+88017{new_id('x')[-8:].translate(str.maketrans('abcdef', '123456'))}"
        self.shop: Merchant = db.transact_now(create_merchant, phone)
        wanted = LinkRequest(
            Money(500_00),
            clock.now + timedelta(hours=2),
            uses_max=3,
            customer=RAHIM,
            note="চাল",
            reference="order-7",
            closing_message="ধন্যবাদ",
        )
        self.made, _ = db.transact_now(create_link, self.shop.id, LinkId(new_id("pl")), wanted)

    @property
    def link(self) -> Link:
        found = self.db.read_now(links.get, self.made.id)
        assert found is not None
        return found

    @property
    def told(self) -> list[LoggedEvent]:
        return self.db.read_now(events.after, self.shop.id, 0, 1_000)

    def take(self, step: str) -> None:
        ours = (self.shop.id, self.made.id)
        steps: dict[str, Callable[[], object]] = {
            "pause": lambda: self.db.transact_now(pause_link, *ours, paused=True),
            "resume": lambda: self.db.transact_now(pause_link, *ours, paused=False),
            "note": lambda: self.db.transact_now(change_link, *ours, note="ডাল"),
            "dearer": lambda: self.db.transact_now(change_link, *ours, amount=Money(500_001_00)),
            "cancel": lambda: self.db.transact_now(cancel_link, *ours),
            "prolong": lambda: self.db.transact_now(change_link, *ours, expires_at=self.clock.now + timedelta(hours=2)),
            "open": lambda: self.db.transact_now(link_opened, self.made.id),
            "an hour": lambda: self.clock.forward(hours=1),
            "sweep": lambda: self.db.transact_now(end_past_links),
        }
        steps[step]()


@pytest.fixture
def shelf(db: Database, clock: HandClock) -> Shelf:
    return Shelf(db, clock)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.sampled_from(STEPS), max_size=14))
@example(["cancel", "note"])
def test_whatever_is_done_with_a_link_each_change_is_told_once_and_whole(
    db: Database, clock: HandClock, steps: list[str]
) -> None:
    shelf = Shelf(db, clock)
    for step in steps:
        before, told_before = shelf.link, shelf.told
        try:
            shelf.take(step)
        except (WrongState, BadFields):
            assert (shelf.link, shelf.told) == (before, told_before)
            continue
        after, news = shelf.link, shelf.told[len(told_before) :]
        if before.status is LinkStatus.CANCELLED:
            assert after == before or step == "open"
        if step == "open":
            assert after.opens_count == before.opens_count + 1
            assert len(news) == (before.opens_count == 0)
        else:
            assert len(news) == (after != before)
        assert [json.loads(one.data) for one in news] == [link_resource(after, "https://pay.example")] * len(news)


@pytest.mark.parametrize("step", ["pause", "cancel", "note", "prolong"])
def test_what_is_said_twice_is_done_once_and_refused_neither_time(shelf: Shelf, step: str) -> None:
    shelf.take(step)
    once, told = shelf.link, shelf.told
    shelf.take(step)
    assert (shelf.link, shelf.told) == (once, told)


def test_a_new_term_opens_a_link_again_that_its_term_ended_and_none_that_the_shop_cancelled(shelf: Shelf) -> None:
    for step in ("an hour", "an hour", "sweep"):
        shelf.take(step)
    ended = shelf.link
    shelf.take("prolong")
    assert [ended.status, shelf.link.status] == [LinkStatus.EXPIRED, LinkStatus.ACTIVE]
    shelf.take("cancel")
    with pytest.raises(WrongState):
        shelf.take("prolong")


def copy(shelf: Shelf, link_id: str, new: str) -> tuple[Link, bool]:
    return shelf.db.transact_now(duplicate_link, shelf.shop.id, link_id, LinkId(new), "")


def test_a_copy_says_and_allows_the_same_for_as_long_again_to_whomever_it_is_sent(shelf: Shelf) -> None:
    shelf.take("an hour")
    shelf.take("pause")
    made, is_new = copy(shelf, shelf.made.id, "pl_copy")
    same = ("amount", "note", "reference", "closing_message", "uses_max", "kind")
    assert [getattr(made, name) for name in same] == [getattr(shelf.made, name) for name in same]
    assert (made.status, made.paused_at, made.customer, is_new) == (LinkStatus.ACTIVE, None, ANYBODY, True)
    assert made.expires_at == shelf.clock.now + timedelta(hours=2)
    assert made.code != shelf.made.code


def test_the_same_id_is_one_copy_of_one_link(shelf: Shelf) -> None:
    first, _ = copy(shelf, shelf.made.id, "pl_copy")
    told = shelf.told
    assert copy(shelf, shelf.made.id, "pl_copy") == (first, False)
    with pytest.raises(SameIdOtherContent):
        copy(shelf, first.id, "pl_copy")
    assert shelf.told == told


def test_a_shops_own_link_is_not_copied_and_nobody_elses_is_found(shelf: Shelf) -> None:
    with pytest.raises(WrongState):
        copy(shelf, shelf.db.read_now(links.store_link, shelf.shop.id).id, "pl_copy")
    stranger = Shelf(shelf.db, shelf.clock)
    for change in (
        lambda: copy(stranger, shelf.made.id, "pl_copy"),
        lambda: stranger.db.transact_now(change_link, stranger.shop.id, shelf.made.id, note="x"),
        lambda: stranger.db.transact_now(pause_link, stranger.shop.id, shelf.made.id, paused=True),
        lambda: stranger.db.transact_now(cancel_link, stranger.shop.id, shelf.made.id),
    ):
        with pytest.raises(NotFound):
            change()


def test_readers_of_a_shops_own_link_are_counted_and_told_of_by_nobody(shelf: Shelf) -> None:
    store = shelf.db.read_now(links.store_link, shelf.shop.id)
    told = shelf.told
    shelf.db.transact_now(link_opened, store.id)
    shelf.db.transact_now(link_opened, LinkId("pl_of_nobody"))
    assert shelf.db.read_now(links.store_link, shelf.shop.id).opens_count == 1
    assert shelf.told == told
