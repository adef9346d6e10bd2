"""A link's Bangla QR that a gateway issues: asked for, kept, ended; and the payment that is made by it.

See docs/decisions/0065-a-code-that-a-gateway-issues.md.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from checkout.commands.start_payment import SentForm, new_payment
from checkout.core import backoff
from checkout.core.issued_code import IssuedCode, IssuedCodeStatus, may_have_code
from checkout.core.link import LinkId, LinkStatus
from checkout.core.payment import NOBODY, Payment
from checkout.core.payment_form import PaymentRequest
from checkout.gateways.issued_codes import CodeState, NewCode
from checkout.ids import new_tran_id
from checkout.store import issued_codes, links, merchants, payments
from checkout.store.unit_of_work import UnitOfWork

_OPEN: Final = IssuedCodeStatus.OPEN


def ask_for_code(uow: UnitOfWork, link_id: LinkId, gateway: str, hold: timedelta) -> IssuedCode | None:
    """The link's code that can be paid; or one that is kept as asked for, and for so long this caller's alone to ask
    the gateway for.

    None while another caller has it, or the gateway gave none a moment ago, and for a link that has none.
    """
    link = links.get_and_lock(uow, link_id)
    assert link is not None, link_id
    if link.status_at(uow.now) is not LinkStatus.ACTIVE or link.amount is None:
        return None
    if not may_have_code(link, merchants.get(uow.conn, link.merchant_id)):
        return None
    known = issued_codes.of_link(uow.conn, link.id)
    if known is not None:
        code, until = known
        if code.status is _OPEN:
            return code
        if until > uow.now:
            return None
        _end(uow, code)
    asked = IssuedCode(
        id=new_tran_id(),
        link_id=link.id,
        merchant_id=link.merchant_id,
        gateway=gateway,
        amount=link.amount,
        code_ref="",
        text="",
        status=IssuedCodeStatus.ASKED,
        checks_count=0,
        created_at=uow.now,
    )
    issued_codes.insert(uow.conn, asked, uow.now + hold)
    return asked


def code_issued(uow: UnitOfWork, code_id: str, new: NewCode, first_pause: timedelta) -> IssuedCode:
    """The gateway gave it. One that came after it was given up is shown to nobody, and so nobody can pay it."""
    code = _locked(uow, code_id)
    if code.status is not IssuedCodeStatus.ASKED:
        return code
    issued = replace(code, status=_OPEN, code_ref=new.code_ref, text=new.text)
    issued_codes.save(uow.conn, issued, uow.now + first_pause)
    return issued


def code_looked_at(uow: UnitOfWork, code_id: str, state: CodeState, first_pause: timedelta) -> None:
    """End it where it can be paid no more; else look again, ever more rarely."""
    code = _locked(uow, code_id)
    if code.status is not _OPEN or state == "over":
        _end(uow, code)
        return
    looked_at = replace(code, checks_count=code.checks_count + 1)
    issued_codes.save(uow.conn, looked_at, backoff.next_look_at(uow.now, looked_at.checks_count, first_pause))


def pay_by_code(uow: UnitOfWork, gateway: str, code_id: str, first_pause: timedelta) -> Payment | None:
    """The payment of who paid by this code, to be asked about as any other; None for no code of this gateway.

    There is none before a server says that somebody paid: a code that hangs somewhere is no attempt to pay. Whatever
    became of code and link meanwhile, money that came is taken in, and the rules say whether it is late or a duplicate.
    """
    code = issued_codes.get(uow.conn, code_id) if code_id else None
    if code is None or code.gateway != gateway:
        return None
    link = links.get_and_lock(uow, code.link_id)
    assert link is not None, code.link_id
    form_key = f"code:{code.id}"
    known = payments.by_form_key(uow.conn, link.id, form_key)
    if known is not None:
        return known
    language = merchants.get(uow.conn, link.merchant_id).language
    form = SentForm(link.id, form_key, PaymentRequest(code.amount, NOBODY), language)
    payment = replace(new_payment(uow, link, form, gateway), tran_id=code.id)
    payments.insert(uow.conn, payment, form_key, backoff.next_check_at(uow.now, uow.now, 0, first_pause))
    return payment


def _end(uow: UnitOfWork, code: IssuedCode) -> None:
    issued_codes.save(uow.conn, replace(code, status=IssuedCodeStatus.ENDED), None)


def _locked(uow: UnitOfWork, code_id: str) -> IssuedCode:
    """As it is with its shop held."""
    found = issued_codes.get(uow.conn, code_id)
    assert found is not None, code_id
    if uow.lock(found.merchant_id):
        found = issued_codes.get(uow.conn, code_id)
        assert found is not None, code_id
    return found
