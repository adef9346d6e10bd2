"""The app's sentences: each is said somewhere, and each that is asked for is there."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final, get_args

from app.model import history, history_csv, holds, told_places
from app.model.handover import DisplayStatus, Goods
from app.shell import ASSETS
from app.state import Theme
from app.views import check, edit_link, new_link, page_rules, pay_out
from app.views.parts import how_pictures, payout_rows, people
from app.words import WORDS
from checkout.core.posting_rules import EntryKind
from checkout.notify.registry import NAMED

APP = Path(__file__).parents[2] / "app"
# Keys that are put together when they are said: what stands in the gap, from where the code has it.
FAMILIES: Final[dict[str, Iterable[str]]] = {
    "chk.{}": set(check._ICONS) - set(check._AS_EVERYWHERE),
    "dev.{}": (*people.SYSTEMS, "app", "browser"),
    "edit.{}": ("least", "most", "suggested", "closing"),
    "go.{}": [goods for part in get_args(Goods) for goods in get_args(part)],
    "help.how.{}": how_pictures.PICTURES,
    "hist.col.{}": {*history_csv._COLUMNS, "who", "method", "txn", "status", "amount", "fee", "net", "bal"},
    "hist.csv.{}": set(get_args(EntryKind)) - {"fee"},
    "hist.{}": (*history.KINDS, "hold"),
    "hist.kind.{}": set(get_args(EntryKind)) - {"fee", "payment", "refund"},
    **{f"note.{about}.{{}}": NAMED for about in ("err", "how", "kind", "label")},
    "note.tells.{}": told_places.SUBJECTS,
    "note.why.{}": (*told_places.REASONS, told_places.OTHER),
    "new.exp.{}": {*new_link._TERMS, *edit_link._TERMS},
    "pay.hold.{}": (*holds.HOLDS, "other"),
    "po.st.{}": payout_rows.STATES,
    "po.{}": pay_out._BANK,
    "rf.st.{}": ("pending", "refunded", "refused"),
    "role.{}": people.ROLES,
    "set.theme.{}": get_args(Theme),
    "share.{}": ("whatsapp", "facebook", "sms", "email"),
    "shop.{}": page_rules._RULES,
    "shop.{}.sub": page_rules._RULES,
    "st.{}": get_args(DisplayStatus),
    "staff.sub.{}": people.STAFF,
}


def put_together() -> set[str]:
    """The families that the code asks for: `t(f"st.{look}")` is `st.{}`."""
    calls = (
        node
        for path in APP.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _called(node.func) in ("t", "say")
    )
    return {
        "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in said.values)
        for call in calls
        for said in call.args
        if isinstance(said, ast.JoinedStr)
    }


def _called(what: ast.expr) -> str:
    """The last word of what is called: `t`, or `look.t`."""
    return what.attr if isinstance(what, ast.Attribute) else what.id if isinstance(what, ast.Name) else ""


def of_families() -> set[str]:
    return {family.format(one) for family, members in FAMILIES.items() for one in members}


def test_every_sentence_is_said_somewhere() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in APP.rglob("*.py"))
    said = set(re.findall(r"""["']([a-z0-9]+(?:\.[a-z0-9_]+)+)["']""", source))
    # The screen before the app is there is a page.
    said |= set(re.findall(r"word:([\w.]+)", (ASSETS / "index.html").read_text(encoding="utf-8")))
    assert [key for key in WORDS if key not in said | of_families()] == []


def test_every_sentence_that_is_put_together_is_there() -> None:
    assert put_together() == set(FAMILIES)
    assert sorted(of_families() - set(WORDS)) == []
