"""What somebody photographs: a QR as a picture."""

import io
from typing import Any

from PIL import Image
from qrcode.main import QRCode


def qr_picture(text: str, box: int = 6) -> Image.Image:
    code: Any = QRCode(box_size=box, border=4)
    code.add_data(text)
    picture: Image.Image = code.make_image().convert("RGB")
    return picture


def qr_file(text: str) -> bytes:
    """As a PNG."""
    content = io.BytesIO()
    qr_picture(text).save(content, "PNG")
    return content.getvalue()
