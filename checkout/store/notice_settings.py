"""What each shop has chosen of notices."""

from typing import Final

from sqlalchemy import Connection, Row, select

from checkout.core.merchant import MerchantId
from checkout.core.notices import AS_IT_BEGINS, NoticeSettings, QuietHours, as_text, subjects_of
from checkout.store.tables import notice_settings
from checkout.store.unit_of_work import UnitOfWork

QUIET: Final = (
    notice_settings.c.quiet_begins,
    notice_settings.c.quiet_ends,
    notice_settings.c.paid_breaks_quiet,
)
"""The columns that `quiet_of` reads."""


def get(conn: Connection, merchant_id: MerchantId) -> NoticeSettings:
    """What the shop has chosen, or what holds for one that has chosen nothing."""
    query = select(notice_settings.c.browsers_tell, *QUIET).where(notice_settings.c.merchant_id == merchant_id)
    row = conn.execute(query).first()
    return AS_IT_BEGINS if row is None else NoticeSettings(subjects_of(row.browsers_tell), quiet_of(row))


def keep(uow: UnitOfWork, merchant_id: MerchantId, chosen: NoticeSettings) -> None:
    """From now on this holds. The shop is locked, so that two who choose at once leave one row."""
    quiet = chosen.quiet
    uow.conn.execute(notice_settings.delete().where(notice_settings.c.merchant_id == merchant_id))
    uow.conn.execute(
        notice_settings.insert().values(
            merchant_id=merchant_id,
            browsers_tell=as_text(chosen.browsers_tell),
            quiet_begins=quiet.begins if quiet else None,
            quiet_ends=quiet.ends if quiet else None,
            paid_breaks_quiet=quiet.paid_breaks if quiet else False,
        )
    )


def quiet_of(row: Row[*tuple[object, ...]]) -> QuietHours | None:
    """The quiet hours in a row that has these columns, though maybe of no shop."""
    if row.quiet_begins is None:
        return None
    return QuietHours(row.quiet_begins, row.quiet_ends, bool(row.paid_breaks_quiet))
