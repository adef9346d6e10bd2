"""The checkout's API, as the app calls it; every call raises CheckoutError (`errors.py`)."""

from collections.abc import Callable, Mapping
from typing import Final, Literal, TypeVar

import httpx

from app.model.documents import Doc, any_text, doc_of, docs_of, text_of
from app.model.records import DeviceRecord, LinkDraft, OwnCode, read_device, read_own_code
from app.model.told_places import ToldPlaces, Trial, read_places, read_trial
from app.services.answers import (
    Invitation,
    PayoutQuote,
    RefundQuote,
    SentCode,
    read_invitation,
    read_payout_quote,
    read_refund_quote,
    read_sent_code,
)
from app.services.errors import CheckoutError, SignedOut, Unreachable
from app.services.http_line import HttpLine, Params, read_answer, server_address

Told = TypeVar("Told")
Code = Literal["web", "bangla"]
"""Which of a link's two codes is drawn."""
_PAGE: Final = 200
# A provider of SMS may take its time.
_SMS_TIMEOUT: Final = httpx.Timeout(10, read=20)
# Longer than the checkout waits for a place that says nothing.
_TRIAL_TIMEOUT: Final = httpx.Timeout(10, read=30)
# A long statement takes the server some seconds.
_DRAWING_TIMEOUT: Final = httpx.Timeout(10, read=60)
_STATEMENTS: Final = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class CheckoutClient(HttpLine):
    """What one device asks of its checkout."""

    async def choose_server(self, url: str) -> None:
        """Speak with the checkout at this address from now on. Raises Unreachable when there is none."""
        before, self.server_url = self.server_url, server_address(url)
        try:
            await self.shop()
        except SignedOut:
            return  # As a checkout answers whom it does not know.
        except (CheckoutError, httpx.InvalidURL) as error:
            self.server_url = before
            raise Unreachable("no checkout there") from error

    async def about(self) -> Doc:
        """Who runs the checkout; needs no token. Raises CheckoutError."""
        return await self.call("GET", "/v1/about")

    async def send_code(self, phone: str) -> SentCode:
        """Ask for a one-time code. Raises CheckoutError."""
        return _expected(read_sent_code, await self.call("POST", "/v1/auth/otp", {"phone": phone}))

    async def sign_in(self, phone: str, code: str, request: str, device_name: str) -> tuple[str, Doc]:
        """The device's token and the shop; `request` is what the code was sent for. Raises CheckoutError."""
        asked = {"phone": phone, "code": code, "request": request, "device_name": device_name}
        answer = await self.call("POST", "/v1/auth/token", asked)
        return _expected(lambda told: (text_of(told, "token"), doc_of(told, "merchant")), answer)

    async def join(self, code: str, name: str) -> tuple[str, Doc]:
        """The device's token and the shop, by an invitation. Raises CheckoutError."""
        answer = await self.call("POST", "/v1/auth/invitation", {"code": code, "device_name": name})
        return _expected(lambda told: (text_of(told, "token"), doc_of(told, "merchant")), answer)

    async def invite(self, role: str, gives_back_most_poisha: int | None) -> Invitation:
        """A way in for one of the shop's people. Raises CheckoutError."""
        asked = _as_what(role, gives_back_most_poisha)
        return _expected(read_invitation, await self.call("POST", "/v1/invitations", asked))

    async def withdraw(self, invitation_id: str) -> None:
        """Let nobody in by it. Raises CheckoutError."""
        await self.call("DELETE", f"/v1/invitations/{invitation_id}")

    async def sign_out(self) -> None:
        """Revoke this device's token. Raises CheckoutError."""
        for device in await self.devices():
            if device.is_this:
                await self.revoke(device.id)

    async def shop(self) -> Doc:
        return await self.call("GET", "/v1/merchant")

    async def change_shop(self, **changes: str | bool) -> Doc:
        return await self.call("PATCH", "/v1/merchant", changes)

    async def everything(self, path: str) -> list[Doc]:
        """All rows of a list, page by page."""
        rows: list[Doc] = []
        cursor, is_first = "", True
        while cursor or is_first:
            params: Params = {"limit": _PAGE, **({"cursor": cursor} if cursor else {})}
            page = await self.call("GET", path, params=params)
            rows += _expected(_rows, page)
            cursor, is_first = any_text(page, "next_cursor"), False
        return rows

    async def create_link(self, draft: LinkDraft) -> Doc:
        """Make a fixed link; the same id again gives the same link. Raises CheckoutError."""
        return await self.call("POST", "/v1/links", draft.request())

    async def change_link(self, link_id: str, **changes: object) -> Doc:
        return await self.call("PATCH", f"/v1/links/{link_id}", changes)

    async def close_link(self, link_id: str, how: Literal["cancel", "pause", "resume"]) -> Doc:
        return await self.call("POST", f"/v1/links/{link_id}/{how}")

    async def duplicate_link(self, link_id: str, new_id: str, code: str) -> Doc:
        return await self.call("POST", f"/v1/links/{link_id}/duplicate", {"id": new_id, "code": code})

    async def refund_quote(self, payment_id: str, amount_poisha: int | None) -> RefundQuote:
        """What money back would cost; without an amount, all that is left. Raises CheckoutError."""
        params = {} if amount_poisha is None else {"amount": amount_poisha}
        path = f"/v1/payments/{payment_id}/refunds/quote"
        return _expected(read_refund_quote, await self.call("GET", path, params=params))

    async def ask_refund(self, payment_id: str, refund_id: str, amount_poisha: int, reason: str) -> Doc:
        """Promise money back; the same id again promises it once. Raises CheckoutError."""
        asked = {"id": refund_id, "amount": amount_poisha, "reason": reason}
        return await self.call("POST", f"/v1/payments/{payment_id}/refunds", asked)

    async def payout_quote(self, amount_poisha: int, to: Doc) -> PayoutQuote:
        """What a payout would do, with the account as the server reads it. Raises CheckoutError."""
        asked = {"amount": amount_poisha, "to": dict(to)}
        return _expected(read_payout_quote, await self.call("POST", "/v1/payouts/quote", asked))

    async def cancel_payout(self, payout_id: str) -> Doc:
        """Call it off; again, it is as once. Raises CheckoutError."""
        return await self.call("POST", f"/v1/payouts/{payout_id}/cancel")

    async def ask_payout(self, payout_id: str, amount_poisha: int, to: Doc) -> Doc:
        """Ask for money out; the same id again asks once. Raises CheckoutError."""
        return await self.call("POST", "/v1/payouts", {"id": payout_id, "amount": amount_poisha, "to": dict(to)})

    async def send_payout_code(self) -> SentCode:
        """Have a one-time code sent to the shop's phone, for money to leave. Raises CheckoutError."""
        return _expected(read_sent_code, await self.call("POST", "/v1/payouts/otp", patience=_SMS_TIMEOUT))

    async def confirm_payouts(self, code: str) -> None:
        """Give that code: this device may ask for payouts now. Raises CheckoutError."""
        await self.call("POST", "/v1/payouts/confirmation", {"code": code})

    async def statement(self, since: str, until: str, file: Literal["pdf", "xlsx"]) -> bytes:
        """The history of that time as a PDF or a workbook; of all time without. Raises CheckoutError."""
        asked = {name: given for name, given in (("since", since), ("until", until), ("format", file)) if given}
        return await self._drawn("/v1/balance/statement", asked, _STATEMENTS[file])

    async def poster(self, link_id: str, paper: str, file: Literal["pdf", "png"], code: Code = "web") -> bytes:
        """A link as a sheet for the counter, A4 or A5. Raises CheckoutError."""
        kind = "application/pdf" if file == "pdf" else "image/png"
        return await self._drawn(f"/v1/links/{link_id}/poster", {"paper": paper, "format": file, **_which(code)}, kind)

    async def read_receipt(self, picture: str) -> str:
        """The code of the receipt whose QR is in a picture, in base64. Raises CheckoutError."""
        answer = await self.call("POST", "/v1/receipts/read", {"image": picture})
        return _expected(lambda told: text_of(told, "code"), answer)

    async def read_own_code(self, picture: str) -> OwnCode:
        """Whose Bangla QR is in a picture, in base64; nothing is kept. Raises CheckoutError."""
        return _expected(read_own_code, await self.call("POST", "/v1/own-code/read", {"image": picture}))

    async def set_own_code(self, text: str) -> Doc:
        """Keep it as the shop's own. Raises CheckoutError."""
        return await self.call("PUT", "/v1/own-code", {"text": text})

    async def remove_own_code(self) -> Doc:
        return await self.call("DELETE", "/v1/own-code")

    async def bangla_qr(self, link_id: str) -> str:
        """What is in the Bangla QR that the checkout has of a link. Raises CheckoutError."""
        return _expected(lambda told: text_of(told, "text"), await self.call("GET", f"/v1/links/{link_id}/bangla-qr"))

    async def note_seen(self, link_id: str, seen_id: str) -> Doc:
        """Note that the money of a link was seen in the bank's app; the same id again notes it once."""
        return await self.call("POST", f"/v1/links/{link_id}/seen", {"id": seen_id})

    async def assign(self, direct_id: str, link_id: str) -> Doc:
        """Say for which link money came; again, it is as once. Raises CheckoutError."""
        return await self.call("POST", f"/v1/direct-payments/{direct_id}/assign", {"link_id": link_id})

    async def card(self, link_id: str, code: Code = "web") -> bytes:
        """A link as a picture to send, as PNG. Raises CheckoutError."""
        return await self._drawn(f"/v1/links/{link_id}/card", _which(code), "image/png")

    async def day_picture(self, day: str) -> bytes:
        """A day's account as a picture to send, as PNG. Raises CheckoutError."""
        return await self._drawn("/v1/balance/day", {"day": day}, "image/png")

    async def _drawn(self, path: str, params: Mapping[str, str], kind: str) -> bytes:
        answer = await self.send("GET", path, params=params, patience=_DRAWING_TIMEOUT)
        if answer.headers.get("content-type") == kind:
            return answer.content
        read_answer(answer)
        raise Unreachable("not the checkout's answer")

    async def devices(self) -> list[DeviceRecord]:
        """Where the shop is signed in, newest first; who is no owner is told of the asking device alone."""
        told = await self.everything("/v1/devices")
        return _expected(lambda rows: [read_device(one) for one in docs_of(rows, "data")], {"data": told})

    async def change_device(self, device_id: str, role: str, gives_back_most_poisha: int | None) -> None:
        """As what somebody works here from now on. Raises CheckoutError."""
        await self.call("PATCH", f"/v1/devices/{device_id}", _as_what(role, gives_back_most_poisha))

    async def hand_over(self, payment_id: str) -> Doc:
        """Note that its goods went out; the first time stays, whoever says it again. Raises CheckoutError."""
        return await self.call("POST", f"/v1/payments/{payment_id}/handover")

    async def revoke(self, device_id: str) -> None:
        await self.call("DELETE", f"/v1/devices/{device_id}")

    async def told_places(self) -> ToldPlaces:
        """Where, of what and when the shop is told outside the app. Raises CheckoutError."""
        chosen, places = await self.call("GET", "/v1/notices"), await self.call("GET", "/v1/outlets")
        return _expected(lambda told: read_places(told, _rows(places)), chosen)

    async def change_notices(self, **changes: object) -> None:
        await self.call("PATCH", "/v1/notices", changes)

    async def add_place(self, place_id: str, kind: str, address: str, tells: list[str]) -> str:
        """Be told there; with the same id it is added once. What a server is told signed by, if it is one."""
        asked = {"id": place_id, "kind": kind, "address": address, "tells": tells}
        return _expected(lambda told: any_text(told, "secret"), await self.call("POST", "/v1/outlets", asked))

    async def change_place(self, place_id: str, tells: list[str]) -> None:
        await self.call("PATCH", f"/v1/outlets/{place_id}", {"tells": tells})

    async def remove_place(self, place_id: str) -> None:
        await self.call("DELETE", f"/v1/outlets/{place_id}")

    async def try_place(self, place_id: str) -> Trial:
        """Tell it that this is a test. Raises CheckoutError."""
        answer = await self.call("POST", f"/v1/outlets/{place_id}/test", patience=_TRIAL_TIMEOUT)
        return _expected(read_trial, answer)

    async def heard(self, seq: int) -> None:
        """Somebody at this device was told of everything up to this event."""
        await self.call("POST", "/v1/events/heard", {"seq": seq})

    async def events(self, after: int, wait_seconds: float = 0) -> list[Doc]:
        """The events after this number; waits so long for one when there is none yet. Raises CheckoutError."""
        params: Params = {"after": after, **({"wait": wait_seconds} if wait_seconds else {})}
        patience = httpx.Timeout(10, read=10 + wait_seconds)
        return _expected(_rows, await self.call("GET", "/v1/events", params=params, patience=patience))


def _which(code: Code) -> dict[str, str]:
    """A server older than this app knows no other than the web link's, and refuses what it does not know."""
    return {} if code == "web" else {"code": code}


def _expected(read: Callable[[Doc], Told], answer: Doc) -> Told:
    """Raises Unreachable for what is not the checkout's answer."""
    try:
        return read(answer)
    except ValueError as error:
        raise Unreachable("not the checkout's answer") from error


def _rows(page: Doc) -> list[Doc]:
    return docs_of(page, "data")


def _as_what(role: str, gives_back_most_poisha: int | None) -> Doc:
    """A manager has a sum for a day, and nobody else."""
    most = {} if gives_back_most_poisha is None else {"gives_back_most": gives_back_most_poisha}
    return {"role": role, **most}
