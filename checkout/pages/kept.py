"""A form that is the same for all but for its key: drawn and packed once, and the key put in for each."""

import struct
import zlib
from typing import Final

HOLE: Final = "\0" * 22
"""Where the key goes, which is as long. No text of anybody's holds a NUL: nothing else can be taken for it."""
_WHOLE, _BARE = 16 + zlib.MAX_WBITS, -zlib.MAX_WBITS
_BEST: Final = 9


class Page:
    """One page with a hole.

    Packed it is one stream of gzip (RFC 1952): what is before the hole as one run of blocks, the key as a block that
    is stored as it is (RFC 1951, 3.2.4), and what is after it, packed as if the hole stood before it.
    """

    def __init__(self, drawn: str) -> None:
        before, after = (part.encode() for part in drawn.split(HOLE))
        self._before, self._after = before, after
        packing = zlib.compressobj(_BEST, zlib.DEFLATED, _WHOLE)
        self._packed_before = packing.compress(before) + packing.flush(zlib.Z_SYNC_FLUSH)
        # A repeat of what holds the hole would be one of NULs, and there are none after it.
        packing = zlib.compressobj(_BEST, zlib.DEFLATED, _BARE, zdict=before + HOLE.encode())
        self._packed_after = packing.compress(after) + packing.flush()
        self._check_before = zlib.crc32(before)

    def plain(self, key: str) -> bytes:
        """The page with this key in its hole."""
        return self._before + key.encode() + self._after

    def packed(self, key: str) -> bytes:
        """The same as gzip."""
        filled = key.encode()
        assert len(filled) == len(HOLE), len(filled)
        block = struct.pack("<BHH", 0, len(filled), len(filled) ^ 0xFFFF) + filled
        check = zlib.crc32(self._after, zlib.crc32(filled, self._check_before))
        size = len(self._before) + len(filled) + len(self._after)
        return self._packed_before + block + self._packed_after + struct.pack("<LL", check, size)
