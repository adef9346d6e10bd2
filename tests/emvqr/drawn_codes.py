"""Has OpenCV's reader and zxing look at pictures in which a code is drawn, from near and far. Run by hand:

    pip install --target FOLDER opencv-python-headless==5.0.0.93
    python -m tests.emvqr.drawn_codes FOLDER PICTURE …

A picture is a screen, a poster or a card. What came of it is in docs/gateways/bangla-qr.md; the suite asks zxing alone,
which the checkout has anyhow.
"""

import importlib
import sys
from collections.abc import Callable
from typing import Any, Final

from PIL import Image

from tests.support.scanning import looks_at, read_by_zxing

# An app looks at what its camera has until it reads something: some thirty times a second.
FRAMES: Final = 3


def opencv() -> Callable[[Image.Image], str]:
    """Its reader with the newer of its two ways to find a code."""
    cv2, numpy = importlib.import_module("cv2"), importlib.import_module("numpy")

    def read(picture: Image.Image) -> str:
        try:
            found: Any = cv2.QRCodeDetectorAruco().detectAndDecode(numpy.array(picture))
        except cv2.error:
            return ""
        return str(found[0])

    return read


def missed(read: Callable[[Image.Image], str], picture: Image.Image, wanted: str) -> list[set[str]]:
    """After each frame, the looks at which it has not been read yet."""
    left, after = {name for name, _ in looks_at(picture)}, list[set[str]]()
    for frame in range(FRAMES):
        left = left - {name for name, look in looks_at(picture, frame) if name in left and read(look) == wanted}
        after.append(left)
    return after


def main() -> None:
    sys.path.insert(0, sys.argv[1])
    readers = {"zxing": read_by_zxing, "OpenCV": opencv()}
    for name in sys.argv[2:]:
        with Image.open(name) as opened:
            picture = opened.convert("L")
        wanted = read_by_zxing(picture)
        for reader, read in readers.items():
            counts = [len(left) for left in missed(read, picture, wanted)]
            sys.stdout.write(f"{name}: {reader} missed {counts[0]} looks, {counts[1:]} after more frames\n")


if __name__ == "__main__":
    main()
