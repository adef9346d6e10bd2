"""The settings show the rows of the screens that are opened from there, as the table of screens has them."""

from typing import Final

from app.navigation import SCREENS
from tests.plain_pages.conftest import Open
from tests.support.shop import ShopDevice

# By the name of its row, which is the end of its address: what is seen where the row leads.
_LED_TO: Final = {"own-code": "own-picture", "devices": "staff-add", "help": "how-send"}


def test_every_screen_with_a_row_is_opened_from_there_in_the_order_of_the_table(app: Open, karim: ShopDevice) -> None:
    rows = [one.path.rpartition("/")[2] for one in SCREENS if one.row is not None]
    assert rows == list(_LED_TO)
    shop = app(token=karim.token, path="settings", ident="signout")
    assert [one for one in shop.idents("") if one in {*rows, "signout"}] == [*rows, "signout"]
    for row in rows:
        shop.visit("/settings", row).tap(row).sees(_LED_TO[row])
