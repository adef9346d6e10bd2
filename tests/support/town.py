"""Everything on real ports: a checkout that can be stopped, a stand-in gateway and the app."""

import hashlib
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import flet_web.fastapi as flet_fastapi

from app.shell import AppConfig
from app.web import create_web_app
from checkout.commands.sign_in import issue_device_token
from checkout.core.merchant import MerchantId
from checkout.service import Service
from checkout.settings import Settings
from checkout.store.opening import open_database
from checkout.store.unit_of_work import UnitOfWork
from sandbox.main import create_app as create_sandbox
from tests.support.servers import Running, free_socket, new_database_file, serving, serving_checkout, settings_for
from tests.support.shop import ShopDevice, close_devices, open_shop

P = ParamSpec("P")
R = TypeVar("R")


class Town:
    """Everything on real ports; the checkout can be stopped and started again where it was."""

    def __init__(self, folder: Path) -> None:
        self._stack = ExitStack()
        gateway = self._stack.enter_context(serving(create_sandbox()))
        self.gateway_url = gateway.url
        listening = free_socket()
        self._port = listening.getsockname()[1]
        listening.close()
        self.url = f"http://127.0.0.1:{self._port}"
        self.settings: Settings = settings_for(self.url, gateway.url, new_database_file(folder))
        self._checkout: ExitStack | None = None
        self.running: Running
        self.start_checkout()
        self._folder = folder
        # What ends left sessions began once in this process, and ended with the first app in it.
        flet_fastapi.app_manager._FletAppManager__evict_sessions_task = None  # type: ignore[attr-defined]
        self.app_url = self.app_with()

    def app_with(self, name: str = "app", *, keeps: bool = True, **otherwise: Any) -> str:
        """The address of an app of this checkout's, with a disk of its own.

        It runs until the town ends: Flet deletes the files of all apps of a process when one of them does.
        """
        facts: dict[str, Any] = {"server_url": self.url, "data_dir": self._folder / name} | otherwise
        config = AppConfig(**facts)
        web = self._stack.enter_context(serving(create_web_app(config, keeps=keeps)))
        return f"{web.url}/"

    def kept_for(self, token: str) -> list[str]:
        """The files that the app keeps for who is signed in with this token."""
        name = hashlib.sha256(token.encode()).hexdigest()[:32]
        return sorted(path.name for path in (self._folder / "app").glob(f"shop-{name}.db*"))

    def kept_of_pages(self) -> str:
        """Whatever the app keeps of what is typed in pages, read as text."""
        return "".join(path.read_text() for path in (self._folder / "app" / "pages").glob("*.json"))

    def start_checkout(self) -> None:
        if self._checkout is None:
            listening = socket.socket()
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(("127.0.0.1", self._port))
            self._checkout = ExitStack()
            self.running = self._checkout.enter_context(serving_checkout(self.settings, listening))

    def stop_checkout(self) -> None:
        if self._checkout is not None:
            self._checkout.close()
            self._checkout = None

    def new_shop(self) -> ShopDevice:
        service: Service = self.running.app.state.service
        return open_shop(service.db, self.url)

    def shop_of_its_own(self) -> Iterator[ShopDevice]:
        """For one test, with a device that is signed in; whatever the test stopped runs again afterwards."""
        self.start_checkout()
        yield self.new_shop()
        self.start_checkout()
        close_devices()

    def second_token(self, shop: ShopDevice) -> str:
        """A token for one more device of the shop."""
        service: Service = self.running.app.state.service
        merchant_id = MerchantId(shop.get("/v1/merchant")["id"])
        return service.db.transact_now(issue_device_token, merchant_id, "android app")

    def operate(self, do: Callable[Concatenate[UnitOfWork, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """As an operator's command does it: by a line of its own to the same file, of which the checkout is not told."""
        db = open_database(self.settings.database_url, self.url)
        try:
            return db.transact_now(do, *args, **kwargs)
        finally:
            db.close()

    def close(self) -> None:
        self.stop_checkout()
        self._stack.close()
