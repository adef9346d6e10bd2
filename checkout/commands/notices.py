"""A shop chooses what its browsers tell, and when its people are told nothing."""

from collections.abc import Iterable

from checkout.core.merchant import MerchantId
from checkout.core.notices import NoticeSettings, QuietHours, Subject, read_clock
from checkout.errors import BadFields, Problem
from checkout.store import notice_settings, outlets
from checkout.store.unit_of_work import UnitOfWork


def change_notices(
    uow: UnitOfWork,
    merchant_id: MerchantId,
    *,
    browsers_tell: frozenset[Subject] | None = None,
    quiet: QuietHours | None = None,
    keeps_quiet: bool = False,
) -> NoticeSettings:
    """Change what is given and leave the rest; `keeps_quiet` where nothing is said of quiet hours."""
    uow.lock(merchant_id)
    before = notice_settings.get(uow.conn, merchant_id)
    chosen = NoticeSettings(
        before.browsers_tell if browsers_tell is None else browsers_tell, before.quiet if keeps_quiet else quiet
    )
    if chosen == before:
        return before
    notice_settings.keep(uow, merchant_id, chosen)
    if chosen.browsers_tell != before.browsers_tell:
        outlets.tell_browsers_of(uow, merchant_id, chosen.browsers_tell)
    if chosen.quiet != before.quiet:
        outlets.end_rest(uow, merchant_id)
    return chosen


def read_subjects(field: str, asked: Iterable[Subject]) -> frozenset[Subject]:
    """What is to be told, of which there is at least one. Raises BadFields."""
    subjects = frozenset(asked)
    if not subjects:
        raise BadFields(Problem(field, "tells_none"))
    return subjects


def read_quiet_hours(begins: str, ends: str, *, paid_breaks: bool) -> QuietHours:
    """Quiet hours as two hours of Dhaka's clock, `23:00` and `07:00`. Raises BadFields."""
    first, last = read_clock(begins), read_clock(ends)
    if first is None or last is None:
        fields = (("quiet.begins", first), ("quiet.ends", last))
        raise BadFields(*(Problem(field, "clock") for field, minute in fields if minute is None))
    if first == last:
        raise BadFields(Problem("quiet.ends", "quiet_same"))
    return QuietHours(first, last, paid_breaks)
