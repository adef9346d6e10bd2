"""An invitation to a shop's people, as it comes: in an address that was opened, or pasted with words around."""

import re
from typing import Final

from codes import seen

_CODE: Final = re.compile(r"join_[A-Za-z0-9_-]{20,100}")


def code_of(said: str) -> str:
    """The code in it; empty where there is none."""
    found = _CODE.search(seen(said))
    return found[0] if found else ""
