"""Every screen of the app, by its address."""

from collections.abc import Mapping

from app.navigation import SCREENS, screen_of
from app.views.payers_address import PayersAddress
from checkout.ids import new_id
from tests.emvqr.samples import STATIC
from tests.support.payer import Payer
from tests.support.shop import ShopDevice
from tests.support.staff import hired, id_of

STEPS = [one for one in SCREENS if one.parent and (above := screen_of(one.parent)) and above.wide is one.wide]
"""What a form leads to once something was typed; before that they are the form."""


def screens(karim: ShopDevice, payer: Payer) -> Mapping[str, str]:
    """Every screen's address, and what is on it once it is drawn."""
    manager = hired(karim, karim, "manager", "মোহাম্মদ আব্দুল্লাহ আল মামুন")
    names = "থ্রি-পিস, নীল", "প্রেশার কুকার", "তেল ৫ লিটার"
    paid, held, active = (
        karim.new_link(poisha, name) for poisha, name in zip((125_000, 220_005, 4_99_999_50), names, strict=True)
    )
    payer.pay(paid["url"], "visacard", email="nusrat@example.com", address="বাসা ১২, রোড ৪, মিরপুর-১০, ঢাকা ১২১৬")
    payer.pay(held["url"])
    payment = next(one for one in karim.payments if one["status"] == "paid")
    place = {"id": new_id("out"), "kind": "sms", "address": "01712345678"}
    karim.http.post("/v1/outlets", json=place)
    # Money that the shop saw at its own account; without the code, each link shows the code of its page.
    karim.http.put("/v1/own-code", json={"text": STATIC})
    karim.http.post(f"/v1/links/{active['id']}/seen", json={"id": new_id("dp")})
    karim.http.delete("/v1/own-code")
    store = next(link for link in karim.get("/v1/links")["data"] if link["kind"] == "store")
    looked_for = {
        "": "balance",
        "links": "filter-paid",
        "new": "create",
        f"share/{active['id']}": "share-url",
        f"share/{active['id']}/message": "message-words",
        f"links/{active['id']}": "hand-over",
        f"links/{held['id']}": "hand-over",
        f"links/{paid['id']}": "hand-over",
        f"links/{store['id']}/edit": "edit-least",
        f"payments/{payment['id']}": "hand-over",
        f"payments/{payment['id']}/refund": "rf-amount",
        f"qr/{active['id']}": "back",
        "history": "balance",
        "history/day": "day-chart",
        "history/own-account": "direct-seen",
        "history/payout": "po-amount",
        "check": "search",
        f"check/{payment['code']}": "check-new",
        "today": "today-sum",
        "settings": "profile",
        "settings/shop": "shop-name",
        "settings/devices": "person",
        f"settings/devices/{id_of(manager)}": "staff-save",
        "settings/notifications": "quiet",
        "settings/notifications/new": "place-address",
        "settings/notifications/quiet": "quiet-on",
        f"settings/notifications/place/{place['id']}": "place-test",
        "settings/help": "how-send",
    }
    # Any other that needs nothing but its address is looked at once its bar is there.
    others = (one.path for one in SCREENS if one.phone and one.wide is not PayersAddress and one not in STEPS)
    return looked_for | {path: "back" for path in others if path not in looked_for and ":" not in path}
