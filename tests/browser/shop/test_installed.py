"""What the icon of the installed app offers leads where it says."""

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
    shared = manifest["share_target"]
    (text, *_) = shared["params"].values()
    code = karim.payments[0]["code"]
    # As the browser fills it in: a text, and an address that was not shared.
    app(
        token=karim.token, path=f"{shared['action'].removeprefix('/')}?{text}=Receipt+{code}&{text}=", ident="check-new"
    )
