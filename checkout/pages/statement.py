"""The balance's history for a time as a file: an A4 document, with Bangla shaped as it is written, or a workbook."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal, TypeVarTuple, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos
from sqlalchemy import Connection

from checkout.core.merchant import Merchant, MerchantId
from checkout.core.posting_rules import BalanceEntry, EntryKind
from checkout.errors import BadFields, Problem
from checkout.http.asked import AskedMoment
from checkout.http.costly import STATEMENT_SECONDS, allow, done_for
from checkout.http.openapi import refused
from checkout.http.problems import request_language
from checkout.http.service import TheService
from checkout.http.session import Session, TheSession
from checkout.pages.drawing import INK, MARGIN, PAPER, SECOND, Pdf, new_document, written
from checkout.pages.workbook import Row, Xlsx, workbook
from checkout.rendering.pool import TooCostly
from checkout.service import Service
from checkout.store import ledger, payments
from checkout.store.payments import PaidBy
from checkout.words import say
from language import DHAKA, Language, clock_time, day_month, in_digits_of, isolated, method_name
from money import Money, format_taka

router = APIRouter(prefix="/v1/balance", tags=["balance"])
_LINES_MOST: Final = 4_000
_PAGE: Final = 500
_WIDE, _HIGH, _SIDE, _ROW = 210, 297, 14, 7.2
_COLUMNS: Final = ((34, Align.L), (62, Align.L), (30, Align.R), (24, Align.R), (32, Align.R))
_NAMES: Final = ("time", "who", "amount", "fee", "bal")
# Letters that stand side by side as they are. Shaping them as Bangla must be was most of a long statement's time.
_PLAIN: Final = re.compile("[ -~০-৯৳·—−]*")
# A fee is told with its payment; one that stands alone was an adjustment.
_KINDS: Final = frozenset(get_args(EntryKind)) - {"fee"}
# What has a sum of its own; all else that moved the balance has one together.
_SUMMED: Final = ("payment", "refund", "payout")
_FILES: Final[dict[int | str, dict[str, object]]] = {200: {"content": {"application/pdf": {}, Xlsx.media_type: {}}}}
Ts = TypeVarTuple("Ts")
_LONGEST_SPAN: Final = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line: a payment with its charge, or another movement."""

    moment: datetime
    words: str
    kind: str
    amount: Money
    fee: Money
    balance_after: Money
    paid_by: PaidBy | None = None


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
    found, closing = await service.db.read_at_length(_lines, session.merchant.id, begin, end, language)
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
    conn: Connection, merchant_id: MerchantId, since: datetime, until: datetime, language: Language
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
    payers = payments.payers_of(conn, {entry.payment_id for entry in entries if entry.payment_id})
    named = {of: by._replace(method=method_name(by.method, language)) for of, by in payers.items()}
    return statement_lines(reversed(entries), named), closing or Money(0)


def statement_lines(entries: Iterable[BalanceEntry], payers: Mapping[str, PaidBy]) -> list[StatementLine]:
    """From the oldest on; the charge, which is the entry after its payment, goes into the payment's line."""
    lines: list[StatementLine] = []
    payment_id: str | None = None
    for entry in entries:
        if entry.kind == "fee" and lines and entry.payment_id == payment_id:
            last = lines[-1]
            lines[-1] = replace(last, fee=last.fee + entry.amount, balance_after=entry.balance_after)
            continue
        payment_id = entry.payment_id
        by = payers.get(entry.payment_id or "")
        words = " · ".join(isolated(word) for word in (by.name, by.method) if word) if by else ""
        lines.append(
            StatementLine(entry.created_at, words, entry.kind, entry.amount, Money(0), entry.balance_after, by)
        )
    return lines


def _rows(lines: Iterable[StatementLine], language: Language) -> list[Row]:
    nobody = PaidBy("", "", "", "")
    return [
        Row(
            line.moment, *(line.paid_by or nobody), _kind(line, language),
            line.amount, line.fee, line.amount + line.fee, line.balance_after,
        )
        for line in lines
    ]  # fmt: skip


def _kind(line: StatementLine, language: Language) -> str:
    return say(language, f"stm.kind.{line.kind if line.kind in _KINDS else 'adjustment'}")


def _draw(
    merchant: Merchant,
    lines: Sequence[StatementLine],
    closing: Money,
    since: datetime,
    until: datetime,
    language: Language,
) -> bytes:
    pdf = new_document(_WIDE, _HIGH, say(language, "stm.title"), language)
    pdf.set_margins(_SIDE, _SIDE)
    _new_page(pdf, language)
    _head(pdf, merchant, since, until, language)
    _sums(pdf, lines, closing, language)
    _column_names(pdf, language)
    for line in lines:
        if pdf.get_y() + _ROW > _HIGH - 18:
            _new_page(pdf, language)
            pdf.set_y(16)
            _column_names(pdf, language)
        _line(pdf, line, language)
    if not lines:
        pdf.set_font("text", "", 11)
        pdf.cell(0, 14, say(language, "stm.empty"), align=Align.C)
    return written(pdf)


