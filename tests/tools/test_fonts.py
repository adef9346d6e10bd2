"""What a browser draws with: fonts cut to what is used, that draw what the whole ones do. `make fonts` cuts them anew."""

import itertools
import json
from functools import cache
from io import BytesIO
from typing import Any, Final

import pytest
import uharfbuzz as _uharfbuzz
from fontTools.pens import recordingPen
from fontTools.ttLib import TTFont

from app.kit.typography import STYLES
from tools import fonts

_CONSONANTS: Final = "কখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহড়ঢ়য়ৎ"
_SIGNS: Final = ("", "া", "ি", "ী", "ু", "ূ", "ৃ", "ে", "ৈ", "ো", "ৌ", "ং", "ঃ", "ঁ")
_BETWEEN: Final = ("্", "্র্", "্\u200d", "্\u200c")
_SUMS: Final = ("৳১২,৩৪,৫৬৭.৮৯", "৳1,234,567.89", "০১৭১২-৩৪৫৬৭৮", "AV To. Wa fi ffl", "café €9 “ক” – খ… ₹")


def test_every_icon_that_is_named_in_the_code_is_in_the_font_of_icons() -> None:
    letters = fonts.icon_letters()
    drawn = set(map(chr, made("MaterialIcons").getBestCmap()))
    assert {name for name in fonts.icon_names() if letters[name] not in drawn} == set()


@pytest.mark.parametrize(("family", "source"), fonts.TEXT_FONTS.items())
def test_every_letter_of_the_words_is_in_each_font(family: str, source: str) -> None:
    drawn = set(map(chr, made(family).getBestCmap()))
    words = json.loads((fonts.ROOT / "app" / "words" / "words.json").read_text(encoding="utf-8"))
    assert {one for text in words.values() for one in "".join(text.values()) if one.isprintable()} - drawn == set()
    known = set(map(chr, whole(source).getBestCmap()))
    assert (fonts.letters_used() & known) - drawn == set()
    typed = {chr(one) for group in fonts.TYPED for one in group}
    assert (typed & known) - drawn == set()


def test_the_wordmark_is_in_its_font() -> None:
    drawn = set(map(chr, made(fonts.WORDMARK_FONT[0]).getBestCmap()))
    assert fonts.wordmark_letters() - drawn == set()


def test_every_family_of_the_design_is_cut() -> None:
    assert {style.family for style in STYLES.values()} == {*fonts.TEXT_FONTS, fonts.WORDMARK_FONT[0]}


@pytest.mark.parametrize(("family", "source"), [*fonts.TEXT_FONTS.items(), fonts.WORDMARK_FONT])
def test_what_is_drawn_is_what_the_whole_font_draws(family: str, source: str) -> None:
    """Every two consonants joined, with each sign, and every text of the app: glyphs, places and outlines."""
    texts = [*_SUMS, *joined(), *words()] if family in fonts.TEXT_FONTS else ["আদায়", "Aday"]
    cut, full = Shaper(made(family)), Shaper(whole(source))
    differing = [text for text in texts if cut.drawn(text) != full.drawn(text)]
    assert differing == []


@pytest.mark.parametrize("family", [*fonts.TEXT_FONTS, fonts.WORDMARK_FONT[0]])
def test_whose_a_font_is_and_its_licence_stay_in_it(family: str) -> None:
    names = " ".join(str(record) for record in made(family)["name"].names)
    assert "Copyright" in names
    assert "Open Font License" in names


def joined() -> list[str]:
    """Every two consonants joined in each way; the signs go round, so that each meets each."""
    signs = itertools.cycle(_SIGNS)
    twos = ["".join((a, mark, b, next(signs))) for mark in _BETWEEN for a in _CONSONANTS for b in _CONSONANTS]
    threes = [f"{a}্{b}্{c}" for a in "কঙচজতদনপমষস" for b in "কগচছজতদধনপবমষস" for c in "রবযম"]
    return [
        *twos,
        *threes,
        *(f"{one}{sign}" for one in _CONSONANTS for sign in _SIGNS),
        *(f"র্{one}" for one in _CONSONANTS),
    ]


def words() -> list[str]:
    known = json.loads((fonts.ROOT / "app" / "words" / "words.json").read_text(encoding="utf-8"))
    return [text for languages in known.values() for text in languages.values()]


@cache
def made(family: str) -> Any:
    return TTFont(fonts.FOLDER / f"{family}.woff2", lazy=False)


@cache
def whole(source: str) -> Any:
    return TTFont(fonts.SOURCES / f"{source}.ttf", lazy=False)


uharfbuzz: Any = _uharfbuzz
record: Any = recordingPen.RecordingPen


class Shaper:
    """A font as an engine uses it."""

    def __init__(self, font: Any) -> None:
        raw, flavor = BytesIO(), font.flavor
        font.flavor = None
        font.save(raw)
        font.flavor = flavor
        self._font: Any = uharfbuzz.Font(uharfbuzz.Face(raw.getvalue()))
        self._outlines: dict[int, str] = {}

    def drawn(self, text: str) -> list[tuple[str, int, int, int]]:
        """Each glyph's outline, where it goes, and how far it moves on."""
        buffer: Any = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(self._font, buffer)
        return [
            (self._outline(info.codepoint), place.x_advance, place.x_offset, place.y_offset)
            for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ]

    def _outline(self, glyph: int) -> str:
        if glyph not in self._outlines:
            pen = record()
            self._font.draw_glyph_with_pen(glyph, pen)
            self._outlines[glyph] = str(pen.value)
        return self._outlines[glyph]
