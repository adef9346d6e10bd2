"""Which alarms were raised, so that each rings once."""

from checkout.store.tables import alarms
from checkout.store.unit_of_work import UnitOfWork

_WHY_MAX = 160


def is_first(uow: UnitOfWork, subject: str, why: str) -> bool:
    """Whether nobody was told of this yet; from now on somebody was. Two workers at once are told apart by the key."""
    why = why[:_WHY_MAX]
    known = alarms.select().where(alarms.c.subject == subject, alarms.c.why == why)
    if uow.conn.execute(known).first() is not None:
        return False
    uow.conn.execute(alarms.insert().values(subject=subject, why=why, raised_at=uow.now))
    return True
