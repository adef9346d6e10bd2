"""The QR of a receipt, read in whatever picture of it is sent."""

import base64
import io
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFilter

from app.model.pictures import NoPicture, to_read
from checkout.api.receipts import receipt_code
from checkout.errors import BadFields
from codes import new_code
from tests.support.qr import qr_picture
from tests.support.servers import World
from tests.support.shop import ShopDevice

URL = "https://pay.example"


def file(picture: Image.Image, kind: str = "PNG") -> bytes:
    content = io.BytesIO()
    picture.save(content, kind)
    return content.getvalue()


def on_a_table(picture: Image.Image) -> Image.Image:
    """As a phone's camera sees it: large, askew, not quite sharp, in bad light."""
    table = Image.linear_gradient("L").resize((3_000, 2_250)).convert("RGB")
    table.paste(picture.resize((900, 900)), (1_200, 700))
    return (
        table.rotate(17, fillcolor="#776655").filter(ImageFilter.GaussianBlur(2)).point(lambda value: value // 2 + 40)
    )


def problem(picture: str) -> str:
    with pytest.raises(BadFields) as refused:
        receipt_code(picture, URL)
    return refused.value.problems[0].code


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_receipts_qr_is_read(kind: str) -> None:
    code = new_code()
    picture = base64.b64encode(file(qr_picture(f"{URL}/v?c={code}"), kind)).decode()
    assert receipt_code(picture, URL) == code


def test_a_photograph_is_made_small_enough_to_send_and_is_read_all_the_same() -> None:
    code = new_code()
    sent = to_read(file(on_a_table(qr_picture(f"{URL}/v?c={code}")), "JPEG"))
    assert len(sent) <= 60_000
    assert receipt_code(sent, URL) == code


def test_of_two_codes_the_receipts_is_taken() -> None:
    code = new_code()
    both = Image.new("RGB", (900, 450), "#FFFFFF")
    both.paste(qr_picture("https://example.com/menu"), (0, 0))
    both.paste(qr_picture(f"{URL}/v?c={code}"), (450, 0))
    assert receipt_code(to_read(file(both)), URL) == code


@pytest.mark.parametrize(
    "address",
    [
        "https://pay.example.com/v?c={code}",
        "https://pay.example.evil/v?c={code}",
        "http://pay.example/v?c={code}",
        "https://pay.example/l/{code}",
        "https://pay.example/v?d={code}",
        "https://pay.example/v?c=12345678901",
        "{code}",
    ],
)
def test_the_code_of_another_address_is_no_receipt_of_ours(address: str) -> None:
    assert problem(to_read(file(qr_picture(address.format(code=new_code()))))) == "no_receipt"


def test_a_picture_without_a_code_is_told_from_what_is_no_picture() -> None:
    plain = Image.new("RGB", (300, 300), "#FFFFFF")
    ImageDraw.Draw(plain).text((20, 20), "পরিশোধিত")
    assert problem(to_read(file(plain))) == "no_receipt"
    assert problem(base64.b64encode(b"no picture").decode()) == "picture"
    assert problem("***") == "picture"
    with pytest.raises(NoPicture):
        to_read(b"no picture")


def test_a_small_file_that_opens_to_a_huge_picture_is_not_opened() -> None:
    huge = base64.b64encode(file(Image.new("1", (20_000, 2_100)))).decode()
    assert len(huge) < 60_000
    assert problem(huge) == "picture"


def test_a_shop_asks_with_its_token_and_hears_what_is_wrong(live: World, shop: ShopDevice) -> None:
    code = new_code()
    asked: dict[str, Any] = {"image": to_read(file(qr_picture(f"{live.url}/v?c={code}")))}
    assert shop.http.post("/v1/receipts/read", json=asked).json() == {"code": code}
    refused = shop.http.post("/v1/receipts/read", json={"image": "***"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "image")
    shop.http.headers.pop("authorization")
    assert shop.http.post("/v1/receipts/read", json=asked).status_code == 401
