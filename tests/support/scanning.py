"""A drawn code as a customer's camera has it before it: near and far, turned, and with noise."""

import random
from collections.abc import Iterator
from typing import Final

import zxingcpp
from PIL import Image

SIDES: Final = (240, 320, 440, 600, 840)
"""How many dots of the camera's the code and what is around it have, from far to near."""
TURNS: Final = (0, 11, 90)
_AROUND: Final = 0.2
"""How much of what is drawn around a code is seen with it, as a part of the code's side."""
_NOISE: Final = 0.25
_GROUND: Final = 128


def looks_at(picture: Image.Image, frame: int = 0) -> Iterator[tuple[str, Image.Image]]:
    """Each look at the only code in a picture, and what it is called.

    Another frame is the same look a moment later: with other noise, and a hand that moved a little.
    """
    for side in SIDES:
        for turn in TURNS:
            seen = _with_surroundings(picture.convert("L"), _AROUND + frame / 100)
            small = seen.resize((side, side), Image.Resampling.BILINEAR)
            turned = small.rotate(turn + frame, Image.Resampling.BILINEAR, expand=True, fillcolor=_GROUND)
            # The same noise each time: a look that fails fails again.
            noise = random.Random(f"{side} {turn} {frame}").randbytes(turned.width * turned.height)
            yield (
                f"{side} dots, turned by {turn}",
                Image.blend(turned, Image.frombytes("L", turned.size, noise), _NOISE),
            )


def read_by_zxing(picture: Image.Image) -> str:
    """What is in the only code; empty where none is found."""
    found = codes_in(picture)
    return found[0].text if len(found) == 1 else ""


def codes_in(picture: Image.Image) -> list[zxingcpp.Barcode]:
    """Every QR in it."""
    # Asked for codes of every kind it takes some lines of a square for another one.
    return zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))


def _with_surroundings(picture: Image.Image, share: float) -> Image.Image:
    (found,) = codes_in(picture)
    corners = found.position
    points = (corners.top_left, corners.top_right, corners.bottom_right, corners.bottom_left)
    across, down = [one.x for one in points], [one.y for one in points]
    margin = round((max(across) - min(across)) * share)
    return picture.crop((min(across) - margin, min(down) - margin, max(across) + margin, max(down) + margin))
