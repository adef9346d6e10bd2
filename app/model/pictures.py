"""A picture that was picked, made small enough to send."""

import base64
import io
from typing import Final

from PIL import Image, ImageOps

_SIDE: Final = 256


_READ_SIDES: Final = (1_600, 1_200, 900, 700, 500)
_READ_MOST: Final = 60_000
"""Of a picture in base64, as the checkout takes it."""
_PIXELS_MOST: Final = 24_000_000
"""As many are opened: in a browser one machine does it for many shops, and a small file may hold any number of them."""


class NoPicture(Exception):
    """The file is no picture that can be read here."""


def to_read(content: bytes) -> str:
    """A picture of a QR in grey, as large as the checkout takes it, in base64. Raises NoPicture."""
    grey = _opened(content, "L", _READ_SIDES[0])
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
    square = ImageOps.fit(_opened(content, "RGBA", 2 * _SIDE), (_SIDE, _SIDE))
    # What is clear in a logo is white on paper.
    paper = Image.new("RGB", square.size, "#FFFFFF")
    paper.paste(square, mask=square)
    file = io.BytesIO()
    paper.save(file, "JPEG", quality=85)
    return base64.b64encode(file.getvalue()).decode()


def _opened(content: bytes, mode: str, side: int) -> Image.Image:
    """Upright, with both sides no shorter than asked for where the file has as much. Raises NoPicture."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            # A phone's photograph, which may have far more of them, is read with sides of an eighth at once.
            picture.draft("L" if mode == "L" else "RGB", (side, side))
            if picture.width * picture.height > _PIXELS_MOST:
                raise NoPicture("too many pixels")
            return ImageOps.exif_transpose(picture).convert(mode)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NoPicture(str(error)) from error