def _new_page(pdf: FPDF, language: Language) -> None:
    pdf.add_page()
    pdf.set_xy(_SIDE, _HIGH - 13)
    pdf.set_text_color(*SECOND)
    pdf.set_font("text", "", 9)
    number = say(language, "stm.page", n=in_digits_of(language, str(pdf.page_no())))
    pdf.cell(0, 6, number, align=Align.R)


def _head(pdf: FPDF, merchant: Merchant, since: datetime, until: datetime, language: Language) -> None:
    pdf.set_fill_color(*INK)
    pdf.rect(0, 0, _WIDE, 24, style="F")
    pdf.set_xy(_SIDE, 7)
    pdf.set_text_color(*PAPER)
    pdf.set_font("text", "B", 18)
    pdf.cell(60, 10, say(language, "app.name"))
    pdf.set_font("text", "", 12)
    pdf.cell(0, 10, say(language, "stm.title"), align=Align.R)
    pdf.set_xy(_SIDE, 31)
    pdf.set_text_color(0)
    pdf.set_font("text", "B", 15)
    pdf.multi_cell(0, 8, merchant.name, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_text_color(*SECOND)
    pdf.set_font("text", "", 10.5)
    if merchant.address:
        pdf.multi_cell(0, 6, merchant.address, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    span = say(language, "stm.span", a=_day(since, language), b=_day(until, language))
    pdf.cell(0, 6, span, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(3)


def sums_of(lines: Sequence[StatementLine], closing: Money) -> list[tuple[str, Money]]:
    """What stood there before, what came and went, and what stands there: the reader can add it up."""

    def total(kind: str) -> Money:
        return Money(sum(line.amount.poisha for line in lines if line.kind == kind))

    moved = Money(sum(line.amount.poisha for line in lines))
    fees = Money(sum(line.fee.poisha for line in lines))
    came, back, out = (total(kind) for kind in _SUMMED)
    put_right = moved - came - back - out
    rows = [("opening", closing - moved - fees), ("in", came), ("fees", fees), ("back", back), ("out", out)]
    rows += [("adjusted", put_right)] if put_right else []
    return [*rows, ("closing", closing)]


def _sums(pdf: FPDF, lines: Sequence[StatementLine], closing: Money, language: Language) -> None:
    for name, amount in sums_of(lines, closing):
        if name == "closing":
            pdf.set_draw_color(*SECOND)
            pdf.line(_SIDE, pdf.get_y(), _SIDE + 100, pdf.get_y())
        pdf.set_text_color(0)
        pdf.set_font("text", "B" if name in ("opening", "closing") else "", 11)
        pdf.cell(60, 7, say(language, f"stm.{name}"))
        signed = name not in ("opening", "closing")
        pdf.cell(
            40, 7, format_taka(amount, language, signed=signed), align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )
    pdf.ln(5)


def _column_names(pdf: FPDF, language: Language) -> None:
    pdf.set_text_color(*SECOND)
    pdf.set_font("text", "B", 9.5)
    for (width, align), name in zip(_COLUMNS, _NAMES, strict=True):
        pdf.cell(width, 7, say(language, f"stm.col.{name}"), align=align)
    pdf.ln(7)


def _line(pdf: FPDF, line: StatementLine, language: Language) -> None:
    top = pdf.get_y()
    pdf.set_draw_color(220, 223, 218)
    pdf.line(_SIDE, top, _SIDE + sum(width for width, _ in _COLUMNS), top)
    pdf.set_draw_color(*MARGIN)
    for x in (_SIDE + 32.4, _SIDE + 33.2):
        pdf.line(x, top, x, top + _ROW)
    local = line.moment.astimezone(DHAKA)
    kind = _kind(line, language)
    words = line.words if line.kind == "payment" and line.words else f"{kind} · {line.words}" if line.words else kind
    cells = (
        f"{day_month(local.date(), language)}, {clock_time(line.moment, language)}",
        words,
        format_taka(line.amount, language, signed=True),
        format_taka(line.fee, language) if line.fee else "—",
        format_taka(line.balance_after, language),
    )
    for place, ((width, align), cell) in enumerate(zip(_COLUMNS, cells, strict=True)):
        pdf.set_text_color(*(SECOND if place in (0, 3) else (0, 0, 0)))
        pdf.set_font("text", "B" if place == 2 else "", 8.5 if place == 0 else 9.5)
        is_plain = _PLAIN.fullmatch(cell) is not None
        if is_plain:
            pdf.set_text_shaping(False)
        # Only what people wrote can be longer than its column.
        pdf.cell(width, _ROW, _fitting(pdf, cell, width - 2) if place == 1 else cell, align=align)
        if is_plain:
            pdf.set_text_shaping(True)
    pdf.ln(_ROW)


def _fitting(pdf: FPDF, words: str, room: float) -> str:
    """The words, ended by … where the column does; sums are never long enough for that."""
    pdf.set_text_shaping(False)
    # Letters that are not joined yet take the room of those that are, or more: mostly this is all there is to ask.
    is_short = pdf.get_string_width(words) <= room
    pdf.set_text_shaping(True)
    if is_short or pdf.get_string_width(words) <= room:
        return words
    while words and pdf.get_string_width(words + "…") > room:
        words = words[:-1]
    return words.rstrip() + "…"


def _day(moment: datetime, language: Language) -> str:
    return day_month(moment.astimezone(DHAKA).date(), language, year=True)
