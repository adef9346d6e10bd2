"""Which row the arrow keys choose."""

from app.keys import step


def test_the_first_row_is_chosen_first_and_the_ends_are_not_passed() -> None:
    rows = ("/a", "/b", "/c")
    assert step(rows, "", 1) == "/a"
    assert step(rows, "/a", 1) == "/b"
    assert step(rows, "/c", 1) == "/c"
    assert step(rows, "/a", -1) == "/a"


def test_a_row_that_is_gone_gives_way_to_the_first_and_no_rows_to_none() -> None:
    assert step(("/a", "/b"), "/gone", 1) == "/a"
    assert step((), "/gone", 1) == ""
