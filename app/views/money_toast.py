"""What happens on the screen when money has just come: large where it may be, and a line where somebody is busy."""

from typing import Final

import flet as ft

from app.desk import Desk
from app.kit.context import WIDE_FROM
from app.model.handover import goods_of, may_release_goods
from app.model.holds import why_held
from app.model.records import PaymentRecord
from app.notices import Notice
from app.state import Account
from app.views.arrived import is_arrived_shown
from app.words import say
from language import in_digits_of, method_name
from money import Money, format_taka

_SHOWN_SECONDS: Final = 8


def arrive(page: ft.Page, account: Account, desk: Desk, payment: PaymentRecord) -> None:
    """Show what has just arrived: over the whole phone, at the counter, or as a line where somebody is busy."""
    if not may_release_goods(payment):
        tell_paid(account, desk, payment)
        return
    wide = account.width >= WIDE_FROM
    is_shown = is_arrived_shown(page.route, wide=wide)
    if is_shown or not wide:
        # A counter that is opened later does not call it just received; a phone's form may be left at once.
        # At the counter it stays until it is ticked off, or is news no more; a phone shows it for a while.
        desk.stand_large(payment, None if wide else _SHOWN_SECONDS)
    if not is_shown:
        tell_paid(account, desk, payment)


def tell_missed(account: Account, desk: Desk, count: int, total: Money) -> None:
    """One sentence for all that was paid while nobody listened; no green, for it is not news."""
    key = "arr.missed.one" if count == 1 else "arr.missed"
    words = say(
        account.language, key, n=in_digits_of(account.language, str(count)), amt=format_taka(total, account.language)
    )
    desk.notices.tell(Notice("missed", "plain", words, said=words))


def tell_paid(account: Account, desk: Desk, payment: PaymentRecord) -> None:
    """Say who paid how much, above whatever screen is open; green only where the goods may go."""
    goods, amount = goods_of(payment), format_taka(payment.amount, account.language)
    title = say(account.language, "nt.paid.title", amt=amount)
    if goods == "paid":
        method = method_name(payment.method, account.language)
        body = say(account.language, "nt.paid.body", name=payment.name, method=method)
        said = say(account.language, "a11y.live", amt=amount, name=payment.name)
        desk.notices.tell(Notice("paid-toast", "paid", title, body, said))
        return
    # Money, but not for these goods.
    body = f"{payment.name} · {say(account.language, f'go.{goods}')}"
    desk.notices.tell(Notice("paid-toast", "hold", title, body, f"{title}, {body}"))


def tell_held(account: Account, desk: Desk, payment: PaymentRecord) -> None:
    """Say whose payment is under review, and that the goods stay: like other news, but never green and never aloud."""
    title = say(account.language, "nt.hold.title", amt=format_taka(payment.amount, account.language))
    why = why_held(payment.hold_reason, account.language)
    body = f"{say(account.language, 'nt.hold.body', name=payment.name)} {why}"
    desk.notices.tell(Notice("held-toast", "hold", title, body, f"{title}, {body}"))
