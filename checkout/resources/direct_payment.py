"""What came, or is said to have come, to a shop's own account, as it is told."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from checkout.core.direct_payment import DirectKind, DirectPayment
from checkout.resources.base import (
    CURRENCY,
    Currency,
    DoneByShape,
    Moment,
    Poisha,
    done_by_resource,
    id_of,
    rfc3339,
)


class DirectPaymentShape(TypedDict):
    """Money at the shop's own account. It is in no balance here.

    `told` is by a server's word: it pays a link once it has a `payment_id`, and waits for the shop until then. `seen`
    is what the shop saw in its bank's app: a note beside a link, which pays nothing. `page` was told of, and came by a
    page after all: it is counted there, and pays nothing more.
    """

    id: Annotated[str, id_of("dp")]
    kind: DirectKind
    amount: Poisha
    currency: Currency
    trx_id: Annotated[str, Field(description="The bank's or wallet's number of it; empty where it was only seen")]
    reference: Annotated[str, Field(description="What came with it in the place of our number")]
    by_qr: bool
    came_at: Moment
    link_id: Annotated[
        Annotated[str, id_of("pl")] | None, Field(description="Which link it is for; null while that is not known")
    ]
    payment_id: Annotated[
        Annotated[str, id_of("pay")] | None, Field(description="The payment that it is, once its link is known")
    ]
    noted_by: DoneByShape
    created_at: Moment
    assigned_at: Moment | None


def direct_payment_resource(one: DirectPayment) -> DirectPaymentShape:
    return {
        "id": one.id,
        "kind": one.kind,
        "amount": one.amount.poisha,
        "currency": CURRENCY,
        "trx_id": one.trx_id,
        "reference": one.reference,
        "by_qr": one.by_qr,
        "came_at": rfc3339(one.came_at),
        "link_id": one.link_id,
        "payment_id": one.payment_id,
        "noted_by": done_by_resource(one.noted_by),
        "created_at": rfc3339(one.created_at),
        "assigned_at": rfc3339(one.assigned_at),
    }
