"""What the app tells shopkeepers of whoever runs this checkout: who helps, and where terms and privacy stand."""

from importlib.metadata import version
from typing import Any, Final

from fastapi import APIRouter

from checkout.api.shapes import AboutShape
from checkout.http.openapi import answers
from checkout.http.service import TheService

router = APIRouter(prefix="/v1/about", tags=["about"])
VERSION: Final = version("aday")


@router.get("", name="describe_checkout", **answers(AboutShape, 422))
async def describe(service: TheService) -> dict[str, Any]:
    """Who helps, where terms and privacy stand, and what is promised. Needs no token: signing in asks for it too."""
    settings = service.settings
    hours = {"bn": settings.support_hours, "en": settings.support_hours_en}
    return {
        "support_phone": settings.support_phone or None,
        "support_hours": hours if settings.support_hours else None,
        "terms_url": f"{settings.public_url}/terms",
        "privacy_url": f"{settings.public_url}/privacy",
        "hold_within_hours": settings.hold_within_hours or None,
        "version": VERSION,
    }
