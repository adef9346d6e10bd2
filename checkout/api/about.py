"""What the app tells shopkeepers of whoever runs this checkout: who helps, and where terms and privacy stand."""

from importlib.metadata import version
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field
from typing_extensions import TypedDict

from checkout.http.openapi import answers
from checkout.http.service import TheService
from language import LANGUAGES, Language

router = APIRouter(prefix="/v1/about", tags=["about"])
VERSION: Final = version("aday")


class AboutShape(TypedDict):
    """Who runs this checkout, as far as shopkeepers need it. What the operator has not set is null."""

    support_phone: Annotated[
        str | None,
        Field(
            description="As it is dialled: E.164, or a short number of the country",
            examples=["+8809612345678", "16247"],
        ),
    ]
    support_hours: dict[Language, str] | None
    terms_url: Annotated[str, Field(description="A page for people, in the language that `?lang=` names: `bn` or `en`")]
    privacy_url: Annotated[str, Field(description="Alike")]
    hold_within_hours: Annotated[int | None, Field(description="Held money is looked into within so many hours")]
    issues_codes: Annotated[
        bool, Field(description="Whether a gateway issues a Bangla QR for fixed links of shops that have none")
    ]
    version: Annotated[str, Field(description="The checkout's own", examples=["0.1.0"])]


@router.get("", name="describe_checkout", **answers(AboutShape, 422))
async def describe(service: TheService) -> AboutShape:
    """Who helps, where terms and privacy stand, and what is promised. Needs no token: signing in asks for it too."""
    settings = service.settings
    hours = {language: settings.in_language("support_hours", language) for language in LANGUAGES}
    return {
        "support_phone": settings.support_phone or None,
        "support_hours": hours if settings.support_hours else None,
        "terms_url": f"{settings.public_url}/terms",
        "privacy_url": f"{settings.public_url}/privacy",
        "hold_within_hours": settings.hold_within_hours or None,
        "issues_codes": service.codes.issues,
        "version": VERSION,
    }
