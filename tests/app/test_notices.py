"""What is told for a few seconds, and what waits until another customer's green has gone."""

from app.notices import Notice, Notices
from tests.support.later import Later

PAID = Notice("paid-toast", "paid", "৳৫০০.০০ পরিশোধিত", "সুমাইয়া")
HELD = Notice("held-toast", "hold", "৳২২০.০৫ হোল্ডে আছে", "করিম")
COPIED = Notice("toast", "plain", "কপি হয়েছে", seconds=2.5)
MISSED = Notice("missed", "plain", "এর মধ্যে একটি পেমেন্ট এসেছে")


class Board:
    """Notices with a clock of the test's and a screen on which money may stand large."""

    def __init__(self) -> None:
        self.later, self.is_green_large = Later(), False
        self.notices = Notices(self.later, lambda: self.is_green_large)

    def tell(self, *told: Notice) -> "Board":
        for notice in told:
            self.notices.tell(notice)
        return self

    def green(self, *, is_large: bool) -> None:
        self.is_green_large = is_large
        self.notices.look_again()

    @property
    def shown(self) -> list[str]:
        return [told.notice.title for told in self.notices.shown]


def test_a_hold_waits_until_another_customers_green_line_has_gone() -> None:
    board = Board().tell(PAID, HELD)
    assert board.shown == [PAID.title]
    board.later.go_on(7.9)
    assert board.shown == [PAID.title]
    board.later.go_on(0.2)
    assert board.shown == [HELD.title]
    board.later.go_on(8)
    assert board.shown == []


def test_a_hold_waits_while_money_stands_large() -> None:
    board = Board()
    board.green(is_large=True)
    board.tell(HELD)
    board.later.go_on(100)
    assert board.shown == []
    board.green(is_large=False)
    assert board.shown == [HELD.title]


def test_a_hold_that_is_shown_makes_room_for_green_and_comes_back_after_it() -> None:
    board = Board().tell(HELD)
    board.green(is_large=True)
    assert board.shown == []
    board.green(is_large=False)
    assert board.shown == [HELD.title]
    board.tell(PAID)
    assert board.shown == [PAID.title]
    board.later.go_on(8)
    assert board.shown == [HELD.title]


def test_no_hold_of_several_is_lost_and_each_has_its_time() -> None:
    other = Notice("held-toast", "hold", "৳১০০.০০ হোল্ডে আছে")
    board = Board().tell(HELD, other)
    board.later.go_on(7)
    assert board.shown == [HELD.title]
    board.later.go_on(7)
    assert board.shown == [other.title]


def test_money_that_stands_large_needs_no_line_beside_it() -> None:
    board = Board().tell(PAID)
    board.green(is_large=True)
    assert board.shown == []


def test_the_newest_money_is_told_at_once_and_for_its_whole_time() -> None:
    newer = Notice("paid-toast", "paid", "৳৬০.০০ পরিশোধিত")
    board = Board().tell(PAID)
    board.later.go_on(6)
    board.tell(newer)
    assert board.shown == [newer.title]
    board.later.go_on(6)
    assert board.shown == [newer.title]
    board.later.go_on(2)
    assert board.shown == []


def test_what_is_no_news_of_money_takes_the_place_of_none() -> None:
    board = Board().tell(PAID, COPIED, MISSED)
    assert board.shown == [PAID.title, COPIED.title, MISSED.title]
    board.later.go_on(2.5)
    assert board.shown == [PAID.title, MISSED.title]


def test_the_same_words_twice_are_two_notices_and_are_said_twice() -> None:
    board = Board().tell(COPIED)
    first = board.notices.shown[0].number
    board.tell(COPIED)
    assert [told.number for told in board.notices.shown] != [first]
    board.later.go_on(2.5)
    assert board.shown == []


def test_nothing_is_told_to_who_signs_in_next() -> None:
    board = Board().tell(PAID, HELD, COPIED)
    board.notices.clear()
    board.later.go_on(60)
    assert board.shown == []
