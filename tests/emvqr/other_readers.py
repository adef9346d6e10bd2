"""Has readers that others wrote read 10,000 codes of ours, and as many with one character wrong. Run by hand:

    pip install --target FOLDER --no-deps cemacqr==0.1.2 qriskit==0.2.0
    npm install --prefix FOLDER promptparse@1.6.0
    python -m tests.emvqr.other_readers FOLDER

What came of it is in docs/gateways/bangla-qr.md. None of them is asked for by the suite: each is young and of one author.
"""

import importlib
import json
import random
import string
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from emvqr import CodeError, Field, QrCode, one_time_code, read_code, read_shop_code, write_fields
from money import Money

HOW_MANY: Final = 10_000
SEED: Final = 2026
_TEMPLATES: Final = ("26", "62", "64")
_LETTERS: Final = string.ascii_uppercase + string.digits + " .-&'"
_BANGLA: Final = "অআইউএকখগচজটডতদনপবমরলসহ"
# With the path of a reader of npm's and texts by standard input: what it read of each, or null.
_NODE: Final = """
const { parse } = await import(process.argv[1]);
let given = "";
for await (const piece of process.stdin) given += piece;
const read = text => {
  const code = parse(text, true, true);
  return code && code.getTags().map(one => [one.id, one.value, (one.subTags ?? []).map(sub => [sub.id, sub.value])]);
};
process.stdout.write(JSON.stringify(JSON.parse(given).map(read)));
"""

Read = list[tuple[str, str, list[tuple[str, str]]]]
"""The fields, each with those inside it where it is a template that all of us take for one."""


def ours(text: str) -> Read | None:
    try:
        code = read_code(text)
        fields = [*code.fields, Field("63", text[-4:])]
        return [(one.id, one.value, _pairs(code.inside(one)) if one.id in _TEMPLATES else []) for one in fields]
    except CodeError:
        return None


def cemacqr(text: str) -> Read | None:
    theirs: Any = importlib.import_module("cemacqr")
    try:
        code = theirs.parse_payload(text)
    except theirs.QrSyntaxError:
        return None
    if not code.crc_ok:
        return None
    return [
        (one.tag, one.value, [(sub.tag, sub.value) for sub in one.children()] if one.tag in _TEMPLATES else [])
        for one in code.objects
    ]


def qriskit(text: str) -> Read | None:
    theirs: Any = importlib.import_module("qriskit.model")
    try:
        code = theirs.parse_payload(text)
    except importlib.import_module("qriskit").QRISParseError:
        return None
    if code.crc != code.dumps()[-4:]:
        return None
    return [
        (
            one.tag,
            one.value,
            [(sub.tag, sub.value) for sub in theirs.children_of(one.value) or ()] if one.tag in _TEMPLATES else [],
        )
        for one in code.nodes
    ]


def promptparse(folder: Path, texts: Sequence[str]) -> list[Read | None]:
    module = folder / "node_modules/promptparse/dist/index.mjs"
    command = ["node", "--input-type=module", "--eval", _NODE, str(module)]
    ran = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True)
    return [
        None
        if read is None
        else [(tag, value, [(a, b) for a, b in inside] if tag in _TEMPLATES else []) for tag, value, inside in read]
        for read in json.loads(ran.stdout)
    ]


def made(dice: random.Random) -> str:
    """A shop's code; of two, one for a payment."""
    digits = "".join(dice.choices(string.digits, k=19))
    account = [
        Field("00", f"com.{''.join(dice.choices(string.ascii_lowercase, k=dice.randint(3, 14)))}"),
        Field("01", f"0{dice.randint(0, 5)}"),
        Field("02", digits[:4]),
        Field("03", digits[: dice.randint(15, 19)]),
    ]
    fields = [Field("00", "01"), Field("01", "11"), Field("26", write_fields(account))]
    fields += [Field("52", dice.choice(["5411", "7399", "5912"])), Field("53", "050"), Field("58", "BD")]
    fields += [Field("59", f"A{_words(dice, _LETTERS, 24)}"), Field("60", f"D{_words(dice, _LETTERS, 14)}")]
    if dice.random() < 0.5:
        fields.append(Field("62", write_fields([Field("03", _words(dice, _LETTERS, 20)), Field("07", "TILL01")])))
    if dice.random() < 0.3:
        name = [Field("00", "bn"), Field("01", _words(dice, _BANGLA, 20)), Field("02", _words(dice, _BANGLA, 12))]
        fields.append(Field("64", write_fields(name)))
    code = QrCode(tuple(fields))
    if dice.random() < 0.5:
        amount, reference = Money(dice.randint(10_00, 5_00_000_00)), "".join(dice.choices(string.ascii_uppercase, k=13))
        code = one_time_code(read_shop_code(code.text), amount, reference)
    return code.text


def _words(dice: random.Random, letters: str, most: int) -> str:
    return "".join(dice.choices(letters, k=dice.randint(1, most)))


def _changed(dice: random.Random, text: str) -> str:
    """One character in the place of another one of its kind."""
    place = dice.randrange(len(text))
    others = _BANGLA if not text[place].isascii() else string.ascii_letters + string.digits
    char = dice.choice([one for one in others if one != text[place]])
    return text[:place] + char + text[place + 1 :]


def _pairs(fields: Sequence[Field]) -> list[tuple[str, str]]:
    return [(one.id, one.value) for one in fields]


def main(folder: Path) -> None:
    sys.path.append(str(folder))
    dice = random.Random(SEED)
    codes = [made(dice) for _ in range(HOW_MANY)]
    wrong = [_changed(dice, one) for one in codes]
    want, none = [ours(one) for one in codes], [ours(one) for one in wrong]
    _tell("ours", f"{sum(one is not None for one in want)} read, {sum(one is None for one in none)} refused")
    readers: tuple[tuple[str, Callable[[str], Read | None]], ...] = (("cemacqr", cemacqr), ("qriskit", qriskit))
    for name, read in readers:
        same = sum(read(code) == known for code, known in zip(codes, want, strict=True))
        refused = sum(read(code) is None for code in wrong)
        _tell(f"{name} {metadata.version(name)}", f"{same} read alike, {refused} of the wrong ones refused")
    read_by_it, wrong_by_it = promptparse(folder, codes), promptparse(folder, wrong)
    plain = [place for place, code in enumerate(codes) if code.isascii()]
    same = sum(read_by_it[place] == want[place] for place in plain)
    refused = sum(wrong_by_it[place] is None for place in plain)
    alike = f"{same} of the {len(plain)} in plain letters read alike, {refused} of the wrong ones refused"
    _tell("promptparse", f"{alike}; with Bangla in them {sum(map(bool, read_by_it)) - same} read")


def _tell(who: str, what: str) -> None:
    sys.stdout.write(f"{who}: {what}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
