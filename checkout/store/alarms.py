"""Which alarms were raised, so that each rings once."""

from checkout.store.database import Act
from checkout.store.tables import alarms

_WHY_MAX = 160


def is_first(act: Act, subject: str, why: str) -> bool:
    """Whether nobody was told of this yet; from now on somebody was. Two workers at once are told apart by the key."""
    why = why[:_WHY_MAX]
    known = alarms.select().where(alarms.c.subject == subject, alarms.c.why == why)
    if act.conn.execute(known).first() is not None:
        return False
    act.conn.execute(alarms.insert().values(subject=subject, why=why, raised_at=act.now))
    return True
