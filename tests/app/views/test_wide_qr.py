"""The code as a desktop turns it to the customer."""

import flet as ft
import pytest

from app.kit.look import Look
from app.kit.palette import LIGHT
from app.model.records.link import read_link
from app.views.parts.two_codes import ShownCode
from app.views.parts.wide_qr import wide_qr
from tests.support.drawing import controls_of, shown
from tests.support.resources import NOW

LINK = read_link(
    {
        "id": "pl_1",
        "kind": "fixed",
        "url": "https://pay.example/l/YTN6METYJSHXX",
        "code": "YTN6METYJSHXX",
        "amount": 4_99_999_50,
        "status": "active",
        "created_at": NOW.isoformat(),
    }
)


def nothing() -> None:
    """A press that is only looked at."""


@pytest.mark.parametrize(("scale", "height", "below"), [(1.0, 768, False), (1.0, 600, True), (1.5, 768, False)])
def test_where_it_must_scroll_the_ways_to_pay_stand_below_the_address_and_cover_none_of_it(
    scale: float, height: float, below: bool
) -> None:
    """In large letters they give their room to the others."""
    look = Look(LIGHT, "bn", scale, 1024, height)
    code = ShownCode(LINK.url, "", "", is_bangla=False, is_told_of=True, other="", turn=nothing)
    session = shown(lambda: wide_qr(LINK, "করিম ভ্যারাইটি স্টোর", look, nothing, code))
    (words,) = (
        column.controls
        for column in controls_of(session, ft.Column)
        if any(isinstance(one, ft.Semantics) and one.identifier == "qr-url" for one in column.controls)
    )
    assert isinstance(words[-1], ft.Row) is below
