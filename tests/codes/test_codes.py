"""Codes check themselves: what people mistype is noticed, and what they misread is forgiven."""

from hypothesis import assume, given
from hypothesis import strategies as st

from codes import ALPHABET, CODE_LENGTH, check_character, is_whole, looks_like_one, new_code, read_code

bodies = st.text(ALPHABET, min_size=CODE_LENGTH - 1, max_size=CODE_LENGTH - 1)
places = st.integers(0, CODE_LENGTH - 1)


def whole(body: str) -> str:
    return body + check_character(body)


def test_a_new_code_is_whole_and_never_the_last_one() -> None:
    made = {new_code() for _ in range(100)}
    assert len(made) == 100
    assert all(is_whole(code) and len(code) == CODE_LENGTH for code in made)


@given(bodies, places, st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_noticed(body: str, place: int, char: str) -> None:
    code = whole(body)
    assume(code[place] != char)
    assert not is_whole(code[:place] + char + code[place + 1 :])


@given(bodies, places, places)
def test_any_two_characters_that_changed_places_are_noticed(body: str, one: int, other: int) -> None:
    code = list(whole(body))
    assume(code[one] != code[other])
    code[one], code[other] = code[other], code[one]
    assert not is_whole("".join(code))


@given(bodies)
def test_a_character_too_few_or_too_many_is_mistyped_and_not_whole(body: str) -> None:
    code = whole(body)
    for typed in (code[:-1], f"{code}0"):
        assert looks_like_one(typed)
        assert not is_whole(typed)


def test_what_people_misread_and_how_they_space_it_is_forgiven() -> None:
    code = whole("0110101010")
    assert read_code(f" {code[:4].lower().replace('0', 'o').replace('1', 'l')}-{code[4:]} ") == code
