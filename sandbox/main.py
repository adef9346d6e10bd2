"""The stand-in gateways as one web application."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
from fastapi import FastAPI
from fastapi.responses import RedirectResponse

from sandbox.sslcommerz import api, page
from sandbox.sslcommerz.notices import Notices
from sandbox.sslcommerz.state import State, Store

DEMO_STORE = Store("adaydemo0001", "adaydemo0001@ssl", "Aday Demo")


def create_app(state_path: str = ":memory:", store: Store = DEMO_STORE) -> FastAPI:
    """The application; `state_path` is an SQLite file, or `:memory:` to forget at the end."""
    state = State(state_path, store)

    app = FastAPI(title="Aday stand-in gateways", lifespan=_lifespan(state), docs_url=None)
    app.include_router(api.router)
    app.include_router(page.router)

    @app.get("/", include_in_schema=False)
    async def root() -> RedirectResponse:
        return RedirectResponse("/healthz")

    @app.get("/healthz")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    return app


def _lifespan(state: State) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            notices = Notices(client)
            app.state.sslcommerz, app.state.notices = state, notices
            yield
            await notices.stop()
        state.close()

    return lifespan
