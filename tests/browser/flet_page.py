"""The shopkeeper's app in Chromium, found by the identifiers that its controls carry."""

import itertools
import os
import re
import shutil
from collections import deque
from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, FloatRect, Locator, Page, expect
from playwright.sync_api import TimeoutError as NotInTime

from tests.browser.scripts import BLIND, COVERED_BY, DRAWS, IS_CHOSEN, SEMANTICS, STANDS, STATE, UNMARKED
from tests.support.shop import eventually

CHROMIUM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Loopback only: whatever asks for another host gets nothing.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
PHONE, DESKTOP = (390, 844), (1280, 800)
WOKEN: list[str] = []
"""Pages that stood still in a test until they were woken: which test, and what the page said of itself."""

# Drawing takes much of a browser's processor, and nobody looks: a page of a lent profile draws nothing, and prepares a
# sixteenth of the dots. Those with a profile of their own draw as a phone does.
_COARSE = 0.25
# Waiting ends when the thing is there; a busy machine may need this long for it.
PATIENCE_MS = 60_000
_SOON_MS = 5_000
# Without what is waited for in so long, it is looked whether the browser still draws.
_FRAMES_MS = 20_000
_CONNECTED = re.compile("o(n|ff)")
expect.set_options(timeout=PATIENCE_MS)
_PAGES = itertools.count(1)


class Profiles:
    """Profiles of a browser, each lent to one page after another: what one of them compiled the next one need not.

    A page that does nothing keeps the renderer of a profile; that a page finds nothing of the one before it, its
    first script sees to.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser, self._free = browser, list[tuple[float, bool, BrowserContext]]()

    def lend(self, scale: float, *, mobile: bool) -> BrowserContext:
        for one in self._free:
            if one[:2] == (scale, mobile):
                self._free.remove(one)
                return one[2]
        profile = new_profile(self._browser, scale * _COARSE, mobile=mobile)
        profile.new_page()
        return profile

    def take_back(self, scale: float, profile: BrowserContext, *, mobile: bool) -> None:
        for page in profile.pages[1:]:
            page.close()
        profile.set_offline(False)
        profile.clear_cookies()
        self._free.append((scale, mobile, profile))


def new_profile(browser: Browser, scale: float = 1, *, mobile: bool = False, keeps: bool = False) -> BrowserContext:
    """A profile of its own; only with `keeps` does a worker keep the page's files in it."""
    more = {"user_agent": _ANDROID} if mobile else {}
    return browser.new_context(
        device_scale_factor=scale,
        # What slides in stands at once: a press that a program aims at a moving button falls beside it.
        reduced_motion="reduce",
        service_workers="allow" if keeps else "block",
        permissions=["clipboard-read", "clipboard-write", "screen-wake-lock"],
        **more,  # type: ignore[arg-type]
    )


