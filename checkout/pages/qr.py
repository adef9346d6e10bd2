"""QR codes, as modules and as a path of an SVG."""

from typing import Any


def qr_modules(text: str) -> list[list[bool]]:
    """The modules of a QR code without its quiet zone, row by row."""
    # When one is first asked for: whoever only serves has no need of it.
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image: Any = code.to_image(scale=1, add_quiet_zones=False)
    rows: Any = memoryview(image).tolist()
    return [[lightness == 0 for lightness in row] for row in rows]


def qr_path(text: str) -> tuple[int, str]:
    """The width in modules, and an SVG path that fills the dark ones; four modules stay free around it."""
    rows = qr_modules(text)
    runs = [f"M{x + 4} {y + 4}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark]
    return len(rows) + 8, "".join(runs)
