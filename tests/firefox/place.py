"""A shop with everything in processes of its own: checkout, stand-in gateway with its push service, and the app."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.model.daily_word import word_of
from checkout.commands.sign_in import issue_device_token
from checkout.core.merchant import MerchantId
from checkout.notify.push_message import new_private_key
from checkout.store.opening import open_database, utc_now
from language import DHAKA
from tests.bench.checkout import BenchTown, town
from tests.support.app_process import app_process
from tests.support.servers import free_port
from tests.support.shop import ShopDevice, device


@dataclass(frozen=True)
class Place:
    """Where it is tried and measured."""

    town: BenchTown
    app_url: str
    folder: Path

    @property
    def shop(self) -> ShopDevice:
        """The owner's own device, which signs the others out."""
        return self.town.shop

    @property
    def push_url(self) -> str:
        """Where a browser asks for its messages."""
        return f"{self.town.gateway_url.replace('http', 'ws', 1)}/push"

    @property
    def word(self) -> str:
        """The day's, by the shop's own secret."""
        return word_of(self.shop.get("/v1/merchant")["word_key"], utc_now().astimezone(DHAKA).date(), "bn")

    def new_device(self) -> ShopDevice:
        """One more that is signed in at the shop."""
        db = open_database(f"sqlite:///{self.folder / 'checkout.db'}", self.town.url)
        try:
            token = db.transact_now(issue_device_token, MerchantId(self.shop.get("/v1/merchant")["id"]), "firefox")
        finally:
            db.close()
        return device(self.town.url, self.shop.slug, token)

    def sign_out(self, leaving: ShopDevice) -> None:
        """By the owner's device, as one that was lost is."""
        its_id = next(one["id"] for one in leaving.get("/v1/devices")["data"] if one["this_device"])
        assert self.shop.http.delete(f"/v1/devices/{its_id}").status_code == 204


@contextmanager
def place(folder: Path) -> Iterator[Place]:
    """As they run in earnest, but that the push service may be on this machine."""
    push = {
        "ADAY_DEMO": "true",
        "ADAY_PUSH_PRIVATE_KEY": new_private_key(),
        "ADAY_PUSH_CONTACT": "mailto:aday@example.com",
    }
    port = free_port()
    with town(folder, more=push) as running, app_process(port, running.url, folder / "app"):
        yield Place(running, f"http://127.0.0.1:{port}", folder)
