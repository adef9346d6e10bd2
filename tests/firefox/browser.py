"""A Firefox of its own, without a window on any screen, and the shop's app in it."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from tests.firefox.glass import Glass
from tests.firefox.marionette import Marionette
from tests.firefox.place import Place
from tests.support.shop import ShopDevice, eventually

FIREFOX: Final = "firefox-esr"
_FONTS: Final = Path(__file__).parents[2] / "assets" / "app" / "assets" / "fonts"
_END_SECONDS: Final = 30
_TRIES: Final = 3
_PREFS: Final = {
    "dom.push.testing.allowInsecureServerURL": True,
    "dom.push.testing.ignorePermission": True,
    # Its own windows show the notices: a desktop whose service would is not there.
    "alerts.useSystemBackend": False,
    # It gives up a site whose notices are put away within three seconds, sixteen times with no visit between; ours are.
    "dom.push.maxQuotaPerSubscription": 100_000,
    # Whoever is not on this machine is asked nothing.
    "network.dns.disabled": True,
    "marionette.port": 0,
}
# The semantics are there once somebody asks for them, as a reader of the screen does.
_FIND: Final = """name => {
    document.querySelector('flt-semantics-placeholder')?.click();
    return document.querySelector(`[flt-semantics-identifier="${name}"]`);
}"""
# Whoever signed out before left nothing, as it is when the app does it.
_SIGN_IN: Final = """token => {
    localStorage.clear();
    localStorage.setItem('flutter.aday.token', JSON.stringify(token));
}"""
# As its person says yes to the browser's own question, where it asks.
_ALLOW: Final = """() => {
    const panel = window.PopupNotifications?.panel;
    if (panel?.state !== 'open') return false;
    panel.firstElementChild.button.click();
    return true;
}"""


class Firefox:
    """One that runs with no page of the app open, but while its person does something there."""

    def __init__(self, line: Marionette, place: Place) -> None:
        self.line, self._place = line, place
        # A driven Firefox has its line to a push service cut; its own way is to have one.
        line.in_browser("() => Services.prefs.setBoolPref('dom.push.connection.enabled', true)")
        self.glass = Glass(line)

    @contextmanager
    def app_open(self, device: ShopDevice, path: str) -> Iterator[None]:
        """In a tab of its own, signed in as this device; closed afterwards."""
        first = self.line.in_tab("WebDriver:GetWindowHandle")
        tab = self.line.in_tab("WebDriver:NewWindow", type="tab")["handle"]
        self.line.in_tab("WebDriver:SwitchToWindow", handle=tab)
        # The app's own origin without the app.
        self.line.in_tab("WebDriver:Navigate", url=f"{self._place.app_url}/icons/icon-192.png")
        self.line.in_page(_SIGN_IN, device.token)
        self.line.in_tab("WebDriver:Navigate", url=f"{self._place.app_url}{path}")
        yield
        self.line.in_tab("WebDriver:CloseWindow")
        self.line.in_tab("WebDriver:SwitchToWindow", handle=first)

    def turn_on(self, device: ShopDevice) -> None:
        """By the app's own switch, on its own screen."""
        for _ in range(_TRIES):
            # The first subscription during the browser's start may be lost.
            with self.app_open(device, "/settings/notifications"), suppress(AssertionError):
                self.press("push")
                self.press("push-yes")
                eventually(lambda: self._is_on(device))
                return
        raise AssertionError("notices could not be turned on")

    def _is_on(self, device: ShopDevice) -> bool:
        self.line.in_browser(_ALLOW)
        return bool(device.get("/v1/push")["is_on"])

    def press(self, name: str) -> None:
        """What bears this identifier, by the mouse."""
        found = eventually(lambda: self.line.in_page(_FIND, name))
        self.line.in_tab("WebDriver:ElementClick", id=next(iter(found.values())))


@contextmanager
def firefox(folder: Path, place: Place) -> Iterator[Firefox]:
    """With an empty profile."""
    profile, fonts = folder / "profile", folder / "home" / ".local" / "share" / "fonts"
    profile.mkdir(parents=True)
    fonts.parent.mkdir(parents=True)
    fonts.symlink_to(_FONTS)
    prefs = {**_PREFS, "dom.push.serverURL": place.push_url}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in prefs.items()]
    (profile / "user.js").write_text("".join(lines))
    command = [shutil.which(FIREFOX) or FIREFOX, "--headless", "--marionette", "--remote-allow-system-access"]
    with (folder / "firefox.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--no-remote", "--profile", str(profile), "about:blank"],
            env={**os.environ, "HOME": str(folder / "home"), "MOZ_HEADLESS": "1"},
            stdout=log,
            stderr=log,
        )
    try:
        with Marionette(eventually(lambda: _port_of(profile))) as line:
            yield Firefox(line, place)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_END_SECONDS)
        process.kill()
        process.wait()


def _port_of(profile: Path) -> int:
    """Which one it listens at; 0 until it does."""
    try:
        return int((profile / "MarionetteActivePort").read_text() or 0)
    except FileNotFoundError:
        return 0
