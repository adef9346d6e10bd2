"""What is not there: only guesses are counted, and only they are ever refused."""

from fastapi import Request

from checkout.http.client_address import client_address, looks_only
from checkout.service import Service
from codes import is_whole


async def missed(request: Request, service: Service, code: str) -> None:
    """Count what was asked for in vain, unless it is a whole code. Raises TooOften.

    A code with its right check character is no guess: a shop without a line made it, and its payer waits. Nobody
    finds one by trying either, at any rate: of 2^60 codes all those in use are next to none.
    """
    if not is_whole(code):
        await service.limits.unknown_links.miss(client_address(request), counts=not looks_only(request))
