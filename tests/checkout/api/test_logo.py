"""A shop's logo: small, square, drawn anew, and on the pages that payers see."""

import base64
import io

import pytest
from PIL import Image

from checkout.api.logo import BYTES_MOST, SIDE, small_logo
from checkout.errors import BadFields
from tests.support import plain
from tests.support.shop import ShopDevice


def picture(kind: str = "PNG", size: tuple[int, int] = (400, 200), **more: object) -> str:
    file = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(file, kind, **more)
    return base64.b64encode(file.getvalue()).decode()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_small_square(kind: str) -> None:
    made = base64.b64decode(small_logo(picture(kind)))
    assert len(made) <= BYTES_MOST
    with Image.open(io.BytesIO(made)) as drawn:
        assert (drawn.format, drawn.size) == ("WEBP", (SIDE, SIDE))


def test_what_a_phone_writes_into_its_pictures_does_not_travel() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Karim's house, 23.8 N"
    made = base64.b64decode(small_logo(picture("JPEG", exif=exif)))
    assert b"Karim" not in made
    assert not Image.open(io.BytesIO(made)).getexif()


@pytest.mark.parametrize(
    "given",
    ["not base64!", base64.b64encode(b"<svg onload=alert(1)>").decode(), picture("GIF"), picture()[:400], "AAAA"],
    ids=["no base64", "svg", "gif", "cut", "noise"],
)
def test_what_is_no_picture_is_refused_by_name(given: str) -> None:
    with pytest.raises(BadFields):
        small_logo(given)


def test_it_stands_on_the_payers_page_in_the_one_request_until_it_is_removed(shop: ShopDevice) -> None:
    changed = shop.http.patch("/v1/merchant", json={"logo": picture(size=(150, 100))})
    assert changed.status_code == 200, changed.text
    logo = changed.json()["logo"]
    page = plain.get(shop.store_url).text
    assert f'src="data:image/webp;base64,{logo}"' in page
    assert len(page.encode()) < 30_000
    assert shop.events[-1]["data"]["logo"] == logo
    assert shop.http.patch("/v1/merchant", json={"logo": ""}).json()["logo"] == ""
    assert "data:image/webp" not in plain.get(shop.store_url).text


def test_a_bad_one_is_told_beside_its_field_and_the_old_one_stays(shop: ShopDevice) -> None:
    logo = shop.http.patch("/v1/merchant", json={"logo": picture(size=(150, 100))}).json()["logo"]
    refused = shop.http.patch("/v1/merchant", json={"logo": "AAAA"}, headers={"Accept-Language": "en"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "logo"
    assert shop.get("/v1/merchant")["logo"] == logo
