"""A shop's logo: whatever picture is sent, drawn anew and small enough to travel inside a page."""

import base64
import binascii
import io
from typing import Final

from PIL import Image, ImageOps

from checkout.errors import BadFields, Problem

SIDE: Final = 96
"""Pixels: twice what a page shows, for fine screens."""
BYTES_MOST: Final = 4_000
"""Of the payer's page, which has 14,000 for all."""
_GIVEN_SIDE_MOST: Final = 4_096
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_QUALITIES: Final = (80, 60, 40, 20, 5)


def small_logo(given: str) -> str:
    """The picture in base64 as a square WebP in base64; nothing for nothing. Raises BadFields for what is no picture.

    Only the pixels are kept: what a phone writes into its pictures (place, owner) is not.
    """
    if not given:
        return ""
    try:
        with Image.open(io.BytesIO(base64.b64decode(given, validate=True)), formats=_FORMATS) as picture:
            if max(picture.size) > _GIVEN_SIDE_MOST:
                raise BadFields(Problem("logo", "logo"))
            square = ImageOps.fit(ImageOps.exif_transpose(picture).convert("RGBA"), (SIDE, SIDE))
    except (binascii.Error, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadFields(Problem("logo", "logo")) from error
    for quality in _QUALITIES:
        file = io.BytesIO()
        square.save(file, "WEBP", quality=quality, method=6)
        if file.tell() <= BYTES_MOST:
            break
    return base64.b64encode(file.getvalue()).decode()
