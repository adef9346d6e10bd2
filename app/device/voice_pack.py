"""All clips of one language in one file: it is put in whole, or not at all.

A zip of samples as they are played: one channel, 16 bits, the low byte first, `RATE` of them in a second.
"""

import array
import os
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeAlias

RATE: Final = 11_025
"""Samples a second: speech needs no more, and the files stay small."""
Samples: TypeAlias = "array.array[int]"
_ENDING: Final = ".s16"
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
"""The same clips make the same file."""


class BrokenPack(Exception):
    """The file is no pack of clips."""


def pack_path(folder: Path, language: str) -> Path:
    """Where the clips of a language lie in a folder of packs."""
    return folder / f"speech_{language}.zip"


def write_pack(path: Path, clips: Mapping[str, Samples]) -> None:
    """Put these clips in place of what is there. Raises OSError, and then what was there stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    beside = Path(name)
    try:
        with (
            os.fdopen(handle, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed,
        ):
            for clip, samples in clips.items():
                packed.writestr(
                    zipfile.ZipInfo(f"{clip}{_ENDING}", _LONG_AGO), _low_byte_first(samples), zipfile.ZIP_DEFLATED
                )
        # No secret: it is heard across the shop, and the app may run as somebody else.
        beside.chmod(0o644)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def read_pack(path: Path) -> dict[str, Samples]:
    """Every clip, by its name. Raises BrokenPack, OSError."""
    clips: dict[str, Samples] = {}
    try:
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                clips[name.removesuffix(_ENDING)] = _samples_of(packed.read(name))
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, RuntimeError) as error:
        raise BrokenPack(str(error)) from error
    return clips


def _samples_of(raw: bytes) -> Samples:
    samples = array.array("h", raw)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _low_byte_first(samples: Samples) -> bytes:
    if sys.byteorder == "little":
        return samples.tobytes()
    turned = samples[:]
    turned.byteswap()
    return turned.tobytes()
