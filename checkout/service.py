"""The parts of one running checkout and how they are put together; nothing here serves HTTP."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import structlog

from checkout.core.event_types import TOLD_OUTSIDE
from checkout.core.gateway_routing import Routes
from checkout.events.hub import SWEEP_SECONDS, Hub
from checkout.gateways.charges import Charges
from checkout.gateways.client import Client as GatewayClient
from checkout.gateways.registry import Gateways, make_codes, make_gateways, make_notices, make_routes
from checkout.gateways.settings import GatewayContext
from checkout.notify.channels import ChannelContext
from checkout.notify.registry import Channels, make_channels
from checkout.notify.sms import SmsSender, sms_sender
from checkout.rate_limits import Limits
from checkout.rendering.pool import RenderPool
from checkout.settings import Settings
from checkout.store.database import Clock, Database
from checkout.store.opening import utc_now
from checkout.store.telling import Logged
from checkout.workers.code_keeper import CodeKeeper
from checkout.workers.confirmer import Confirmer
from checkout.workers.gateway_ports import DatabaseCaptureGuard, DatabaseSeenMessages, DatabaseTokenStore
from checkout.workers.housekeeping import Housekeeping
from checkout.workers.inbox import InboxWorker
from checkout.workers.loop import Loop
from checkout.workers.notifier import Notifier
from checkout.workers.page_opener import PageOpener
from checkout.workers.proved_notices import NoticeTaker
from checkout.workers.reconciler import Reconciler
from checkout.workers.refunds import RefundWorker

log = structlog.get_logger(__name__)
if TYPE_CHECKING:
    from checkout.events.listening import Listener


@dataclass(frozen=True, slots=True)
class Service:
    """One running checkout, as `wire` puts it together."""

    settings: Settings
    clock: Clock
    db: Database
    gateways: Gateways
    routes: Routes
    charges: Charges
    confirmer: Confirmer
    page_opener: PageOpener
    inbox: InboxWorker
    proved_notices: NoticeTaker
    reconciler: Reconciler
    refunds: RefundWorker
    hub: Hub
    sweeps: Loop
    limits: Limits
    sms: SmsSender
    channels: Channels
    notifier: Notifier
    codes: CodeKeeper
    housekeeping: Housekeeping
    rendering: RenderPool


def gateway_context(settings: Settings, client: GatewayClient, db: Database, clock: Clock = utc_now) -> GatewayContext:
    """What the gateways' adapters may use of this installation."""
    token_store = DatabaseTokenStore(db, clock)
    return GatewayContext(
        client,
        clock,
        token_store,
        DatabaseCaptureGuard(db),
        settings.gateway_timeout_seconds,
        settings.payer_email_fallback,
    )


def wire(
    settings: Settings, clock: Clock, db: Database, client: httpx.AsyncClient, gateway_client: GatewayClient
) -> Service:
    """`client` calls everybody but the gateways, which have a client of their own."""
    context = gateway_context(settings, gateway_client, db, clock)
    known, ways = make_gateways(settings.gateways, context), make_routes(settings.gateways, settings.routes)
    confirmer = Confirmer(db, known, settings)
    inbox = InboxWorker(db, confirmer)
    proved = make_notices(settings.gateways, context, DatabaseSeenMessages(db))
    hub = Hub(db)
    db.hidden("")  # Reads the secret once, before anybody waits for it.
    channels = make_channels(settings, ChannelContext(client, clock, anywhere=settings.demo))
    notifier = Notifier(db, channels)

    codes = CodeKeeper(db, confirmer, make_codes(settings.gateways, context), settings)

    def tell(logged: Logged) -> None:
        hub.publish(logged)
        codes.heard(logged)
        if any(event.type in TOLD_OUTSIDE for news in logged.values() for event in news):
            notifier.loop.nudge()

    db.after_commit = tell
    return Service(
        settings=settings,
        clock=clock,
        db=db,
        gateways=known,
        routes=ways,
        charges=Charges(ways, known, settings.gateway_rates, settings.service_rates),
        confirmer=confirmer,
        page_opener=PageOpener(db, known, ways, settings),
        inbox=inbox,
        proved_notices=NoticeTaker(db, inbox, proved),
        reconciler=Reconciler(db, confirmer),
        refunds=RefundWorker(db, known, confirmer.first_pause),
        hub=hub,
        sweeps=Loop("sweeps", hub.sweep, SWEEP_SECONDS),
        limits=Limits(db, clock, settings.api_calls_per_minute),
        sms=sms_sender(settings, client),
        channels=channels,
        notifier=notifier,
        codes=codes,
        housekeeping=Housekeeping(db, settings.remember_payers),
        rendering=RenderPool(),
    )


def listener_of(settings: Settings, hub: Hub) -> "Listener | None":
    """Hears the other workers; its driver is brought in only where there are any.

    Nothing where no line can listen: the hub then looks at the table every two seconds.
    """
    from checkout.events.listening import Listener
    from checkout.store.pooling import is_pooled_by_transaction

    address = settings.listen_database_url or settings.database_url
    # What is named for this alone is believed, though it may be away just now.
    if not settings.listen_database_url and is_pooled_by_transaction(address):
        log.warning("no line hears the other workers: set ADAY_LISTEN_DATABASE_URL to PostgreSQL itself")
        return None
    listener = Listener(address, hub)
    listener.start()
    return listener
