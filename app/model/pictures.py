"""A picture that was picked, made small enough to send."""

import base64
import io
from typing import Final

from PIL import Image, ImageOps

_SIDE: Final = 256


_READ_SIDES: Final = (1_600, 1_200, 900, 700, 500)
_READ_MOST: Final = 60_000
"""Of a picture in base64, as the checkout takes it."""


class NoPicture(Exception):
    """The file is no picture that can be read here."""


def to_read(content: bytes) -> str:
    """A picture of a QR in grey, as large as the checkout takes it, in base64. Raises NoPicture."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            grey = ImageOps.exif_transpose(picture).convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NoPicture(str(error)) from error
    text = ""
    for side in _READ_SIDES:
        smaller, file = grey.copy(), io.BytesIO()
        smaller.thumbnail((side, side))
        smaller.save(file, "JPEG", quality=60)
        text = base64.b64encode(file.getvalue()).decode()
        if len(text) <= _READ_MOST:
            break
    return text


def to_send(content: bytes) -> str:
    """A square JPEG of a picture, in base64. Raises NoPicture."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            square = ImageOps.fit(ImageOps.exif_transpose(picture).convert("RGBA"), (_SIDE, _SIDE))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NoPicture(str(error)) from error
    # What is clear in a logo is white on paper.
    paper = Image.new("RGB", square.size, "#FFFFFF")
    paper.paste(square, mask=square)
    file = io.BytesIO()
    paper.save(file, "JPEG", quality=85)
    return base64.b64encode(file.getvalue()).decode()
