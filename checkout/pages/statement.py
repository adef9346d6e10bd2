"""The balance's history for a time as a file: an A4 document, with Bangla shaped as it is written, or a workbook."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal, TypeVarTuple

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy import Connection

from checkout.core.access import Grant, Reach
from checkout.core.merchant import Merchant, MerchantId
from checkout.core.posting_rules import BalanceEntry
from checkout.errors import BadFields, Problem
from checkout.http.asked import AskedMoment
from checkout.http.costly import STATEMENT_SECONDS, allow, done_for
from checkout.http.openapi import refused
from checkout.http.problems import request_language
from checkout.http.service import TheService
from checkout.http.session import Session, TheSession
from checkout.pages.files import Pdf
from checkout.pages.statement_lines import StatementLine, kind_of, statement_lines
from checkout.pages.workbook import Row, Xlsx, workbook
from checkout.rendering.pool import TooCostly
from checkout.service import Service
from checkout.store import ledger, payments, refunds
from checkout.store.payments import PaidBy
from language import Language, method_name
from money import Money

router = APIRouter(prefix="/v1/balance", tags=["balance"])
_LINES_MOST: Final = 4_000
_PAGE: Final = 500
_FILES: Final[dict[int | str, dict[str, object]]] = {200: {"content": {"application/pdf": {}, Xlsx.media_type: {}}}}
Ts = TypeVarTuple("Ts")
_LONGEST_SPAN: Final = timedelta(days=3660)


@router.get("/statement", name="get_statement", response_class=Pdf, responses=_FILES | refused(401, 422, 503))
async def statement(
    request: Request,
    session: TheSession,
    service: TheService,
    since: Annotated[AskedMoment | None, Query(description="From then on")] = None,
    until: Annotated[AskedMoment | None, Query(description="Up to then, without it")] = None,
    kind: Annotated[Literal["pdf", "xlsx"], Query(alias="format", description="A document, or a workbook.")] = "pdf",
) -> Response:
    """The history from `since` up to `until`, in the language of the request; all of it without them.

    The document is to be printed or sent, the workbook to be counted with: Excel and LibreOffice open it.
    """
    await allow(service, session, service.limits.statements)
    now = service.clock()
    begin, end = _utc("since", since) or now - _LONGEST_SPAN, _utc("until", until) or now
    language = request_language(request)
    grant = session.device.grant
    found, closing = await service.db.read_at_length(_lines, session.merchant.id, begin, end, language, grant)
    if len(found) > _LINES_MOST:
        raise BadFields(Problem("since", "statement_long"))
    if kind == "xlsx":
        return Xlsx(await _made(service, session, workbook, session.merchant.name, _rows(found, language), language))
    began = begin if since is not None else found[0].moment if found else now
    return Pdf(await _made(service, session, _draw, session.merchant, found, closing, began, end, language))


async def _made(service: Service, session: Session, make: Callable[[*Ts], bytes], *asked: *Ts) -> bytes:
    """The file. Raises BadFields where it takes too long, TooOften, Busy."""
    try:
        return await done_for(service, session, STATEMENT_SECONDS, make, *asked)
    except TooCostly as error:
        raise BadFields(Problem("since", "statement_long")) from error


def _utc(name: str, moment: datetime | None) -> datetime | None:
    """Raises BadFields for a time that no calendar in UTC has."""
    try:
        return None if moment is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise BadFields(Problem(name, "invalid")) from error


def _lines(
    conn: Connection, merchant_id: MerchantId, since: datetime, until: datetime, language: Language, grant: Grant
) -> tuple[list[StatementLine], Money]:
    """The lines of that time, oldest first, and what stood in the balance at its end, though nothing moved in it.

    Read from the newest back, page by page, so that the index serves them.
    """
    entries: list[BalanceEntry] = []
    closing: Money | None = None
    before: int | None = None
    while len(entries) <= 2 * _LINES_MOST:
        page = ledger.history(conn, merchant_id, _PAGE, before)
        entries += [entry for entry in page if since <= entry.created_at < until]
        if closing is None:
            closing = next((entry.balance_after for entry in page if entry.created_at < until), None)
        if len(page) < _PAGE or page[-1].created_at < since:
            break
        before = page[-1].position
    payment_ids = {entry.payment_id for entry in entries if entry.payment_id}
    # A program may read the balance and neither who paid nor who gave back.
    knows_payments, knows_refunds = (grant.reach_of(call) is Reach.ALL for call in ("list_payments", "list_refunds"))
    payers = payments.payers_of(conn, payment_ids if knows_payments else ())
    given_back_by = refunds.given_back_by(conn, payment_ids if knows_refunds else ())
    named = {of: by._replace(method=method_name(by.method, language)) for of, by in payers.items()}
    return statement_lines(reversed(entries), named, given_back_by), closing or Money(0)


def _rows(lines: Iterable[StatementLine], language: Language) -> list[Row]:
    nobody = PaidBy("", "", "", "")
    return [
        Row(
            line.moment, by.name, by.method, by.phone, by.gateway_ref, kind_of(line, language),
            line.amount, line.fee, line.amount + line.fee, line.balance_after, by.link_by, line.done_by,
        )
        for line in lines
        for by in (line.paid_by or nobody,)
    ]  # fmt: skip


def _draw(
    merchant: Merchant,
    lines: Sequence[StatementLine],
    closing: Money,
    since: datetime,
    until: datetime,
    language: Language,
) -> bytes:
    # Loaded where it is drawn, in a process of its own: no worker needs what draws.
    from checkout.pages.statement_pdf import draw_statement

    return draw_statement(merchant, lines, closing, since, until, language)
