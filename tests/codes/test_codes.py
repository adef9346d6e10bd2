"""Codes check themselves: what people mistype is noticed, and what they misread is forgiven."""

from hypothesis import assume, given
from hypothesis import strategies as st

from codes import (
    ALPHABET,
    CODE_LENGTH,
    OLD_CODE_LENGTH,
    check_character,
    is_of_shop,
    is_old,
    is_whole,
    looks_like_one,
    new_code,
    new_shop_code,
    read_code,
)

bodies = st.text(ALPHABET, min_size=CODE_LENGTH - 1, max_size=CODE_LENGTH - 1) | st.text(
    ALPHABET, min_size=OLD_CODE_LENGTH - 1, max_size=OLD_CODE_LENGTH - 1
)
places = st.integers(0, OLD_CODE_LENGTH - 1)
keys = st.text("0123456789abcdef", min_size=64, max_size=64)


def whole(body: str) -> str:
    return body + check_character(body)


def test_a_new_code_is_whole_and_never_the_last_one() -> None:
    made = {new_code() for _ in range(100)}
    assert len(made) == 100
    assert all(is_whole(code) and len(code) == CODE_LENGTH for code in made)


def test_codes_made_before_they_told_their_shop_stay_whole() -> None:
    code = whole("0123456789")
    assert len(code) == OLD_CODE_LENGTH
    assert (is_whole(code), is_old(code), is_old(new_code())) == (True, True, False)


@given(keys, keys)
def test_a_shops_code_is_its_own_and_no_other_shops(mine: str, theirs: str) -> None:
    assume(mine != theirs)
    code = new_shop_code(mine)
    assert is_whole(code)
    assert (is_of_shop(code, mine), is_of_shop(code, theirs), is_of_shop(code, "")) == (True, False, False)


@given(keys, st.integers(0, CODE_LENGTH - 2), st.sampled_from(ALPHABET))
def test_no_other_code_is_made_of_a_shops_by_changing_a_character(key: str, place: int, char: str) -> None:
    code = new_shop_code(key)
    assume(code[place] != char)
    body = code[:place] + char + code[place + 1 : -1]
    assert not is_of_shop(whole(body), key)


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
    code = whole("011010101010")
    assert read_code(f" {code[:4].lower().replace('0', 'o').replace('1', 'l')}-{code[4:]} ") == code
