"""Opening a picture that a stranger sent: a small file can open to any size, and cost any time."""

import base64
import binascii
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from PIL import Image

_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_JPEG_BEGINS: Final = b"\xff\xd8"
_SCAN_BEGINS: Final = b"\xff\xda"
WORK_MOST_PIXELS: Final = 64_000_000
"""Pixels times the scans that go over them. A camera's progressive JPEG has about ten scans; a hostile one thousands,
each of a few bytes, and the decoder goes over the whole picture for each."""


class NoPicture(Exception):
    """It is none, or one that is larger than it may be."""


@contextmanager
def opened(given: str, side_most: int) -> Iterator[Image.Image]:
    """The picture in base64, checked before any of it is decoded; what is read of it inside is checked too.

    `side_most` is in pixels. Raises NoPicture.
    """
    try:
        content = base64.b64decode(given, validate=True)
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            wide, high = picture.size
            # In a scan's own data the two bytes never stand side by side.
            scans_count = content.count(_SCAN_BEGINS) if content.startswith(_JPEG_BEGINS) else 1
            if max(wide, high) > side_most or wide * high * scans_count > WORK_MOST_PIXELS:
                raise NoPicture
            yield picture
    except (binascii.Error, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NoPicture from error
