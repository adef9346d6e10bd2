"""Cuts the app's fonts to what a browser needs, as WOFF2: `make fonts`, after a change of words, icons or fonts.

The sources stay beside them, and installed apps have them as they are: Anek Bangla and Noto Sans Bengali (SIL Open Font
License 1.1, whose text stands there too), and Material Icons (Apache License 2.0), which comes with Flet's client.
"""

import ast
import json
import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import flet_web
from fontTools import subset
from fontTools.ttLib import TTFont

ROOT: Final = Path(__file__).parent.parent
SOURCES: Final = ROOT / "assets" / "app" / "assets" / "fonts"
FOLDER: Final = SOURCES / "web"
MATERIAL_ICONS: Final = Path(flet_web.__path__[0]) / "web" / "assets" / "fonts" / "MaterialIcons-Regular.otf"
TEXT_FONTS: Final = {
    "Display600": "AnekBangla_600SemiBold",
    "Display700": "AnekBangla_700Bold",
    "Text400": "NotoSansBengali_400Regular",
    "Text600": "NotoSansBengali_600SemiBold",
}
WORDMARK_FONT: Final = ("Display800", "AnekBangla_800ExtraBold")
# What people type: English and Bangla, each with its punctuation and whatever Bangla letters join to. For a letter
# beyond these that the sources have, a browser asks later, and gets a whole source (app/web.py).
TYPED: Final = (
    range(0x20, 0x7F),
    range(0xA0, 0x100),
    range(0x0964, 0x0966),
    range(0x0980, 0x0A00),
    range(0x2000, 0x2028),
    (0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC, 0x20B9, 0x2212, 0x25CC),
)
# Those that Flutter's own widgets draw: backs, pickers, menus, fields, bars.
_FLUTTERS_OWN: Final = (
    "ACCESS_TIME ADD ARROW_BACK ARROW_BACK_IOS_NEW_ROUNDED ARROW_BACK_IOS ARROW_DOWNWARD ARROW_DROP_DOWN ARROW_DROP_UP "
    "ARROW_FORWARD ARROW_RIGHT ARROW_UPWARD CALENDAR_TODAY CANCEL CHECK CHEVRON_LEFT CHEVRON_RIGHT CLEAR CLOSE EDIT "
    "EDIT_OUTLINED ERROR EXPAND_LESS EXPAND_MORE INFO KEYBOARD_ARROW_DOWN KEYBOARD_ARROW_LEFT KEYBOARD_ARROW_RIGHT "
    "KEYBOARD_ARROW_UP KEYBOARD_OUTLINED MENU MORE_HORIZ MORE_VERT SEARCH WARNING"
).split()


# fontTools has no types.
cut: Any = subset


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    letters = {one for group in TYPED for one in group} | {ord(one) for one in letters_used()}
    for family, source in TEXT_FONTS.items():
        write(f"{family}.woff2", SOURCES / f"{source}.ttf", letters)
    family, source = WORDMARK_FONT
    write(f"{family}.woff2", SOURCES / f"{source}.ttf", {ord(one) for one in wordmark_letters()})
    write("MaterialIcons.woff2", MATERIAL_ICONS, {ord(one) for one in icons_used()})
    return 0


def write(name: str, source: Path, letters: Iterable[int]) -> None:
    """These letters of the font with all that is drawn of them joined, and nothing that depends on the day."""
    font = TTFont(source, recalcTimestamp=False, lazy=False)
    options = cut.Options()
    options.layout_features = ["*"]
    options.name_IDs = [0, 1, 2, 4, 13, 14]  # Whose it is and under which licence, with its names.
    options.notdef_outline = True
    cutter = cut.Subsetter(options)
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    font.flavor = "woff2"
    packed = BytesIO()
    font.save(packed)
    (FOLDER / name).write_bytes(packed.getvalue())
    sys.stdout.write(f"{name}: {len(packed.getvalue()):,} bytes of {source.stat().st_size:,}\n")


def letters_used() -> set[str]:
    """Every letter of the words shown in the app: its catalogs, its code, and the checkout's words that reach it."""
    catalogs = [*ROOT.glob("*/words/*.json"), *ROOT.glob("language/*/*.json")]
    found = {*"".join(path.read_text(encoding="utf-8") for path in catalogs)}
    for text in texts_in_code():
        found.update(text)
    return {one for one in found if one.isprintable()}


def wordmark_letters() -> set[str]:
    """The letters of the product's name, in both languages: nothing else is set in its weight."""
    names = json.loads((ROOT / "app" / "words" / "words.json").read_text(encoding="utf-8"))["app.name"]
    return set("".join(names.values()))


def texts_in_code() -> Iterable[str]:
    """What stands in quotes in the app's code and in the packages that it writes numbers and dates with."""
    for folder in ("app", "language", "money", "codes", "emvqr"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def icons_used() -> set[str]:
    """The letters of Material Icons that the app's code names, and Flutter's own widgets."""
    letters = icon_letters()
    return {letters[name] for name in icon_names()}


def icon_names() -> set[str]:
    """Every `Icons.NAME` of the app's code."""
    names = set(_FLUTTERS_OWN)
    for path in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value).split(".")[-1] == "Icons":
                names.add(node.attr)
    return names


def icon_letters() -> dict[str, str]:
    """Flet's name of each icon and its letter in the font, which names its glyphs after them."""
    names: dict[int, str] = TTFont(MATERIAL_ICONS, lazy=False).getBestCmap() or {}
    return {glyph.removesuffix("_baseline").upper(): chr(letter) for letter, glyph in names.items()}


if __name__ == "__main__":
    sys.exit(main())
