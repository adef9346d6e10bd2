"""Who works in the shop: how somebody comes in, whom the owner sees, and what is at the till."""

from playwright.sync_api import Browser

from tests.browser.flet_page import FletPage
from tests.screenshots.camera import camera, ending
from tests.support.payer import Payer
from tests.support.staff import hired, id_of
from tests.support.town import Town


def people(browser: Browser, town: Town, language: str, size: tuple[int, int], dark: bool) -> None:
    """The owner's screens of the people, the way in, and a cashier's own screens."""
    karim, payer, name_ends = town.new_shop(), Payer(), ending(size, language, dark=dark)
    cashier = hired(town, karim, "cashier", "সাথী আক্তার" if language == "bn" else "Sathi Akter")
    door = FletPage(browser, size=size, dark=dark, language=language).open(town.app_url, "phone")
    door.tap_for("invited", "join-code").tap("join").sees("join-name-error")
    camera(door, name_ends)("60-join")
    door.close()
    owner = FletPage(browser, size=size, dark=dark, language=language, token=karim.token)
    shot = camera(owner, name_ends)
    owner.open(f"{town.app_url}settings/devices", "person")
    shot("61-people")
    owner.visit(f"/settings/devices/{id_of(cashier)}", "staff-save").choose("staff-role-manager").sees("staff-sum")
    shot("62-person")
    owner.visit("/settings/devices/invite", "staff-invite").tap_for("staff-invite", "invitation")
    shot("63-invitation")
    owner.close()
    till = FletPage(browser, size=size, dark=dark, language=language, token=cashier.token)
    shot = camera(till, name_ends)
    for amount in ("500", "1250"):
        payer.pay(karim.store_url, amount=amount)
    payment = karim.payments[0]
    karim.http.post(f"/v1/payments/{payment['id']}/handover")
    for path, ident, name in (
        ("", "today", "64-till"),
        ("today", "today-sum", "65-till-today"),
        (f"payments/{payment['id']}", "pay-given-by", "66-given"),
        ("history", "not-for-you", "67-not-for-you"),
    ):
        till.open(f"{town.app_url}{path}", ident)
        shot(name)
    till.close()
    payer.http.close()
