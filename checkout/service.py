"""What the API and the pages are given: the parts of one running checkout."""

from dataclasses import dataclass

from checkout.core.gateway_routing import Routes
from checkout.events.stream import Streams
from checkout.gateways.charges import Charges
from checkout.gateways.registry import Gateways
from checkout.limits import Limits
from checkout.notify.channels import Voices
from checkout.notify.sms import SmsSender
from checkout.rendering.pool import RenderPool
from checkout.settings import Settings
from checkout.store.database import Clock, Database
from checkout.workers.confirmer import Asking
from checkout.workers.inbox import InboxWorker
from checkout.workers.notifier import Teller
from checkout.workers.reconciler import Reconciler
from checkout.workers.refunds import RefundWorker


@dataclass(frozen=True, slots=True)
class Service:
    """One running checkout, wired together in main.py."""

    settings: Settings
    clock: Clock
    db: Database
    gateways: Gateways
    routes: Routes
    charges: Charges
    asking: Asking
    inbox: InboxWorker
    reconciler: Reconciler
    refunds: RefundWorker
    streams: Streams
    limits: Limits
    sms: SmsSender
    voices: Voices
    teller: Teller
    rendering: RenderPool
