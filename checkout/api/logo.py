"""A shop's logo: whatever picture is sent, drawn anew and small enough to travel inside a page."""

import base64
import io
from typing import Final

from checkout.errors import BadFields, Problem

SIDE: Final = 96
"""Pixels: twice what a page shows, for fine screens."""
BYTES_MOST: Final = 4_000
"""Of the payer's page, which has 14,000 for all."""
_GIVEN_SIDE_MOST: Final = 4_096
_QUALITIES: Final = (80, 60, 40, 20, 5)


def small_logo(given: str) -> str:
    """The picture in base64 as a square WebP in base64; nothing for nothing. Raises BadFields for what is no picture.

    Only the pixels are kept: what a phone writes into its pictures (place, owner) is not.
    """
    if not given:
        return ""
    # Loaded where it is drawn, in a process of its own: no worker needs what opens pictures.
    from PIL import ImageOps

    from checkout.rendering.pictures import NoPicture, opened

    try:
        with opened(given, _GIVEN_SIDE_MOST) as picture:
            # A JPEG is decoded no larger than it is needed.
            picture.draft("RGB", (4 * SIDE, 4 * SIDE))
            square = ImageOps.fit(ImageOps.exif_transpose(picture).convert("RGBA"), (SIDE, SIDE))
    except NoPicture as error:
        raise BadFields(Problem("logo", "logo")) from error
    for quality in _QUALITIES:
        file = io.BytesIO()
        square.save(file, "WEBP", quality=quality, method=6)
        if file.tell() <= BYTES_MOST:
            break
    return base64.b64encode(file.getvalue()).decode()
