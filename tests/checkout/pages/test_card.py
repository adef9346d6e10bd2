"""A link as a picture to send: it can be scanned, and it says whose it is."""

import io

from PIL import Image

from checkout.pages.qr import qr_modules
from tests.support.shop import ShopDevice


def picture(shop: ShopDevice, link_id: str) -> Image.Image:
    answer = shop.http.get(f"/v1/links/{link_id}/card", headers={"Accept-Language": "bn"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png"), answer.text
    assert len(answer.content) < 300_000
    return Image.open(io.BytesIO(answer.content)).convert("L")


def test_it_carries_the_links_own_qr_with_four_free_modules_around_it(shop: ShopDevice) -> None:
    link = shop.new_link(1_250_00, "থ্রি-পিস, নীল")
    drawn, modules = picture(shop, link["id"]), qr_modules(link["url"])
    assert drawn.size == (1080, 1350)
    size = 760 // (len(modules) + 8)
    left, top = round((1080 - size * len(modules)) / 2), round(390 + (760 - size * len(modules)) / 2)
    found = [
        [drawn.getpixel((left + x * size + size // 2, top + y * size + size // 2)) < 128 for x in range(len(modules))]  # type: ignore[operator]
        for y in range(len(modules))
    ]
    assert found == modules
    free = 4 * size - 2
    context = drawn.crop((left - free, top - free, left + size * len(modules) + free, top))
    assert context.getextrema() == (255, 255)


def test_the_head_is_drawn_over_for_a_sum_and_not_left_empty_without_one(shop: ShopDevice) -> None:
    fixed = picture(shop, shop.new_link(1_250_00)["id"]).crop((60, 0, 1080, 380))
    own = next(link for link in shop.get("/v1/links")["data"] if link["kind"] == "store")
    store = picture(shop, own["id"]).crop((60, 0, 1080, 380))
    assert fixed.tobytes() != store.tobytes()
    assert store.getextrema()[1] == 255


def test_another_shops_link_is_not_drawn(shop: ShopDevice) -> None:
    assert shop.http.get("/v1/links/pl_0192d7b4-6c4e-7cc3-98ab-0c1e7a3f4f11/card").status_code == 404
