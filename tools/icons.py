"""Draws the icons from the mark: an ink tile, two marigold lines, আ. `make icons`; needs Pillow with Raqm."""

import sys
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont, features

ROOT: Final = Path(__file__).parent.parent / "assets"
FONT: Final = ROOT / "app" / "assets" / "fonts" / "AnekBangla_700Bold.ttf"
INK, MARIGOLD, WHITE = "#14296B", "#FFB922", "#FFFFFF"
_FINE: Final = 4
# Android and iOS cut a maskable icon to a circle: what matters keeps to the middle.
_SAFE: Final = 0.72
PICTURES: Final = {
    "app/favicon.png": (64, "tile"),
    "app/icons/apple-touch-icon-192.png": (192, "full"),
    "app/icons/shortcut-new-96.png": (96, "new"),
    "app/icons/shortcut-history-96.png": (96, "history"),
    "app/icons/shortcut-qr-96.png": (96, "qr"),
    "app/icons/icon-192.png": (192, "tile"),
    "app/icons/icon-512.png": (512, "tile"),
    "app/icons/icon-maskable-192.png": (192, "full"),
    "app/icons/icon-maskable-512.png": (512, "full"),
    "icon.png": (1024, "full"),
    "splash.png": (1024, "mark"),
}

Box = tuple[int, int, int, int]
_EYES: Final[tuple[Box, ...]] = ((24, 24, 46, 46), (54, 24, 76, 46), (24, 54, 46, 76))
SHORTCUTS: Final[dict[str, tuple[Box, ...]]] = {
    "new": ((45, 22, 55, 78), (22, 45, 78, 55)),
    "history": ((22, 26, 78, 35), (22, 46, 78, 55), (22, 66, 56, 75)),
    "qr": (*_EYES, (54, 54, 64, 64), (66, 66, 76, 76)),
}


def main() -> int:
    if not features.check("raqm"):
        sys.stderr.write("Pillow here lacks Raqm, which shapes Bangla.\n")
        return 1
    for name, (side, kind) in PICTURES.items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        picture = (draw_shortcut if kind in SHORTCUTS else draw)(side, kind)
        picture.save(path, optimize=True)
    return 0


def draw_shortcut(side: int, kind: str) -> Image.Image:
    """What a long press on the installed app's icon offers, in white on the ink tile: squares, in hundredths of it."""
    big = side * _FINE
    picture = Image.new("RGBA", (big, big), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((0, 0, big - 1, big - 1), radius=big * 0.3, fill=INK)
    for left, top, right, bottom in SHORTCUTS[kind]:
        pen.rectangle([round(at * big / 100) for at in (left, top, right, bottom)], fill=WHITE)
    return picture.resize((side, side), Image.Resampling.LANCZOS)


def draw(side: int, kind: str) -> Image.Image:
    """`tile` has round corners, `full` fills the square and keeps to its middle, `mark` has no ground."""
    big = side * _FINE
    picture = Image.new("RGBA", (big, big), INK if kind == "full" else (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    if kind == "tile":
        pen.rounded_rectangle((0, 0, big - 1, big - 1), radius=big * 0.3, fill=INK)
    room = big * (_SAFE if kind != "tile" else 1)
    left = (big - room) / 2
    line = max(2, round(room * 0.026))
    top, bottom = (0, big) if kind != "mark" else (left, big - left)
    for at in (0.17, 0.26):
        x = left + room * at
        pen.rectangle((x, top, x + line, bottom), fill=MARIGOLD)
    font = ImageFont.truetype(str(FONT), round(room * 0.48), layout_engine=ImageFont.Layout.RAQM)
    box = pen.textbbox((0, 0), "আ", font=font)
    x = left + room * 0.63 - (box[0] + box[2]) / 2
    y = big / 2 - (box[1] + box[3]) / 2
    pen.text((x, y), "আ", font=font, fill=WHITE)
    return picture.resize((side, side), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    sys.exit(main())
