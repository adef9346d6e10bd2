"""What can be refused, as facts; http/problems.py alone turns them into HTTP and words.

Refused
├── NotSignedIn
├── ConfirmationRequired
├── NotAllowed            why, left
├── InvitationOver        why, shop
├── NotFound              what
├── BadFields             one problem for each field
├── SameIdOtherContent    what
├── WrongState            what, status
├── ReferenceUsed         reference, refund_id
├── Unsaid                what, most
├── TooOften              retry_after_seconds
├── TooManyStreams        retry_after_seconds
├── Busy                  retry_after_seconds
├── DatabaseAway
│   └── DatabaseBusy
│       └── TookTooLong
└── CodeNotSent
"""

import dataclasses
from dataclasses import dataclass
from typing import Literal

from money import Money


class Refused(Exception):
    """A request that is rightly turned down; never a fault of ours."""


class NotSignedIn(Refused):
    """No token, an unknown one, or one that was revoked."""


class ConfirmationRequired(Refused):
    """The device must give a one-time code before this."""


class NotAllowed(Refused):
    """The token may not do this: its role or its scopes do not reach so far.

    `why` is `role`, `today` for what is of another day, `own` for what is somebody else's, or `sum` for more than is
    left of what may be given back in a day.
    """

    def __init__(self, why: Literal["role", "today", "own", "sum"] = "role", left: Money | None = None) -> None:
        super().__init__(why)
        self.why, self.left = why, left


class InvitationOver(Refused):
    """An invitation that lets nobody in any more: its time is over, or somebody came by it, or it was taken back."""

    def __init__(self, why: Literal["expired", "used"], shop: str) -> None:
        super().__init__(why)
        self.why, self.shop = why, shop


class NotFound(Refused):
    """There is no such thing for this shop, or none at all."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field: a code that the catalog words, and the facts it needs."""

    field: str
    code: str
    facts: dict[str, str] = dataclasses.field(default_factory=dict)


class BadFields(Refused):
    """Fields that cannot be taken as they are."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(f"{problem.field}: {problem.code}" for problem in problems))
        self.problems = problems

    def __reduce__(self) -> tuple[type["BadFields"], tuple[Problem, ...]]:
        # It may be raised in a process of its own, and travel from there.
        return type(self), self.problems


class SameIdOtherContent(Refused):
    """An id that was used before, for something else."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class WrongState(Refused):
    """The thing exists, and is past the point where this could be done."""

    def __init__(self, what: str, status: str) -> None:
        super().__init__(f"{what} is {status}")
        self.what, self.status = what, status


class ReferenceUsed(Refused):
    """A reference of the gateway that closed another refund already: one of money that moved closes one."""

    def __init__(self, reference: str, refund_id: str) -> None:
        super().__init__(f"{reference} closed {refund_id}")
        self.reference, self.refund_id = reference, refund_id


class Unsaid(Refused):
    """A sum that only a person can know, and that was not said or is more than can be."""

    def __init__(self, what: str, most: Money) -> None:
        super().__init__(f"{what} must be said, at most {most.poisha} poisha")
        self.what, self.most = what, most


class CodeNotSent(Refused):
    """A message could not be sent; nothing was kept, so asking again at once is right."""


class TooOften(Refused):
    """A limit was reached; it opens again after so many seconds."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(f"again in {retry_after_seconds} s")
        self.retry_after_seconds = retry_after_seconds


class Busy(Refused):
    """All places for costly work are taken; one may be free after so many seconds."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(f"again in {retry_after_seconds} s")
        self.retry_after_seconds = retry_after_seconds


class DatabaseAway(Refused):
    """The database is not reached, locked or full. Nothing was kept, or it is not known whether; the text says why."""

    retry_after_seconds = 5


class DatabaseBusy(DatabaseAway):
    """The database is there, and others were first again and again."""

    retry_after_seconds = 1


class TookTooLong(DatabaseBusy):
    """The database broke off what took longer than one may take, so that all others are answered."""


class TooManyStreams(Refused):
    """The device, or the whole shop, listens in too many places at once."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(f"again in {retry_after_seconds} s")
        self.retry_after_seconds = retry_after_seconds
