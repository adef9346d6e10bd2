"""A shop's own Bangla QR, the code of each link made out of it, and the money that came by them."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import Field
from typing_extensions import TypedDict

from checkout.commands.direct_payments import SeenPayment, assign_direct_payment, note_seen
from checkout.commands.own_code import remove_own_code, set_own_code
from checkout.core.direct_payment import DirectPaymentId
from checkout.core.issued_code import owner_of
from checkout.core.link import Link, LinkStatus
from checkout.core.own_code import is_told_of, kept_own_code, read_own_code
from checkout.errors import BadFields, Busy, NotFound, Problem, WrongState
from checkout.http.asked import Asked
from checkout.http.costly import PICTURE_SECONDS, allow, done_for
from checkout.http.fields import DirectPaymentInPath, Limit, LinkInPath, NextCursor, made_by_asker
from checkout.http.openapi import SENT, answers
from checkout.http.service import TheService
from checkout.http.session import TheSession
from checkout.http.told import Told
from checkout.ids import id_pattern
from checkout.rendering.pool import TooCostly
from checkout.resources.base import CURRENCY, Currency, Page, Poisha, poisha
from checkout.resources.direct_payment import DirectPaymentShape, direct_payment_resource
from checkout.resources.merchant import MerchantShape, OwnCodeShape, merchant_resource, own_code_resource
from checkout.store import direct_payments, links
from checkout.store.cursor import Cursor
from emvqr import code_to_pay
from money import PAYMENT_MOST, Money

router = APIRouter(tags=["own code"])
_ISSUED_AGAIN_SECONDS: Final = 30
_SIDE_MOST: Final = 2_048
"""Pixels: a small file can open to a picture of any size."""
CodeText = Annotated[str, Field(max_length=2_000, description="What stands in the square, as a scanner reads it")]


class GivenCode(Asked):
    """A code as a text, or in a picture."""

    text: CodeText = ""
    image: Annotated[
        str, Field(max_length=60_000, description="A JPEG, PNG or WebP in base64, 2,048 pixels at most")
    ] = ""


class NewOwnCode(Asked):
    """The code that the shop was shown and took for its own."""

    text: CodeText


class SeenInBank(Asked):
    """What the shop saw in its bank's app. The id is made by the asker, so that sending again is safe."""

    id: Annotated[str, made_by_asker("dp")]
    amount: (
        Annotated[
            int,
            Field(strict=True, gt=0, le=PAYMENT_MOST.poisha, description="Whole poisha; left out, the link's own sum"),
        ]
        | None
    ) = None


class ForLink(Asked):
    """Which link money came for."""

    link_id: Annotated[str, Field(pattern=id_pattern("pl"))]


class BanglaQrShape(TypedDict):
    """What to draw for a payer who scans with the app of a bank or a wallet."""

    text: str
    amount: Annotated[Poisha | None, Field(description="Null where the payer types it")]
    currency: Currency
    name: str
    bank: str
    is_told_of: Annotated[bool, Field(description="As the shop's `own_code` says")]


@router.post("/v1/own-code/read", name="read_own_code", **answers(OwnCodeShape, 401, *SENT, 503))
async def read(given: GivenCode, session: TheSession, service: TheService) -> OwnCodeShape:
    """Whose code it is, for the shop to look at before it is kept. Nothing is kept."""
    texts = [given.text] if given.text else []
    if given.image:
        await allow(service, session, service.limits.pictures)
        try:
            texts = await done_for(service, session, PICTURE_SECONDS, texts_in_picture, given.image)
        except TooCostly as error:
            raise BadFields(Problem("image", "picture")) from error
    if not texts:
        raise BadFields(Problem("text", "missing"))
    field = "image" if given.image else "text"
    refusals: list[BadFields] = []
    for text in texts:
        try:
            code = read_own_code(text, field)
        except BadFields as error:
            refusals.append(error)
            continue
        told = own_code_resource(code.text, session.merchant.told_accounts)
        assert told is not None
        return told
    raise refusals[0]


@router.put("/v1/own-code", name="set_own_code", **answers(MerchantShape, 401, *SENT))
async def set_code(asked: NewOwnCode, session: TheSession, service: TheService) -> MerchantShape:
    """Keep it as the shop's own. From then on each link has a code made out of it."""
    merchant = await service.db.transact(set_own_code, session.merchant.id, asked.text)
    return merchant_resource(merchant, session.device.grant)


@router.delete("/v1/own-code", name="remove_own_code", **answers(MerchantShape, 401))
async def remove(session: TheSession, service: TheService) -> MerchantShape:
    """Show none any more. What is paid by one that hangs somewhere is taken in all the same."""
    merchant = await service.db.transact(remove_own_code, session.merchant.id)
    return merchant_resource(merchant, session.device.grant)


