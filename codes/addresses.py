"""Payers' addresses as messengers, mail programs and fingers leave them, read back into our own."""

import re
from typing import Final

from codes.reading import code_at_head, head_of, seen

_PAYERS: Final = re.compile(
    r"/+(?P<kind>s|l|p|preview/+s|preview/+l|returns/+[0-9a-z]+)/+(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
_PROOF: Final = re.compile(r"/+v(?![0-9A-Za-z])(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
# Where there is a page of a kind as a file too; anywhere else its ending was glued on.
_FILES: Final = {
    kind: re.compile(rf"\s*\.{ending}(?![0-9A-Za-z])", re.IGNORECASE)
    for kind, ending in (("p", "pdf"), ("preview/s", "png"), ("preview/l", "png"))
}
_ASKED: Final = re.compile(r"[?&]c=(?P<asked>[^&]*)", re.IGNORECASE)


def clean_path(path: str) -> tuple[str, str]:
    """The path that was meant, and what it asks the proof page, if that was glued to the path; others as they are.

    Glued on are full stops, brackets, quotation marks, the marks of bold letters, invisible ones, and what
    Facebook adds to every address. `path` is decoded.
    """
    proof = _PROOF.fullmatch(path)
    if proof is not None:
        asked = _ASKED.search(proof["rest"])
        return "/v", asked["asked"] if asked else ""
    payers = _PAYERS.fullmatch(path)
    if payers is None:
        return path, ""
    kind = re.sub("/+", "/", payers["kind"].lower())
    rest = payers["rest"]
    word = head_of(rest)
    if not word:
        return path, ""
    file = _FILES[kind].match(seen(rest).partition(word)[2]) if kind in _FILES else None
    name = word.lower() if kind in ("s", "preview/s") else code_at_head(rest)
    return f"/{kind}/{name}{file[0].strip().lower() if file else ''}", ""