class FletPage:
    """One browser of a shopkeeper: with a profile of its own, or one of those that are lent."""

    def __init__(
        self,
        browser: Browser | Profiles,
        *scripts: str,
        size: tuple[int, int] = PHONE,
        dark: bool = False,
        scale: float = 1,
        token: str = "",
        language: str = "",
        mobile: bool = False,
        keeps: bool = False,
        watches: bool = False,
    ) -> None:
        self.context = (
            browser.lend(scale, mobile=mobile)
            if isinstance(browser, Profiles)
            else new_profile(browser, scale, mobile=mobile, keeps=keeps)
        )
        self._browser, self._scale, self._mobile = browser, scale, mobile
        self.page: Page = self.context.new_page()
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.emulate_media(color_scheme="dark" if dark else "light")
        kept = {"token": token, "language": language}
        store = "".join(
            f"localStorage.setItem('flutter.aday.{key}', JSON.stringify('{value}'));"
            for key, value in kept.items()
            if value
        )
        mine = f"page {next(_PAGES)}"
        once = (
            f"if (localStorage.getItem('tests.page') !== '{mine}') "
            f"{{ localStorage.clear(); {store} localStorage.setItem('tests.page', '{mine}'); }}"
        )
        blind = (BLIND,) if isinstance(browser, Profiles) else ()
        for script in (*blind, SEMANTICS, once, *scripts):
            self.page.add_init_script(script)
        self.console: deque[str] = deque(maxlen=5)
        self.page.on("console", lambda said: self.console.extend([said.text[:200]] if said.type == "error" else []))
        self.page.on("pageerror", lambda error: self.console.append(str(error)[:200]))
        self.outside, self.fallback_fonts = list[str](), list[str]()
        if watches:  # Of every request the tests are told then, which costs.
            self.page.on("requestfinished", lambda request: self._note(request.url))
            self.page.on("requestfailed", lambda request: None if request.failure == "csp" else self._note(request.url))

    def close(self) -> None:
        if isinstance(self._browser, Profiles):
            self._browser.take_back(self._scale, self.context, mobile=self._mobile)
        else:
            self.context.close()

    def open(self, url: str, ident: str) -> "FletPage":
        """Go there, until something with this identifier is drawn.

        Once in some hundreds of openings a headless Chromium draws one frame and no more, whatever the page asks;
        that is no fault of the app's, so it is opened again. A browser that does draw fails the test.
        """
        self.page.goto(url, wait_until="commit")
        try:
            self.sees(ident, timeout_ms=30_000)
        except AssertionError:
            if self.page.evaluate(DRAWS):
                raise
        else:
            if self.page.evaluate(DRAWS):
                return self
        self.page.reload(wait_until="commit")
        return self.sees(ident)

    def visit(self, path: str, ident: str) -> "FletPage":
        """Go to another address within the app, until something with this identifier is drawn."""
        self.page.evaluate(
            "path => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')); }", path
        )
        return self.sees(ident)

    def by(self, ident: str) -> Locator:
        return self.page.locator(f"[flt-semantics-identifier='{ident}']").last

    def sees(self, ident: str, timeout_ms: float = PATIENCE_MS) -> "FletPage":
        self._wait(lambda ms: expect(self.by(ident)).to_be_attached(timeout=ms), timeout_ms)
        return self

    def does_not_see(self, ident: str) -> "FletPage":
        seen = self.page.locator(f"[flt-semantics-identifier='{ident}']")
        self._wait(lambda ms: expect(seen).to_have_count(0, timeout=ms))
        return self

    def _wait(self, wait: Callable[[float], object], timeout_ms: float = PATIENCE_MS) -> None:
        """Wait so long; a headless Chromium that has drawn nothing new for a while is made to draw again.

        Some pages get no frames any more in the middle of a test, which is no fault of the app's: nothing that it
        draws comes to the glass meanwhile. Each that had to be woken is told of after the tests.
        """
        try:
            wait(min(timeout_ms, _FRAMES_MS))
        except (AssertionError, NotInTime):
            if timeout_ms <= _FRAMES_MS:
                raise
        else:
            return
        draws = "got frames" if self.page.evaluate(DRAWS) else "got no frames"
        state = f"{draws}, {self.page.evaluate(STATE)}; its console: {list(self.console)}"
        self._wake()
        try:
            wait(timeout_ms - _FRAMES_MS)
        except (AssertionError, NotInTime) as missed:
            missed.add_note(f"The page {state}; waking it changed nothing.")
            raise
        WOKEN.append(f"{os.environ.get('PYTEST_CURRENT_TEST', '')}: the page {state}")

    def _wake(self) -> None:
        size = self.page.viewport_size
        assert size is not None
        self.page.bring_to_front()
        for more in (1, 0):
            self.page.set_viewport_size({"width": size["width"], "height": size["height"] + more})
        self.page.screenshot()

    def reads(self, ident: str, text: str) -> "FletPage":
        """Until the control shows this text, as its content or as its name."""
        found = self.page.locator(f"[flt-semantics-identifier='{ident}']").filter(has_text=text)
        named = self.page.locator(
            f"[flt-semantics-identifier='{ident}'][aria-label*='{text}'], [flt-semantics-identifier='{ident}'] [aria-label*='{text}']"
        )
        self._wait(lambda ms: expect(found.or_(named).last).to_be_attached(timeout=ms))
        return self

    def shows(self, text: str) -> "FletPage":
        """Until the text is somewhere on the screen, written or named."""
        written = self.page.get_by_text(text).or_(self.page.locator(f"[aria-label*='{text}']")).first
        self._wait(lambda ms: expect(written).to_be_attached(timeout=ms))
        return self

    def covers_nothing(self, ident: str) -> "FletPage":
        """What is shown lies over nothing that can be pressed or typed in."""
        self.sees(ident)
        covered = self.page.evaluate(COVERED_BY, ident)
        assert covered == [], covered
        return self

    def tap(self, ident: str) -> "FletPage":
        """Press it as soon as it stands: where it is told to be lags behind where it glides to."""

        def press(ms: float) -> None:
            self.by(ident).evaluate(STANDS, timeout=ms)
            self.by(ident).click(timeout=ms)

        self._wait(press)
        return self

    def choose(self, ident: str) -> "FletPage":
        """Press one of several until it is the chosen one."""
        chosen = self.tap(ident).page.locator(
            f"[flt-semantics-identifier='{ident}'][aria-selected=true], [flt-semantics-identifier='{ident}'][aria-current=true]"
        )
        try:
            expect(chosen).to_be_attached(timeout=_SOON_MS)
        except AssertionError:
            self.tap(ident)
            self._wait(lambda ms: expect(chosen).to_be_attached(timeout=ms))
        return self

    def tap_for(self, ident: str, opened: str) -> "FletPage":
        """Press what opens something, and once more where the page was still being laid out under the press."""
        self.tap(ident)
        try:
            return self.sees(opened, timeout_ms=5_000)
        except AssertionError:
            return self.tap(ident).sees(opened)

    def fill(self, ident: str, text: str) -> "FletPage":
        """Type as a person does: into the field that has the focus, over what was there."""
        box = self.focus(ident)
        box.press("Control+A")
        # Flutter chooses the text, and tells the box of it some frames later: what is typed sooner is put behind it.
        self._wait(lambda ms: self.page.wait_for_function(IS_CHOSEN, arg=box.element_handle(), timeout=ms))
        self.page.keyboard.type(text, delay=10)
        return self

    def focus(self, ident: str) -> Locator:
        """Press the field until it takes what is typed, and give its box.

        The browser's focus comes first. Some frames later Flutter connects its own editing to the box and
        replaces what is in it; whoever typed within those 30 ms, as only a program can, would lose that.
        Connecting sets `autocorrect`, so a box without it is not connected yet.
        """
        box = self.box(ident)
        # In one step: where Flutter gives the box the focus by itself, nothing would set the mark again.
        if box.evaluate(UNMARKED, timeout=PATIENCE_MS):
            box.click(timeout=PATIENCE_MS)
        expect(box).to_be_focused(timeout=PATIENCE_MS)
        try:
            expect(box).to_have_attribute("autocorrect", _CONNECTED, timeout=_SOON_MS)
        except AssertionError:
            # The app gave it the focus as the mark was taken: it was connected before, and is so anew once it lost it.
            box.evaluate("box => box.blur()", timeout=PATIENCE_MS)
            box.click(timeout=PATIENCE_MS)
            expect(box).to_have_attribute("autocorrect", _CONNECTED, timeout=PATIENCE_MS)
        return box

    def place(self, ident: str) -> FloatRect:
        """Where it is, as soon as it is somewhere: what is drawn anew has no place for a moment."""
        return place_of(self.by(ident))

    def box(self, ident: str) -> Locator:
        return self.by(ident).locator("input, textarea").last

    def text_in(self, ident: str) -> str:
        """What stands in a box that has the focus or gets it; one that has it not may show the browser an older text."""
        return self.focus(ident).input_value()

    def text(self, ident: str) -> str:
        return self.by(ident).inner_text() or self.by(ident).get_attribute("aria-label") or ""

    @property
    def opened(self) -> list[str]:
        """What the app opened in another window, when OPENED stands in for it."""
        return list(self.page.evaluate("window.__opened"))

    def _note(self, url: str) -> None:
        if url.startswith(("data:", "blob:")):
            return
        if not url.startswith(("http://127.0.0.1", "ws://127.0.0.1")):
            self.outside.append(url)
        if "/assets/fonts/noto" in url:
            self.fallback_fonts.append(url)


def place_of(found: Locator) -> FloatRect:
    return eventually(found.bounding_box)


_ANDROID = "Mozilla/5.0 (Linux; Android 13; SM-A047F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36"
