"""The codes in links and on receipts, and a shop's word of the day, as the app and the checkout both know them."""

from codes.addresses import clean_path
from codes.code import (
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
)
from codes.daily_word import draw_word
from codes.reading import codes_in, head_of, is_mistyped, read_code, read_one_time_code, references_in, seen

__all__ = [
    "ALPHABET",
    "CODE_LENGTH",
    "OLD_CODE_LENGTH",
    "check_character",
    "clean_path",
    "codes_in",
    "draw_word",
    "head_of",
    "is_mistyped",
    "is_of_shop",
    "is_old",
    "is_whole",
    "looks_like_one",
    "new_code",
    "new_shop_code",
    "read_code",
    "read_one_time_code",
    "references_in",
    "seen",
]
