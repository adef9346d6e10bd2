"""A picture that was picked, made small enough to send."""

import base64
import io
from typing import Final

from PIL import Image, ImageOps

_SIDE: Final = 256


class NoPicture(Exception):
    """The file is no picture that can be read here."""


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
