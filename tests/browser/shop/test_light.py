"""What the shopkeeper's app costs on the line: counted by a proxy, in a real browser with a cache of its own."""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from app import shell
from tests.browser.flet_page import FletPage
from tests.browser.scripts import BLIND
from tests.support import plain
from tests.support.line import line_to
from tests.support.shop import ShopDevice
from tests.support.town import Town

NEW_VISIT_BYTES = 4_300_000
RETURNING_BYTES = 150_000
# The page, its style and its scripts are less, the engine is much more.
SOME_OF_THE_ENGINE_BYTES = 600_000
# What is drawn changes no byte of what is fetched, and costs the most.
_COARSE = 0.25
_KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys()) for (const one of await (await caches.open(name)).keys()) kept.push(new URL(one.url).pathname);
  return kept.sort();
}"""
# Until what is kept fulfils a condition, or for a minute.
_UNTIL = f"""async ([condition, fact]) => {{
  const fulfils = new Function('kept', 'fact', 'return ' + condition);
  for (let tries = 0; tries < 600 && !fulfils(await ({_KEPT})(), fact); tries++) await new Promise(go => setTimeout(go, 100));
  return await ({_KEPT})();
}}"""
_ENGINE_IS_KEPT = "kept.filter(path => /wasm$|mjs$|woff2$|line.js$/.test(path)).length === 10"
_POISON = """async () => {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const one of await cache.keys()) {
      if (/wasm$|woff2$/.test(one.url)) await cache.put(one, new Response('no such thing', {headers: {'Content-Type': 'application/wasm'}}));
    }
  }
}"""


def test_a_new_visit_and_one_that_comes_back_cost_little(town: Town, browser: Browser, karim: ShopDevice) -> None:
    """In a private profile, whose cache the browser keeps in memory, and with no worker."""
    with line_to(urlsplit(town.app_url).port or 0) as line:
        shop = FletPage(browser, BLIND, scale=_COARSE, token=karim.token)
        try:
            shop.open(f"{line.url}/", "balance")
            new_visit = line.passed_bytes
            shop.page.goto("about:blank")
            shop.open(f"{line.url}/", "balance")
            returning = line.passed_bytes - new_visit
        finally:
            shop.close()
    assert new_visit <= NEW_VISIT_BYTES
    assert returning <= RETURNING_BYTES


def test_what_a_visit_loaded_is_kept_through_updates_and_never_stands_in_the_way(
    town: Town, browser: Browser, karim: ShopDevice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    updated = tmp_path / "assets"
    shutil.copytree(shell.ASSETS, updated)
    with (updated / "line.js").open("a", encoding="utf-8") as file:
        file.write("// An update.\n")
    name = karim.get("/v1/merchant")["name"]
    # As packed, and without its head.
    page_bytes = int(plain.get(town.app_url, headers={"Accept-Encoding": "br"}).headers["content-length"])
    with line_to(urlsplit(town.app_url).port or 0) as line:
        shop = FletPage(browser, BLIND, scale=_COARSE, token=karim.token, keeps=True)
        cdp = shop.context.new_cdp_session(shop.page)

        def kept_once(condition: str, fact: str = "") -> list[str]:
            kept: list[str] = shop.page.evaluate(_UNTIL, [condition, fact])
            return kept

        def come_back(frozen_after: int = 0) -> int:
            """Without what the browser's own cache had: how many bytes it cost."""
            shop.page.goto("about:blank")
            cdp.send("Network.clearBrowserCache")
            before = line.passed_bytes
            if frozen_after:
                line.freeze_after(frozen_after)
                shop.page.goto(line.url, wait_until="commit")
                expect(shop.page.locator("#first-shop")).to_have_text(name)
                expect(shop.page.locator("#first")).not_to_contain_text("৳")
                line.mend()
                shop.sees("balance")
            else:
                shop.open(f"{line.url}/", "balance")
            expect(shop.page.locator("#first")).to_have_count(0)
            return line.passed_bytes - before

        try:
            # A first visit is told how much of the engine is here.
            line.freeze_after(SOME_OF_THE_ENGINE_BYTES)
            shop.page.goto(line.url, wait_until="commit")
            shop.page.wait_for_function("() => Number(document.getElementById('first-line').ariaValueNow) > 0")
            expect(shop.page.locator("#first-told")).to_contain_text("খুলছে…")
            assert int(shop.page.locator("#first-line").get_attribute("aria-valuenow") or 0) < 60
            line.mend()
            shop.sees("balance")
            before = kept_once(_ENGINE_IS_KEPT)
            # The next time the frame is there at once, with the shop's name and no sum.
            assert come_back(frozen_after=page_bytes) <= RETURNING_BYTES

            # After an update only what changed is fetched, and what it took the place of is forgotten.
            monkeypatch.setattr(shell, "ASSETS", updated)
            line.lead_to(urlsplit(town.app_with("updated")).port or 0)
            assert come_back() <= RETURNING_BYTES
            old = [path for path in before if path.endswith("/line.js")]
            after = kept_once(f"!kept.includes(fact) && {_ENGINE_IS_KEPT}", old[0])
            assert [path for path in before if path not in after] == old

            # What is broken in it is fetched anew.
            shop.page.evaluate(_POISON)
            assert come_back() > RETURNING_BYTES

            # And an operator can have it all forgotten.
            kept_once(_ENGINE_IS_KEPT)
            line.lead_to(urlsplit(town.app_with("forgetting", keeps=False)).port or 0)
            come_back()
            assert kept_once("!kept.length") == []
        finally:
            shop.close()
