"""The same in Chromium: its debugging protocol takes the place of its maker's push service, and says what it displayed."""

import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, sync_playwright
from websockets.sync.client import ClientConnection, connect

from sandbox.push.sealing import BrowserKeys, decode
from tests.browser.flet_page import FLAGS
from tests.firefox.glass import Notice, Step
from tests.firefox.place import Place

# The headless shell shows no notices.
CHROMIUM: Final = shutil.which("chromium")
_PATIENCE_SECONDS: Final = 30
_LOOK_MS: Final = 5
_TURN_ON: Final = """async ([asked, token]) => {
    await navigator.serviceWorker.register('/keeper.js');
    await navigator.serviceWorker.ready;
    const headers = {Authorization: `Bearer ${token}`};
    return (await fetch('/push', {method: 'PUT', body: JSON.stringify(asked), headers})).status;
}"""
_PUT_AWAY: Final = "async () => { for (const one of await registration.getNotifications()) one.close(); }"


class Chromium:
    """With no page of the app open; what its push service would hand it comes by a line of ours."""

    def __init__(self, blank: Page, place: Place, line: ClientConnection) -> None:
        self._blank, self._line = blank, line
        self._keys = BrowserKeys.make(os.urandom(16))
        self._protocol = blank.context.new_cdp_session(blank)
        self._registered: list[str] = []
        self.opened, self.steps = list[Notice](), list[Step]()
        self._last_seqs: list[int] = []
        self._protocol.on("ServiceWorker.workerRegistrationUpdated", self._note_registrations)
        self._protocol.on("BackgroundService.backgroundServiceEventReceived", self._note)
        self._origin = place.app_url
        self._turn_on(place)
        self._protocol.send("ServiceWorker.enable")
        for service in ("notifications", "pushMessaging"):
            self._protocol.send("BackgroundService.setRecording", {"service": service, "shouldRecord": True})
            self._protocol.send("BackgroundService.startObserving", {"service": service})
        while not self._registered:
            blank.wait_for_timeout(_LOOK_MS)

    def _turn_on(self, place: Place) -> None:
        device = place.new_device()
        public_key, channel = device.get("/v1/push")["public_key"], str(uuid.uuid4())
        self._ask(messageType="hello", use_webpush=True, broadcasts={}, uaid="")
        endpoint = self._ask(messageType="register", channelID=channel, key=public_key)["pushEndpoint"]
        asked = {"endpoint": endpoint, "keys": self._keys.told, "public_key": public_key}
        page = self._blank.context.new_page()
        # The app's own origin without the app.
        page.goto(f"{self._origin}/healthz")
        assert page.evaluate(_TURN_ON, [asked, device.token]) == 200
        page.close()

    def _ask(self, **said: object) -> Any:
        self._line.send(json.dumps(said))
        return json.loads(self._line.recv(timeout=_PATIENCE_SECONDS))

    def is_put_away(self, line: str) -> bool:
        """Take what was sent, wait until a notice with this line is displayed, and put it away."""
        until, seen = time.monotonic() + _PATIENCE_SECONDS, len(self.opened)
        while time.monotonic() < until:
            self._take()
            if any(line in one.lines for one in self.opened[seen:]):
                self._blank.context.service_workers[-1].evaluate(_PUT_AWAY)
                return True
        return False

    def _take(self) -> None:
        """Hand on what came, as the browser would once it has opened it; and hear what was displayed."""
        try:
            said = json.loads(self._line.recv(timeout=_LOOK_MS / 1_000))
        except TimeoutError:
            self._blank.wait_for_timeout(_LOOK_MS)
            return
        self._line.send(json.dumps({"messageType": "ack", "updates": [{**said, "code": 100}]}))
        facts = {"origin": self._origin, "registrationId": self._registered[-1]}
        content = self._keys.read(decode(said["data"])).decode()
        self._last_seqs = [json.loads(content)["seq"]]
        self.steps.append(Step(time.time() * 1_000, self._last_seqs, "opened by the browser"))
        self._protocol.send("ServiceWorker.deliverPushMessage", {**facts, "data": content})

    def _note_registrations(self, told: dict[str, Any]) -> None:
        self._registered += [one["registrationId"] for one in told["registrations"]]

    def _note(self, told: dict[str, Any]) -> None:
        happened = told["backgroundServiceEvent"]
        facts, at = {one["key"]: one["value"] for one in happened["eventMetadata"]}, happened["timestamp"] * 1_000
        if happened["service"] == "pushMessaging":
            said = " ".join(filter(None, (happened["eventName"], facts.get("Status"))))
            # One is handed on at a time, so what happens is about the last.
            self.steps.append(Step(at, self._last_seqs, said))
        if happened["eventName"] != "Notification displayed":
            return
        self.opened.append(Notice(facts["Title"], facts["Body"], at, at, at))


@contextmanager
def chromium(folder: Path, place: Place) -> Iterator[Chromium]:
    """With an empty profile, which may show notices of the app."""
    with sync_playwright() as playwright, connect(place.push_url, proxy=None) as line:
        context = playwright.chromium.launch_persistent_context(
            folder, executable_path=CHROMIUM, headless=False, args=["--headless=new", *FLAGS]
        )
        context.grant_permissions(["notifications"], origin=place.app_url)
        yield Chromium(context.pages[0], place, line)
        context.close()
