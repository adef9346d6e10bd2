"""What the icon of the installed app offers leads where it says."""

from typing import Any

from app.kit.qr import qr_png
from tests.browser.conftest import Open
from tests.support import plain
from tests.support.payer import Payer
from tests.support.shop import ShopDevice
from tests.support.town import Town


def test_what_its_icon_offers_opens_and_what_is_shared_into_it_is_checked(
    town: Town, app: Open, karim: ShopDevice, payer: Payer
) -> None:
    payer.pay(karim.store_url, amount="500")
    manifest = plain.get(f"{town.app_url}manifest.json").json()
    new, history, qr = (shortcut["url"].removeprefix("/") for shortcut in manifest["shortcuts"])
    shop = app(token=karim.token, path=new, ident="create")
    shop.visit(f"/{history}", "kind-all").visit(f"/{qr}", "qr-url")
    code = karim.payments[0]["code"]
    named, picture = manifest["share_target"]["params"], qr_png(f"{karim.url}/v?c={code}")
    # As the browser fills it in: a text, and an address that was not shared; or a picture.
    said = {named["text"]: (None, f"Receipt {code}"), named["url"]: (None, "")}
    drawn = {named["files"][0]["name"]: ("receipt.png", picture, "image/png")}
    for shared in (said, drawn):
        shop.visit("/settings", "profile").visit(led_to(town, manifest, shared), "check-new")
    shop.reads(f"payment-{karim.payments[0]['id']}", "৳৫০০.০০")


def led_to(town: Town, manifest: Any, shared: Any) -> str:
    """Where the app leads the browser that posts this."""
    target = manifest["share_target"]
    assert (target["method"], target["enctype"]) == ("POST", "multipart/form-data")
    address = f"{town.app_url}{target['action'].removeprefix('/')}"
    answer = plain.post(address, headers={"Origin": "null"}, files=shared, follow_redirects=False)
    assert answer.status_code == 303
    return answer.headers["location"]
