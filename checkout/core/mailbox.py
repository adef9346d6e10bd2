"""E-mail addresses, as people write and paste them."""

import re
from typing import Final

from language import latin_digits, plain_forms, plain_line

LENGTH_MAX: Final = 254  # RFC 5321, 4.5.3.1.3.
_IDEOGRAPHIC_STOP: Final = "。"
_NAMED: Final = re.compile(r"[^<>@]*<([^<>]*)>[\s.,;।]*")
_AROUND: Final = " \t\"'“”‘’«»()[]<>.,;:।"
# Letters of any script; a dot stands between two others. Source: RFC 5321, 4.1.2, and RFC 6531, 3.3.
_LOCAL: Final = r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*"
_LABEL: Final = r"[^\W_](?:[\w-]*[^\W_])?"
_MAILBOX: Final = re.compile(rf"(?P<local>{_LOCAL})@(?:{_LABEL}\.)+(?P<top>{_LABEL})")
_LOCAL_MAX: Final = 64


class NotMailbox(ValueError):
    """The text is not one e-mail address."""


def read_mailbox(text: str) -> str:
    """The address in `a@b.co`, `<a@b.co>`, `Karim <a@b.co>.`, `mailto:a@b.co?subject=x`. Raises NotMailbox."""
    line = latin_digits(plain_forms(plain_line(text))).replace(_IDEOGRAPHIC_STOP, ".")
    named = _NAMED.fullmatch(line)
    line = (named[1] if named else line).strip(_AROUND)
    if line[:7].lower() == "mailto:":
        line = line[7:].partition("?")[0].strip(_AROUND)
    line = re.sub(r"\s*@\s*", "@", line)
    found = _MAILBOX.fullmatch(line)
    if found is None or found["top"].isdecimal() or len(found["local"]) > _LOCAL_MAX or len(line) > LENGTH_MAX:
        raise NotMailbox(text)
    return line
