"""Reading a receipt's QR in a picture: a shop's phone takes the picture, and has nothing to read it with."""

from typing import Annotated, Final
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter
from pydantic import Field
from typing_extensions import TypedDict

from checkout.errors import BadFields, Problem
from checkout.http.asked import Asked
from checkout.http.costly import PICTURE_SECONDS, allow, done_for
from checkout.http.openapi import SENT, answers
from checkout.http.service import TheService
from checkout.http.session import TheSession
from checkout.rendering.pool import TooCostly
from codes import is_whole, read_code

router = APIRouter(prefix="/v1/receipts", tags=["receipts"])
_SIDE_MOST: Final = 2_048
"""Pixels: a small file can open to a picture of any size."""


class ReceiptCodeShape(TypedDict):
    """What the QR of a receipt says."""

    code: str


class ReceiptPicture(Asked):
    """A receipt on paper or on a screen."""

    image: Annotated[str, Field(max_length=60_000, description="A JPEG, PNG or WebP in base64, 2,048 pixels at most")]


@router.post("/read", name="read_receipt", **answers(ReceiptCodeShape, 401, *SENT, 503))
async def read(asked: ReceiptPicture, session: TheSession, service: TheService) -> ReceiptCodeShape:
    """The code of the receipt whose QR is in the picture. Whether it is real is another question."""
    await allow(service, session, service.limits.pictures)
    try:
        url = service.settings.public_url
        return {"code": await done_for(service, session, PICTURE_SECONDS, receipt_code, asked.image, url)}
    except TooCostly as error:
        raise BadFields(Problem("image", "picture")) from error


def receipt_code(given: str, public_url: str) -> str:
    """The code in the QR of a receipt of ours. Raises BadFields for what is no picture or shows no such QR."""
    # Loaded where it is read, in a process of its own: no worker needs what opens pictures.
    import zxingcpp

    from checkout.rendering.pictures import NoPicture, opened

    try:
        with opened(given, _SIDE_MOST) as picture:
            grey = picture.convert("L")
    except NoPicture as error:
        raise BadFields(Problem("image", "picture")) from error
    for found in zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)):
        code = _code_in(found.text, public_url)
        if code:
            return code
    raise BadFields(Problem("image", "no_receipt"))


def _code_in(address: str, public_url: str) -> str:
    """The code in an address that a receipt's QR holds; empty for any other, as a forged receipt's is."""
    prefix = f"{public_url}/v?"
    if not address.startswith(prefix):
        return ""
    code = read_code(parse_qs(urlsplit(address).query).get("c", [""])[0])
    return code if is_whole(code) else ""
