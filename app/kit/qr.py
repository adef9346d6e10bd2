"""A link as a QR code: dark on white with a quiet zone, in both themes."""

import functools
import io

import flet as ft
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pil import PilImage
from qrcode.main import QRCode

from app.kit.typography import text
from language import Language, method_name

_INK = "#0F1538"
_QUIET_MODULES = 2
_METHODS = ("Visa", "Mastercard", "Amex", "bKash", "Nagad", "Rocket")


@functools.lru_cache(maxsize=64)
def qr_png(url: str) -> bytes:
    """The code as a small PNG, one block of pixels for each module."""
    out = io.BytesIO()
    _code(url).make_image(fill_color=_INK, back_color="#FFFFFF").save(out, "PNG")
    return out.getvalue()


def code_share(url: str) -> float:
    """How much of the picture's side the code itself has; the rest is quiet."""
    modules: int = _code(url).modules_count
    return modules / (modules + 2 * _QUIET_MODULES)


@functools.lru_cache(maxsize=4)
def _code(url: str) -> QRCode[PilImage]:
    code: QRCode[PilImage] = QRCode(error_correction=ERROR_CORRECT_M, box_size=8, border=_QUIET_MODULES)
    code.add_data(url)
    code.make(fit=True)
    return code


def qr_image(url: str, size: float, label: str) -> ft.Control:
    """The code on white."""
    return ft.Container(
        ft.Image(
            src=qr_png(url),
            width=size,
            height=size,
            fit=ft.BoxFit.CONTAIN,
            filter_quality=ft.FilterQuality.NONE,
            semantics_label=label,
        ),
        bgcolor="#FFFFFF",
        border_radius=14,
        padding=6,
    )


def method_chips(ink: str, ground: str, language: Language, *, large: bool) -> list[ft.Control]:
    """With what a customer can pay: names, no logos."""
    in_row = 2 if large else 3
    return [
        ft.Row(
            [
                ft.Container(
                    text(method_name(method, language), "badge", ink, text_align=ft.TextAlign.CENTER),
                    bgcolor=ground,
                    border_radius=8,
                    padding=ft.Padding.symmetric(vertical=6),
                    alignment=ft.Alignment.CENTER,
                    expand=1,
                )
                for method in _METHODS[start : start + in_row]
            ],
            spacing=6,
        )
        for start in range(0, len(_METHODS), in_row)
    ]


def short_url(url: str) -> str:
    """The address as people read it."""
    return url.partition("://")[2]
