"""What is counted of the payments whose notices are measured, and where they cannot be."""

import subprocess
from pathlib import Path

from money import Money
from tests.firefox.glass import Notice, Step
from tests.firefox.told import UNSURE, judged
from tests.firefox.ways import ANSWERED, Written, way, with_seqs

NEED = Path(__file__).with_name("need_firefox.sh")


def test_each_payment_that_has_a_notice_of_its_own_is_told_once() -> None:
    shown = [Notice("a", "bKash", 150, 200), Notice("b", "bKash", 370, 400)]
    found = judged({"a": 100, "b": 300}, shown)
    assert (found.took_ms, found.gathered, found.lost, found.doubled) == ([50, 70], 0, 0, 0)


def test_what_came_while_another_lay_there_is_told_beside_it_and_neither_twice() -> None:
    shown = [Notice("a", "bKash", 150, 0), Notice("2 payments", "b\na", 370, 400)]
    found = judged({"a": 100, "b": 300}, shown)
    assert (found.took_ms, found.gathered, found.lost, found.doubled) == ([50, 70], 1, 0, 0)


def test_what_a_notice_for_many_has_no_room_for_is_told_beside_them() -> None:
    sent, lines = dict.fromkeys("abcdef", 100.0), dict(enumerate("abcdef", 1))
    full = Notice("6 payments", "f\ne\nd\nc\nb", 150, 200, opened_ms=140)
    seen = [Step(130, [1, 2, 3, 4, 5, 6], ANSWERED), Step(160, [7], ANSWERED)]
    found = judged(sent, with_seqs([full], seen), lines)
    assert (found.gathered, found.lost, found.unexplained) == (6, 0, [])
    assert judged(sent, [full], lines).unexplained == ["a"]


def test_the_way_of_a_payment_has_each_step_in_order_and_no_other_payments() -> None:
    came = Written(1, "pay_1", "payment.paid", Money(100_02), [(140, "event 1 written"), (150, "push service: taken")])
    seen = [Step(170, [1], "asked about by the worker"), Step(165, [2], ANSWERED)]
    opened = [Notice("a", "bKash", 0, 0, 180, 20_180), Notice("b", "bKash", 200, 250, 190, 250)]
    assert way(came, "a", 100, seen, opened) == [
        "+40 ms event 1 written",
        "+50 ms push service: taken",
        "+70 ms asked about by the worker",
        "+80 ms window opened: a",
        "+20080 ms closed, never painted",
    ]


def test_what_no_notice_names_is_lost() -> None:
    assert judged({"a": 100, "b": 300}, [Notice("a", "bKash", 150, 200)]).lost == 1


def test_what_is_told_without_its_sum_is_neither_told_nor_lost() -> None:
    found = judged({"a": 100, "b": 300}, [Notice("a", "bKash", 150, 200), Notice(UNSURE, "look", 6_400, 6_500)])
    assert (found.took_ms, found.unsure, found.lost) == ([50], 1, 0)


def test_what_is_told_again_after_it_was_put_away_or_by_itself_is_doubled() -> None:
    beside = [Notice("a", "bKash", 150, 200), Notice("2 payments", "b\na", 370, 400)]
    alone = [Notice("a", "bKash", 150, 0), Notice("a", "bKash", 160, 200)]
    assert [judged({"a": 100, "b": 300}, shown).doubled for shown in (beside, alone)] == [1, 1]


def test_where_there_is_no_firefox_and_none_to_be_had_it_is_said_in_one_sentence() -> None:
    ended = subprocess.run(["/bin/sh", NEED], env={"PATH": "/nowhere"}, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr.strip().splitlines()[-1][:25]) == (77, "The notices in Firefox ne")
