"""The shop's own Bangla QR in its app: set up from a picture, first where a link is shown, and never taken for the other."""

from pathlib import Path

from tests.browser.conftest import Open
from tests.emvqr.samples import STATIC
from tests.support.qr import qr_file
from tests.support.shop import ShopDevice


def test_it_is_set_up_from_a_picture_and_comes_first(app: Open, karim: ShopDevice, tmp_path: Path) -> None:
    link = karim.new_link(650_00)
    for name, text in (("web.png", karim.store_url), ("own.png", STATIC)):
        (tmp_path / name).write_bytes(qr_file(text))
    shop = app(token=karim.token, path="settings/own-code", ident="own-picture")
    for name, said in (("web.png", "এটি বাংলা কিউআর নয়।"), ("own.png", "এটিই আমার দোকানের কোড")):
        with shop.page.expect_file_chooser() as chooser:
            shop.tap("own-picture")
        chooser.value.set_files(tmp_path / name)
        shop.shows(said)
    shop.reads("own-name", "RAHIM STORE").sees("own-not-told").tap("own-keep").sees("own-remove")
    shop.visit(f"/qr/{link['id']}", "qr-name").sees("qr-not-told").does_not_see("qr-url")
    shop.tap("qr-other").sees("qr-url").does_not_see("qr-not-told")
    shop.visit(f"/links/{link['id']}", "seen-in-bank").tap("seen-in-bank").shows("লিংক পরিশোধিত হবে না।")
    assert karim.get("/v1/direct-payments")["data"][0]["kind"] == "seen"
    assert karim.get(f"/v1/links/{link['id']}")["status"] == "active"
