"""What somebody sends who wants to stop us: made here, byte by byte."""

import base64
import os
import struct
import time
from pathlib import Path
from typing import Final

_BLOCKS_OF_A_RUN: Final = 32_767
"""The longest run of empty blocks that a progressive JPEG can say in one word."""
_AC_TABLE: Final = b"\x10" + bytes([1]) + bytes(15) + b"\xe0"
"""One word of one bit: a run of empty blocks, whose length follows in 14 bits."""


def picture_of_empty_scans(side: int = 4_096, scans_count: int = 1_250) -> str:
    """A progressive JPEG of less than 45 KB, in base64: its scans say nothing, and a decoder goes over all of it for each."""
    frame = struct.pack(">BHHB", 8, side, side, 3) + b"".join(bytes([number, 0x11, 0]) for number in (1, 2, 3))
    head = b"\xff\xd8" + _segment(0xDB, b"\x00" + bytes([1]) * 64) + _segment(0xC2, frame) + _segment(0xC4, _AC_TABLE)
    runs_count = -(-((side // 8) ** 2) // _BLOCKS_OF_A_RUN)
    said = _bytes("0" + "1" * 14, runs_count)
    scans = b"".join(_segment(0xDA, bytes([1, number % 3 + 1, 0, 1, 63, 0])) + said for number in range(scans_count))
    return base64.b64encode(head + scans + b"\xff\xd9").decode()


_HELD_MOST_SECONDS: Final = 60


def held_up(folder: str, *_: object) -> str:
    """Work that lets its interpreter do nothing else, as a decoder's, until there is a file `over`; says whose it is."""
    place, began = Path(folder), time.monotonic()
    (place / f"by {os.getpid()}").touch()
    while not (place / "over").exists() and time.monotonic() - began < _HELD_MOST_SECONDS:
        sum(range(1_000_000))
    return "over"


def _segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def _bytes(bits: str, times: int) -> bytes:
    """The bits so many times, filled up with ones, with the zero that follows each 255 in a scan."""
    every = bits * times
    every += "1" * (-len(every) % 8)
    return bytes(int(every[place : place + 8], 2) for place in range(0, len(every), 8)).replace(b"\xff", b"\xff\x00")
