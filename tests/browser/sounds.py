"""What a page plays, counted instead of heard."""

from tests.browser.flet_page import FletPage

HEARD = """window.__heard = 0;
HTMLMediaElement.prototype.play = function () { window.__heard += 1; return Promise.resolve(); };"""
# Sounds are played in turn, each a little more than a second long.
_IN_TURN_MS = 2_000


def heard(shop: FletPage, times: int) -> None:
    """Until it was heard so often, and for as long after as one sound waits for another: then it is not heard again."""
    shop.page.wait_for_function("times => window.__heard >= times", arg=times)
    shop.page.wait_for_timeout(_IN_TURN_MS)
    assert shop.page.evaluate("window.__heard") == times
