"""Words that people give: nothing unseen stays in them, and what is seen stays as it was."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import isolated, plain_line, without_marks

JOINERS = "\u200c\u200d"
hostile = st.text(
    st.sampled_from("aক্াৎ \u200c\u200d\ufe0f\ufe0e\u202e\u2066\u2028\u2029\u3164\u2800\u0301\u00ad\U000e0041😀\x00\n")
)


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("করিম\u202e৳০০০,১", "করিম৳০০০,১"),
        ("\u2067Karim\u2069", "Karim"),
        ("Karim\u2028Store\u2029Ltd", "Karim Store Ltd"),
        ("Karim\x85Store\nLtd\t.", "Karim Store Ltd ."),
        ("Karim\U000e0041\U000e007f", "Karim"),
        ("Ka\u00adr\u200bi\ufeffm", "Karim"),
        ("  Karim \u00a0\u3000 Store ", "Karim Store"),
        ("Z\u0300\u0301\u0302\u0303\u0304\u0305", "Z\u0300\u0301\u0302"),
        ("\ud800Karim\udfff\ufffe\ufffc", "Karim"),
    ],
)
def test_what_turns_or_hides_words_is_taken_out_of_them(given_text: str, kept: str) -> None:
    assert plain_line(given_text) == kept


@pytest.mark.parametrize(
    "words",
    [
        "র\u200d্যাব",
        "ক্\u200cষ",
        "আল্লাহ্\u200c ভরসা",
        "হঠাত্\u200d",
        "👨\u200d👩\u200d👧 স্টোর",
        "❤\ufe0f",
        "محمد",
        "José",
        "৳১,০০০/-",
    ],
)
def test_joiners_inside_words_and_all_that_is_seen_stay(words: str) -> None:
    assert plain_line(words) == words


@pytest.mark.parametrize(
    "nothing",
    [
        "",
        " ",
        "\u200b",
        "\u200d\u200c",
        "\u3164",
        "\u2800\u2800",
        "\ufe0f",
        "\u202e\u202c",
        "\u0301",
        "\U000e0041",
        "\n\x00",
    ],
)
def test_a_text_of_nothing_visible_is_empty(nothing: str) -> None:
    assert plain_line(nothing) == ""


@given(st.one_of(st.text(), hostile))
def test_cleaning_leaves_nothing_unseen_and_doing_it_again_changes_nothing(text: str) -> None:
    line = plain_line(text)
    assert plain_line(line) == line
    assert line == " ".join(line.split(" "))
    assert len(line.splitlines()) <= 1
    unseen = {char for char in line if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")}
    unseen |= {char for char in line if unicodedata.bidirectional(char) in ("LRE", "RLE", "LRO", "RLO", "PDF", "FSI")}
    assert unseen == set()
    assert not line or without_marks(line)


@given(st.text(st.characters(categories=["Lu", "Ll", "Nd", "Po", "So"], max_codepoint=0x2FF), min_size=1))
def test_letters_digits_and_signs_all_stay(text: str) -> None:
    assert plain_line(text) == text


def test_only_words_that_run_the_other_way_are_set_apart() -> None:
    for plain in ("করিম স্টোর", "Karim & Co", "৳১,০০০"):
        assert isolated(plain) == plain
    for turned in ("محمد", "שלום", "Karim محمد", "\U0001e900"):
        assert isolated(turned) == f"\u2068{turned}\u2069"
