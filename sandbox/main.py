"""The stand-ins, gateways and a browser's push service, as one web application."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
from fastapi import FastAPI
from fastapi.responses import RedirectResponse

from sandbox.aamarpay import app as aamarpay
from sandbox.attempts import Attempts, certificates
from sandbox.bkash import api as bkash_api
from sandbox.bkash import page as bkash_page
from sandbox.bkash import told as bkash_told
from sandbox.bkash import v2 as bkash_v2
from sandbox.bkash.state import Merchant
from sandbox.bkash.state import State as BkashState
from sandbox.bkash.told import Sns
from sandbox.customer import app as customer
from sandbox.nagad import app as nagad
from sandbox.push import app as push
from sandbox.push.state import State as PushState
from sandbox.shurjopay import app as shurjopay
from sandbox.sslcommerz import api, invoices, page
from sandbox.sslcommerz.notices import Notices
from sandbox.sslcommerz.state import State, Store

DEMO_STORE = Store("adaydemo0001", "adaydemo0001@ssl", "Aday Demo")
_MEMORIES = ("sslcommerz", "bkash", "nagad", "aamarpay", "shurjopay")
DEMO_BKASH = Merchant("adaydemo", "adaydemo@bkash", "adaydemoappkey", "adaydemoappsecret")


def create_app(
    state_path: str = ":memory:", store: Store = DEMO_STORE, bkash_notices_url: str = "", sns_site: str = ""
) -> FastAPI:
    """The application; `state_path` is an SQLite file, or `:memory:` to forget at the end.

    `bkash_notices_url` is where bKash has subscribed the shop's server, so that it hears of money by a code, and
    `sns_site` where this stand-in's own `/sns` is, which those notices name in the place of Amazon's.
    """
    app = FastAPI(title="Aday stand-in gateways", lifespan=_lifespan(), docs_url=None)
    app.state.sslcommerz = State(state_path, store)
    app.state.bkash = BkashState(state_path, DEMO_BKASH)
    app.state.nagad = Attempts(state_path, "nagad")
    app.state.aamarpay = Attempts(state_path, "aamarpay")
    app.state.shurjopay, app.state.shurjopay_tokens = Attempts(state_path, "shurjopay"), {}
    app.state.sns = Sns(bkash_notices_url, site=sns_site)
    app.state.push = PushState()
    bkash = (bkash_api, bkash_v2, bkash_page, bkash_told)
    for part in (api, page, invoices, *bkash, nagad, aamarpay, shurjopay, push, customer):
        app.include_router(part.router)

    @app.get("/", include_in_schema=False)
    async def root() -> RedirectResponse:
        return RedirectResponse("/healthz")

    @app.get("/healthz")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    return app


def _lifespan() -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with httpx.AsyncClient(timeout=10, trust_env=False, verify=certificates()) as client:
            notices = Notices(client)
            app.state.notices, app.state.http = notices, client
            yield
            await notices.stop()
        for memory in _MEMORIES:
            getattr(app.state, memory).close()

    return lifespan
