"""What the pages draw beyond HTML: QR codes, and the fonts in which pictures and documents are set."""

from pathlib import Path
from typing import Any, Final

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

# The app's own fonts: whole ones, for shaping needs more than the pages' small cuts hold.
_FONTS: Final = Path(__file__).parents[2] / "assets" / "app" / "assets" / "fonts"
TEXT_FONT: Final = _FONTS / "NotoSansBengali_400Regular.ttf"
BOLD_FONT: Final = _FONTS / "NotoSansBengali_600SemiBold.ttf"
DISPLAY_FONT: Final = _FONTS / "AnekBangla_700Bold.ttf"

Ink = tuple[int, int, int]
INK, MARGIN, PAID, PAPER, SECOND = (20, 41, 107), (240, 138, 123), (8, 112, 61), (255, 255, 255), (76, 84, 98)


def qr_modules(text: str) -> list[list[bool]]:
    """The modules of a QR code without its quiet zone, row by row."""
    code: Any = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def qr_path(text: str) -> tuple[int, str]:
    """The width in modules, and an SVG path that fills the dark ones; four modules stay free around it."""
    rows = qr_modules(text)
    runs = [f"M{x + 4} {y + 4}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark]
    return len(rows) + 8, "".join(runs)
