"""The few pictures that the pages in docs/ show, kept in the repository small; all others are made anew when wanted."""

from pathlib import Path
from typing import Final

from PIL import Image

KEPT: Final = (
    "03-home-empty-phone-bn-light",
    "10-fixed-link-form-phone-bn-light",
    "15-link-paid-phone-bn-light",
    "15-link-paid-desktop-en-light",
)
_QUALITY: Final = 88


def keep(gallery: Path, docs: Path) -> None:
    """Write each of them, from the gallery, as a WebP whose letters are still sharp."""
    docs.mkdir(exist_ok=True)
    for name in KEPT:
        with Image.open(gallery / f"{name}.png") as picture:
            picture.convert("RGB").save(docs / f"{name}.webp", "WEBP", quality=_QUALITY, method=6)
