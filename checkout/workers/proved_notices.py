"""Notices that a gateway signs: believed by the signature alone, kept, and acted on before they are answered."""

from collections.abc import Mapping

from sqlalchemy import Connection

from checkout.commands.direct_payments import KeptNotice, take_proved
from checkout.core.direct_payment import ToldPayment
from checkout.gateways.base import Notice, ProvedNotice, ProvedNotices
from checkout.store import own_accounts, payments
from checkout.store.database import Database
from checkout.workers.inbox import InboxWorker


class NoticeTaker:
    """Takes them, where a gateway sends such."""

    def __init__(self, db: Database, inbox: InboxWorker, notices: Mapping[str, ProvedNotices]) -> None:
        self._db, self._inbox, self._notices = db, inbox, notices

    def takes(self, gateway: str) -> bool:
        """Whether this gateway's notices are to be proved."""
        return gateway in self._notices

    async def take(self, gateway: str, body: bytes, headers: str, sender: str) -> None:
        """Act on one that is the gateway's own and new. Raises ForgedNotice, GatewayUnreachable.

        One about an attempt of ours at the gateway makes us ask, as any notice does: of that money the gateway's
        answer is the last word.
        """

        async def act(proved: ProvedNotice) -> None:
            told = proved.payment
            if isinstance(told, ToldPayment) and await self._db.read(_is_an_attempt, gateway, told):
                await self._inbox.keep(gateway, body, Notice(told.invoice, "", "other"), headers)
            else:
                await self._db.transact(take_proved, KeptNotice(gateway, body, headers), proved)

        await self._notices[gateway].receive(body, sender, act)


def _is_an_attempt(conn: Connection, gateway: str, told: ToldPayment) -> bool:
    """Whether it went the gateway's own way to us.

    An attempt is paid on the gateway's page, and by no code: a payer who writes its number into a code of a shop's has
    paid the shop, whose money it is.
    """
    if not told.invoice or payments.by_tran_id(conn, gateway, told.invoice) is None:
        return False
    return not told.by_qr or own_accounts.merchant_of(conn, told.shop_code) is None
