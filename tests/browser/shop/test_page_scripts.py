"""The scripts of the app's page in times that no test waits for: its clock is turned, and its engine stays away."""

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.town import Town

# In place of the browser's own: what it hears, and whether it opens, a test says.
_LINES: Final = """window.lines = []; window.asked = []; window.WebSocket = class extends EventTarget {
  constructor(url) { super(); this.readyState = 0; lines.push(this); }
  opens() { this.readyState = 1; this.onopen({}); }
  says(...bytes) { this.onmessage({data: new Uint8Array(bytes).buffer}); }
  breaks() { this.readyState = 3; this.onclose({}); }
  send() {}
  close() { this.readyState = 3; }
};
for (const [name, state] of [['CONNECTING', 0], ['OPEN', 1], ['CLOSING', 2], ['CLOSED', 3]]) window.WebSocket[name] = window.WebSocket.prototype[name] = state;
const fetched = window.fetch; window.fetch = (...what) => { asked.push(String(what[0])); return fetched(...what); };"""
_NO_FRAMES: Final = "window.requestAnimationFrame = () => 0;"
# As the client does: it holds one line, and asks for another when that is closed.
_CLIENT: Final = """const hold = () => { const line = new WebSocket('/ws'); line.onclose = hold; }; hold();"""
_UNSEEN_MS: Final = 1_000
_STUCK_MS: Final = 20_000


@pytest.fixture
def page(browser: Browser, town: Town) -> Iterator[Page]:
    """The app's page, whose time goes on when a test says so."""
    context = browser.new_context(service_workers="block")
    opened = context.new_page()
    opened.route("**/flutter_bootstrap.js", lambda route: route.fulfill(content_type="text/javascript", body=""))
    opened.clock.install(time=0)
    opened.clock.pause_at(1_000)
    yield opened
    context.close()


def test_the_first_screen_goes_once_the_app_draws_though_the_browser_gives_no_frames(page: Page, town: Town) -> None:
    page.add_init_script(_NO_FRAMES)
    page.goto(town.app_url)
    page.evaluate("dispatchEvent(new Event('aday-drawn'))")
    page.clock.run_for(_UNSEEN_MS - 1)
    expect(page.locator("#first")).to_have_count(1)
    page.clock.run_for(1)
    expect(page.locator("#first")).to_have_count(0)


class TestALineThatIsBack:
    """And with it a page on which nothing is drawn any more."""

    @pytest.fixture
    def waiting(self, page: Page, town: Town) -> Page:
        """Drawn; then its line broke, another one is open, and nothing has come by it yet."""
        page.add_init_script(_LINES)
        page.goto(town.app_url)
        page.evaluate(f"{_CLIENT} lines[0].opens(); lines[0].says(0, 1); lines[0].says(0, 2); lines[0].breaks();")
        expect(page.locator("#line-lost")).to_be_visible()
        page.evaluate("lines[1].opens(); window.isSame = true; asked.length = 0;")
        page.clock.run_for(1)
        return page

    def test_is_loaded_anew_after_twenty_seconds(self, waiting: Page) -> None:
        waiting.clock.run_for(_STUCK_MS - 500)
        assert waiting.evaluate("asked") == []
        with waiting.expect_navigation(wait_until="commit"):
            waiting.clock.run_for(1_000)
        assert waiting.evaluate("window.isSame") is None

    def test_is_left_alone_where_something_is_drawn(self, waiting: Page) -> None:
        waiting.clock.run_for(_STUCK_MS - 500)
        waiting.evaluate("lines[1].says(0, 1); lines[1].says(0, 2);")
        expect(waiting.locator("#line-lost")).to_have_count(0)
        waiting.clock.run_for(2 * _STUCK_MS)
        assert waiting.evaluate("[asked, isSame]") == [[], True]

    def test_waits_for_a_server_that_does_not_answer(self, waiting: Page) -> None:
        waiting.route("**/healthz", lambda route: route.fulfill(status=503))
        waiting.clock.run_for(_STUCK_MS + 500)
        waiting.clock.run_for(_STUCK_MS + 500)
        assert waiting.evaluate("[asked, isSame]") == [["healthz", "healthz"], True]


def test_an_invitation_is_left_for_the_app_and_gone_from_the_address(page: Page, town: Town) -> None:
    code = "join_" + "a" * 43
    page.goto(f"{town.app_url}links?status=paid#join={code}")
    assert page.url == f"{town.app_url}links?status=paid"
    assert page.evaluate("localStorage.getItem('flutter.aday.join')") == f'"{code}"'
    page.goto(f"{town.app_url}#join=short")
    assert page.url == f"{town.app_url}#join=short"