@router.get("/v1/links/{link_id}/bangla-qr", name="get_bangla_qr", **answers(BanglaQrShape, 401, 404, 409, 422))
async def of_link(link_id: LinkInPath, session: TheSession, service: TheService) -> BanglaQrShape:
    """The code of a link that can be paid: with the sum and the number of a fixed one, else the shop's as it is.

    For a shop that has none a gateway may issue one for a fixed link, when it is first asked for here; what is paid by
    it goes into the balance. 404 where none does, and 503 where it gives none now.
    """
    link = await service.db.read(links.own, session.merchant.id, link_id, session.since)
    code = kept_own_code(session.merchant.own_code)
    is_issued = code is None and service.codes.issues_for(link, session.merchant)
    if code is None and not is_issued:
        raise NotFound("own code")
    status = link.status_at(service.clock())
    if status is not LinkStatus.ACTIVE:
        raise WrongState("link", status)
    if code is None:
        return await _issued(link, session, service)
    return {
        "text": code_to_pay(code.text, link.amount, link.code),
        "amount": poisha(link.amount),
        "currency": CURRENCY,
        "name": code.name,
        "bank": code.bank,
        "is_told_of": is_told_of(code, session.merchant.told_accounts),
    }


async def _issued(link: Link, session: TheSession, service: TheService) -> BanglaQrShape:
    text = await service.codes.code_of(link, session.merchant)
    if not text:
        raise Busy(_ISSUED_AGAIN_SECONDS)
    owner = owner_of(text)
    return {
        "text": text,
        "amount": poisha(link.amount),
        "currency": CURRENCY,
        "name": owner.name,
        "bank": owner.bank,
        "is_told_of": True,
    }


@router.post(
    "/v1/links/{link_id}/seen",
    name="note_seen_payment",
    status_code=201,
    **answers(DirectPaymentShape, 401, 404, 409, *SENT, created=True),
)
async def see(link_id: LinkInPath, asked: SeenInBank, session: TheSession, service: TheService) -> Told:
    """Note that the shop saw the money in its bank's app. The link is not paid by it, and no balance knows of it.

    409 where a server's word comes of such money: that is waited for.
    """
    amount = None if asked.amount is None else Money(asked.amount)
    seen = SeenPayment(DirectPaymentId(asked.id), link_id, amount, session.device.does)
    noted, is_new = await service.db.transact(note_seen, session.merchant.id, seen, session.since)
    return Told(direct_payment_resource(noted), 201 if is_new else 200)


@router.get("/v1/direct-payments", name="list_direct_payments", **answers(Page[DirectPaymentShape], 401, 422))
async def index(
    session: TheSession,
    service: TheService,
    waiting: Annotated[bool, Query(description="Those alone that came in and belong to no link")] = False,
    limit: Limit = 50,
    cursor: NextCursor = None,
) -> Told:
    """A page of what came, or was seen, at the shop's own account, newest first."""
    before = Cursor.read(cursor) if cursor else None
    found = await service.db.read(
        direct_payments.page, session.merchant.id, limit + 1, before, waiting=waiting, since=session.since
    )
    shown = found[:limit]
    more = str(Cursor(shown[-1].created_at, shown[-1].id)) if len(found) > limit else None
    return Told({"data": [direct_payment_resource(one) for one in shown], "next_cursor": more})


@router.post(
    "/v1/direct-payments/{direct_id}/assign",
    name="assign_direct_payment",
    **answers(DirectPaymentShape, 401, 404, 409, *SENT),
)
async def assign(direct_id: DirectPaymentInPath, asked: ForLink, session: TheSession, service: TheService) -> Told:
    """Say for which link it came: the link is paid by it. A fixed link takes its own sum alone."""
    by = session.device.does
    assigned = await service.db.transact(assign_direct_payment, session.merchant.id, direct_id, asked.link_id, by)
    return Told(direct_payment_resource(assigned))


def texts_in_picture(given: str) -> list[str]:
    """What the QRs in a picture say, whatever it is. Raises BadFields for what is no picture or shows none."""
    # Loaded where it is read, in a process of its own: no worker needs what opens pictures.
    import zxingcpp

    from checkout.rendering.pictures import NoPicture, opened

    try:
        with opened(given, _SIDE_MOST) as picture:
            grey = picture.convert("L")
    except NoPicture as error:
        raise BadFields(Problem("image", "picture")) from error
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    texts = [one.text for one in found]
    if not texts:
        raise BadFields(Problem("image", "qr_none"))
    return texts
