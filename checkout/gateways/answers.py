"""Reading one answer of a gateway's server off the wire, however it is cut into pieces; no line, no clock."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import httptools

from checkout.gateways.base import GatewayUnreachable

# An answer is a few kilobytes; a list of all attempts at one payment is longer, and none is without an end.
ANSWER_BYTES_MAX: Final = 1 << 20
HEAD_BYTES_MAX: Final = 100_000
_PACKED: Final = ([b"gzip"], [b"x-gzip"], [b"deflate"])
# Told by its first bytes: zlib's own form or gzip's.
_EITHER_FORM: Final = zlib.MAX_WBITS | 32


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """A whole answer as bytes, unpacked; `wire.py` makes an `Answer` of it."""

    status: int
    body: bytes


class AnswerReader:
    """What has come so far of one answer. After `is_whole` there is a raw answer."""

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        # What servers of long ago write, and can be misread by nobody.
        self._parser.set_dangerous_leniencies(lenient_optional_cr_before_lf=True, lenient_spaces_after_chunk_size=True)
        self.is_whole = False
        self._has_head = self._has_length = self._keeps_line = self._said_more = False
        self._status = self._received = 0
        self._codings: list[bytes] = []
        self._pieces: list[bytes] = []

    @property
    def leaves_line_open(self) -> bool:
        """Whether another question may follow: the server means to read on, and has said nothing beyond its answer."""
        return self.is_whole and self._keeps_line and not self._said_more

    def feed(self, data: bytes) -> None:
        """Take what has come. Raises GatewayUnreachable for what is no answer, or has no end."""
        self._received += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            if not self.is_whole:
                raise GatewayUnreachable("the answer is not HTTP") from None
            self._said_more = True
        if self._received > (ANSWER_BYTES_MAX if self._has_head else HEAD_BYTES_MAX):
            raise GatewayUnreachable("the answer is too long")

    def end(self) -> None:
        """The line has ended, and with it an answer that told no length. Raises GatewayUnreachable for all others."""
        if not self._has_head or self._has_length:
            raise GatewayUnreachable("the answer was cut off")
        self.is_whole = True

    def raw_answer(self) -> RawAnswer:
        """The answer. Raises GatewayUnreachable when it cannot be unpacked."""
        return RawAnswer(self._status, _unpacked(b"".join(self._pieces), self._codings))

    # The parser calls these. Answers below 200 say only that another one follows.

    def on_message_begin(self) -> None:
        self._said_more = self.is_whole

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._has_head:
            return  # Of a trailer, or of what nobody asked for.
        name = name.lower()
        if name == b"content-encoding":
            self._codings.append(value.strip().lower())
        elif name in (b"content-length", b"transfer-encoding"):
            self._has_length = True

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if status >= 200 and not self._has_head:
            self._has_head, self._status = True, status
        elif not self._has_head:
            self._has_length, self._codings = False, []

    def on_body(self, piece: bytes) -> None:
        if not self.is_whole:
            self._pieces.append(piece)

    def on_message_complete(self) -> None:
        if self._has_head and not self.is_whole:
            self.is_whole, self._keeps_line = True, self._parser.should_keep_alive()


def _unpacked(body: bytes, codings: Sequence[bytes]) -> bytes:
    if not body or not codings or list(codings) == [b"identity"]:
        return body
    if list(codings) not in _PACKED:
        raise GatewayUnreachable("the answer is packed in a way that was not asked for")
    unpacker = zlib.decompressobj(_EITHER_FORM)
    try:
        plain = unpacker.decompress(body, ANSWER_BYTES_MAX + 1)
    except zlib.error:
        raise GatewayUnreachable("the answer cannot be unpacked") from None
    if len(plain) > ANSWER_BYTES_MAX:
        raise GatewayUnreachable("the answer is too long")
    if not unpacker.eof:
        raise GatewayUnreachable("the answer was cut off")
    return plain
