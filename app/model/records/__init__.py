"""What the app knows of its shop, links, payments and the balance: plain values, each beside what reads it.

They are read of what the server tells. Unknown fields and unknown statuses are carried or skipped, so that an old app
outlives a new server. Each reader raises WrongField or another ValueError for what cannot be read.
"""

from app.model.records.balance import Destination, EntryRecord, PayoutRecord, read_entry, read_payout
from app.model.records.base import NOTHING
from app.model.records.direct import DirectRecord, read_direct
from app.model.records.link import ANYBODY, Customer, LinkDraft, LinkRecord, public_url, read_draft, read_link
from app.model.records.payment import COST_OF_BACK, GOING_BACK, PaymentRecord, RefundRecord, read_payment, read_refund
from app.model.records.shop import DeviceRecord, OwnCode, ShopRecord, read_device, read_own_code, read_shop

__all__ = [
    "ANYBODY",
    "COST_OF_BACK",
    "GOING_BACK",
    "NOTHING",
    "Customer",
    "Destination",
    "DeviceRecord",
    "DirectRecord",
    "EntryRecord",
    "LinkDraft",
    "LinkRecord",
    "OwnCode",
    "PaymentRecord",
    "PayoutRecord",
    "RefundRecord",
    "ShopRecord",
    "public_url",
    "read_device",
    "read_direct",
    "read_draft",
    "read_entry",
    "read_link",
    "read_own_code",
    "read_payment",
    "read_payout",
    "read_refund",
    "read_shop",
]
