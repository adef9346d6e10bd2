"""Codes that are written down somewhere, and codes of every shape that the format allows."""

from typing import Final

from hypothesis import strategies as st

from emvqr import Field, QrCode, read_fields, write_fields

# docs/gateways/bangla-qr.md: made by the rules of the format for a shop that does not exist, and read by readers of others.
STATIC: Final = (
    "00020101021126490011com.example01020002049999031612345678901234565204541153030505802BD"
    "5911RAHIM STORE6005DHAKA62100706TILL016304F2AE"
)
ONE_TIME: Final = (
    "00020101021226490011com.example01020002049999031612345678901234565204541153030505406500.005802BD"
    "5911RAHIM STORE6005DHAKA62210107INV00010706TILL0163047D2B"
)
# EMVCo's own example (QR Code Specification, Merchant-Presented Mode 1.1, Annex B.7): of China, out of order, in two scripts.
EMVCO: Final = (
    "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT"
    "6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME"
    "91320016A0112233449988770708123456786304A13A"
)

_PRINTED = st.characters(min_codepoint=32, max_codepoint=126)
_BANGLA = st.characters(min_codepoint=0x0985, max_codepoint=0x09CE)
_DIGITS = "0123456789"


def text(least: int, most: int) -> st.SearchStrategy[str]:
    return st.text(_PRINTED, min_size=least, max_size=most)


def words(most: int) -> st.SearchStrategy[str]:
    """What has a letter in it, padded or not."""
    return st.tuples(st.sampled_from("ABCXYZabc"), text(0, most - 1)).map("".join)


def digits(least: int, most: int) -> st.SearchStrategy[str]:
    return st.text(_DIGITS, min_size=least, max_size=most)


@st.composite
def accounts(draw: st.DrawFn) -> str:
    """What stands in field 26: as seen in use, and as other acquirers may write it."""
    inside = [Field("00", draw(words(15))), Field("01", draw(digits(2, 2))), Field("02", draw(digits(4, 4)))]
    inside += [Field("03", draw(digits(1, 19)))]
    return write_fields(draw(st.sampled_from([inside, inside[:1]])))


@st.composite
def more(draw: st.DrawFn) -> str:
    """What stands in field 62 of a counter's code."""
    ids = draw(st.lists(st.sampled_from(["01", "03", "05", "07", "08"]), unique=True, max_size=3))
    return write_fields(Field(one, draw(text(1, 12))) for one in ids)


@st.composite
def static_codes(draw: st.DrawFn, *, counts_bytes: bool = False) -> QrCode:
    """A shop's code for its counter, in the order of the ids or in any.

    One that counts bytes has its other script where it belongs: told too early, nobody could say which way is meant.
    """
    language = [Field("00", "bn"), Field("01", draw(st.text(_BANGLA, min_size=1, max_size=8)))]
    always = [
        Field("26", draw(accounts())),
        Field("52", draw(digits(4, 4).filter(lambda category: category != "4829"))),
        Field("53", "050"),
        Field("58", "BD"),
        Field("59", draw(words(25))),
        Field("60", draw(words(15))),
    ]
    sometimes = [
        Field("01", "11"),
        Field("02", draw(digits(15, 16))),
        Field("27", draw(accounts())),
        Field("61", draw(digits(4, 10))),
        Field("62", draw(more())),
        Field("64", write_fields(language, counts_bytes=counts_bytes)),
        Field("91", draw(text(1, 20))),
    ]
    rest = sorted([*always, *draw(st.lists(st.sampled_from(sometimes), unique=True))], key=lambda one: one.id)
    ordered = rest if counts_bytes else draw(st.sampled_from([rest, draw(st.permutations(rest))]))
    return QrCode((Field("00", "01"), *ordered), counts_bytes)


def changed(code: str, *fields: Field, without: str = "") -> str:
    """The code with these fields in the place of their likes, or in the end, and without another."""
    given = {one.id: one for one in fields}
    kept = [given.pop(one.id, one) for one in read_fields(code) if one.id not in (without, "63")]
    return QrCode((*kept, *given.values())).text
