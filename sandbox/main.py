"""The stand-in gateways as one web application."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
from fastapi import FastAPI
from fastapi.responses import RedirectResponse

from sandbox.bkash import api as bkash_api
from sandbox.bkash import page as bkash_page
from sandbox.bkash.state import Merchant
from sandbox.bkash.state import State as BkashState
from sandbox.sslcommerz import api, page
from sandbox.sslcommerz.notices import Notices
from sandbox.sslcommerz.state import State, Store

DEMO_STORE = Store("adaydemo0001", "adaydemo0001@ssl", "Aday Demo")
DEMO_BKASH = Merchant("adaydemo", "adaydemo@bkash", "adaydemoappkey", "adaydemoappsecret")


def create_app(state_path: str = ":memory:", store: Store = DEMO_STORE) -> FastAPI:
    """The application; `state_path` is an SQLite file, or `:memory:` to forget at the end."""
    app = FastAPI(title="Aday stand-in gateways", lifespan=_lifespan(), docs_url=None)
    app.state.sslcommerz = State(state_path, store)
    app.state.bkash = BkashState(state_path, DEMO_BKASH)
    for part in (api, page, bkash_api, bkash_page):
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
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            notices = Notices(client)
            app.state.notices = notices
            yield
            await notices.stop()
        app.state.sslcommerz.close()
        app.state.bkash.close()

    return lifespan
