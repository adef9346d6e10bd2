"""What the gateway tells the shop: IPNs to its server, and the fields the browser carries back."""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine

import httpx

from sandbox.sslcommerz.methods import BY_CODE
from sandbox.sslcommerz.signing import signed
from sandbox.sslcommerz.state import Session, Store

log = logging.getLogger(__name__)
_VALUES = ("value_a", "value_b", "value_c", "value_d")


class Notices:
    """Sends IPNs, at once or later, and ends what is left when the stand-in stops."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._later: set[asyncio.Task[None]] = set()

    async def send(self, session: Session, fields: dict[str, str]) -> None:
        """Post one IPN; a shop that does not answer is its own trouble, as with the real one."""
        url = session.asked.get("ipn_url")
        if not url:
            return
        try:
            await self._client.post(url, data=fields)
        except httpx.HTTPError as error:
            log.warning("IPN for %s not taken: %r", session.tran_id, error)

    def send_later(self, seconds: float, session: Session, fields: dict[str, str]) -> None:
        self._spawn(self._after(seconds, session, fields))

    async def stop(self) -> None:
        for task in self._later:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*self._later, return_exceptions=True)

    async def _after(self, seconds: float, session: Session, fields: dict[str, str]) -> None:
        await asyncio.sleep(seconds)
        await self.send(session, fields)

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)


def notice_fields(session: Session, store: Store) -> dict[str, str]:
    """The signed fields of an IPN or a return for how the session ended."""
    if session.status == "CANCELLED":
        return signed(_cancelled(session, store), store.password)
    method = BY_CODE.get(session.method)
    captured = session.status == "VALID"
    amount = f"{session.amount:.2f}"
    fields = {
        "amount": amount,
        "bank_tran_id": session.bank_tran_id,
        "base_fair": "0.00",
        "card_brand": method.card_brand if method and captured else "",
        "card_issuer": method.card_issuer if method and captured else "",
        "card_issuer_country": "Bangladesh" if captured else "",
        "card_issuer_country_code": "BD" if captured else "",
        "card_no": session.card_no if captured else "",
        "card_sub_brand": "Classic",
        "card_type": method.card_type if method and captured else "",
        "currency": "BDT",
        "currency_amount": amount,
        "currency_rate": "1.0000",
        "currency_type": "BDT",
        "error": session.error,
        "status": session.status,
        "store_id": store.store_id,
        "tran_date": session.tran_date,
        "tran_id": session.tran_id,
        **{name: session.asked.get(name, "") for name in _VALUES},
    }
    if captured:
        fields |= {
            "val_id": session.val_id,
            "store_amount": f"{session.store_amount:.2f}",
            "risk_level": "1" if session.scenario == "05" else "0",
            "risk_title": "Not Safe" if session.scenario == "05" else "Safe",
        }
    return signed(fields, store.password)


def forged_fields(session: Session, store: Store) -> dict[str, str]:
    """Fields that claim a capture which never was, signed with a password nobody gave out."""
    claimed = Session(session.key, session.asked, status="VALID", method=session.method)
    claimed.val_id, claimed.bank_tran_id = "261123000000forgedforged000", "forged"
    claimed.tran_date = session.tran_date
    return notice_fields(claimed, Store(store.store_id, "not the password", store.name))


def _cancelled(session: Session, store: Store) -> dict[str, str]:
    return {
        "tran_id": session.tran_id,
        "error": "Cancelled by User",
        "status": "CANCELLED",
        "bank_tran_id": "",
        "currency": "BDT",
        "tran_date": session.tran_date,
        "amount": f"{session.amount:.2f}",
        "store_id": store.store_id,
        "currency_type": "BDT",
        "currency_amount": f"{session.amount:.2f}",
        "currency_rate": "1.0000",
        "base_fair": "0.00",
        **{name: session.asked.get(name, "") for name in _VALUES},
    }
