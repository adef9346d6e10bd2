"""The Bangla QR on paper and in a picture to send, as customers' phones see it: from near and far, turned, with noise."""

import io
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from tests.emvqr.samples import STATIC
from tests.support.scanning import SIDES, TURNS, looks_at, read_by_zxing
from tests.support.shop import ShopDevice

DRAWN = {"card": {}, "poster": {"format": "png"}, "poster on paper": {"paper": "A5"}}


def drawn(shop: ShopDevice, link_id: str, what: str) -> Image.Image:
    path, asked = f"/v1/links/{link_id}/{what.partition(' ')[0]}", {**DRAWN[what], "code": "bangla"}
    content = shop.http.get(path, params=asked).content
    if what != "poster on paper":
        return Image.open(io.BytesIO(content))
    document: Any = pypdfium2.PdfDocument(content)  # type: ignore[no-untyped-call]
    picture: Image.Image = document[0].render(scale=4).to_pil()
    document.close()
    return picture


@pytest.mark.parametrize("what", DRAWN)
def test_it_is_read_from_near_and_far_turned_and_with_noise(shop: ShopDevice, what: str) -> None:
    assert shop.http.put("/v1/own-code", json={"text": STATIC}).status_code == 200
    link = shop.new_link(650_00, "চাল ১০ কেজি")
    wanted = shop.get(f"/v1/links/{link['id']}/bangla-qr")["text"]
    looks = list(looks_at(drawn(shop, link["id"], what)))
    assert len(looks) == len(SIDES) * len(TURNS)
    assert [name for name, look in looks if read_by_zxing(look) != wanted] == []
