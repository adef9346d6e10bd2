"""A gateway's settlement report against our own payments."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.core.report_rows import UnreadableReport
from checkout.core.settlement_report import Columns, Line, compare, read_report
from money import Money

COLUMNS = Columns("Bank Tran ID", "Amount")


def test_a_report_is_read_by_the_configured_columns_whatever_else_it_has() -> None:
    report = [
        "Date, Bank Tran ID ,Amount\n",
        '2026-11-24,ref_1,"1,250.00"\n',
        "2026-11-24,ref_2,৳৫০০\n",
        "2026-11-24,ref_3,BDT 500.5000\n",
        "2026-11-24,ref_4,-12.50 Tk\n",
        "Total,,1750\n",
    ]
    assert read_report(report, COLUMNS) == [
        Line("ref_1", Money(1_250_00)),
        Line("ref_2", Money(500_00)),
        Line("ref_3", Money(500_50)),
        Line("ref_4", Money(-12_50)),
    ]


@pytest.mark.parametrize(
    ("report", "why"),
    [
        ([], "no column Bank Tran ID and no column Amount; it has none"),
        (["a,Amount\n"], "no column Bank Tran ID; it has a, Amount"),
        (["Bank Tran ID,Amount\n", "ref_1,ten\n"], "line 2 has 'ten' as its Amount"),
        (["Bank Tran ID,Amount\n", "ref_1\n"], "line 2 has nothing as its Amount"),
        (["Bank Tran ID,Amount\n", "ref_1,1.005\n"], "line 2"),
        (["Bank Tran ID,Amount\n", "ref_1,1E9999999\n"], "line 2 has '1E9999999' as its Amount"),
        (["Bank Tran ID,Amount\n", "ref_1,50 20\n"], "line 2"),
    ],
)
def test_an_unreadable_report_says_where(report: list[str], why: str) -> None:
    with pytest.raises(UnreadableReport, match=why):
        read_report(report, COLUMNS)


def test_each_kind_of_difference_is_told() -> None:
    theirs = [Line("a", Money(1)), Line("b", Money(2)), Line("c", Money(3)), Line("c", Money(3))]
    found = compare(theirs, [Line("b", Money(2)), Line("c", Money(4)), Line("d", Money(5))])
    assert found.only_theirs == (Line("a", Money(1)),)
    assert found.only_ours == (Line("d", Money(5)),)
    assert found.differing == ((Line("c", Money(3)), Line("c", Money(4))),)
    assert (found.repeated, found.agreed_count, found.agrees) == (("c",), 1, False)


@pytest.mark.parametrize(
    ("theirs", "ours", "is_told"),
    [
        ("12345", "0012345", True),
        ("1234567890123450", "1234567890123456", True),
        ("12345", "12346", False),
        ("12345", "A12345", False),
    ],
)
def test_a_reference_that_lost_digits_in_a_spreadsheet_is_named_beside_ours(
    theirs: str, ours: str, is_told: bool
) -> None:
    their, our = Line(theirs, Money(1)), Line(ours, Money(1))
    found = compare([their], [our])
    assert found.cut == (((their, our),) if is_told else ())
    assert (found.only_theirs, found.only_ours, found.agrees) == ((their,), (our,), False)


@given(st.dictionaries(st.text(min_size=1, max_size=5), st.integers(1, 9), max_size=8))
def test_books_that_are_the_same_agree(lines: dict[str, int]) -> None:
    same = [Line(ref, Money(poisha)) for ref, poisha in lines.items()]
    assert compare(same, same).agrees
