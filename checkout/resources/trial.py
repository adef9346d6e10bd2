"""What became of a notice that somebody wanted to try."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from checkout.core.outlet import WhyNot
from checkout.resources.base import id_of


class TrialShape(TypedDict):
    """Whether a place took what was tried just now."""

    id: Annotated[str, id_of("msg")]
    is_taken: bool
    took_ms: Annotated[int, Field(description="Milliseconds until the place took it, or did not")]
    why_not: Annotated[
        str, Field(description="In few words for whoever knows the place: `HTTP 500`; empty where it was taken")
    ]
    reason: Annotated[WhyNot | None, Field(description="The same in a word; null where it was taken")]


def trial_resource(message_id: str, took_ms: int, why_not: str, reason: WhyNot | None) -> TrialShape:
    return {"id": message_id, "is_taken": not why_not, "took_ms": took_ms, "why_not": why_not, "reason": reason}
