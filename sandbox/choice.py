"""The page of a company that offers many ways to pay, as a stand-in has it: pay, let it fail, or call it off."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from sandbox import words
from sandbox.attempts import Attempt, Attempts
from sandbox.words import Lang


@dataclass(frozen=True, slots=True)
class ChoicePage:
    """What differs from company to company."""

    company: str
    path: str
    ref_name: str
    """What its address calls the attempt."""
    attempts: Callable[[Request], Attempts]
    tell: Callable[[Request, Attempt], Awaitable[None]]
    """Send the shop a notice of how it ended."""
    back: Callable[[Attempt, Lang], Response]
    """How the payer's browser goes back to the shop."""

    def router(self) -> APIRouter:
        """Where it is shown and pressed."""
        router, name = APIRouter(), self.ref_name

        @router.get(self.path)
        async def show(
            request: Request, ref: Annotated[str, Query(alias=name)] = "", lang: Lang = "bn"
        ) -> HTMLResponse:
            attempt = self.attempts(request).get(ref)
            if attempt is None or attempt.status:
                return words.gone(lang, 404 if attempt is None else 200)
            return self._page(attempt, lang)

        @router.post(self.path)
        async def act(
            request: Request,
            ref: Annotated[str, Form(alias=name)],
            do: Annotated[str, Form()],
            lang: Annotated[Lang, Form()] = "bn",
        ) -> Response:
            attempt = self.attempts(request).get(ref)
            if attempt is None or attempt.status:
                return words.gone(lang, 404 if attempt is None else 200)
            return await self._end(request, attempt, do, lang)

        return router

    async def _end(self, request: Request, attempt: Attempt, do: str, lang: Lang) -> Response:
        """What was pressed, or the trouble that the amount asks for."""
        if attempt.scenario == "09" and do == "pay":
            # A return that claims a capture which never was; the payment stays open.
            return self.back(Attempt(attempt.ref, attempt.asked, "paid", "FORGED01"), lang)
        attempt = self.attempts(request).end(attempt, do)
        if attempt.scenario == "02" and attempt.status != "cancelled":
            return words.page(lang, self.company, f"<h1>{words.say(lang, 'stuck')}</h1>")
        for _ in range(3 if attempt.scenario == "03" else 1):
            await self.tell(request, attempt)
        return self.back(attempt, lang)

    def _page(self, attempt: Attempt, lang: Lang) -> HTMLResponse:
        amount = f"{attempt.amount:.2f}"
        other = f"?{self.ref_name}={quote(attempt.ref, safe='')}&amp;lang={words.other_lang(lang)}"
        hidden = words.hidden_fields({self.ref_name: attempt.ref, "lang": lang})
        buttons = (
            f'<button name="do" value="pay">{words.say(lang, "pay")} ৳{amount}</button>'
            f'<button class="plain" name="do" value="fail">{words.say(lang, "decline")}</button>'
            f'<button class="plain" name="do" value="cancel">{words.say(lang, "cancel")}</button>'
        )
        return words.page(lang, self.company, f'<form method="post">{hidden}{buttons}</form>', amount, other)
