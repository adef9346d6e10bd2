"""E-mail addresses as people write and paste them: mended, or refused."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.commands.webhooks_out import read_outlet_address
from checkout.core.mailbox import NotMailbox, read_mailbox
from checkout.core.outlet import EMAIL
from checkout.errors import BadFields
from tests.support.channels import channels


@pytest.mark.parametrize(
    "written",
    [
        *("a@b.co", "<a@b.co>", "mailto:a@b.co", "MAILTO:a@b.co?subject=x", "<mailto:a@b.co>", "Karim <a@b.co>"),
        *('"Karim, Ltd" <a@b.co>;', "a@b.co.", "a@b.co ,", "a@b.co।", " a@b.co ", "(a@b.co)", "“a@b.co”", "a @ b.co"),
        *("ａ＠ｂ．ｃｏ", "a@b。co", "\u200ba@b.co\u202c", "a@b.co\u2028", "a@b.co\n"),
    ],
)
def test_an_address_with_something_round_it_is_mended(written: str) -> None:
    assert read_mailbox(written) == "a@b.co"


@pytest.mark.parametrize("address", ["nusrat.jahan+shop@mail.example.com", "O'Neil_1@x-y.io", "A@GMAIL.COM"])
def test_an_address_that_is_one_stays_as_it_is(address: str) -> None:
    assert read_mailbox(address) == address


def test_staff_are_written_to_at_the_mended_address() -> None:
    channel = channels()[EMAIL]
    assert read_outlet_address(channel, "Staff <staff@b.co>.") == "staff@b.co"
    with pytest.raises(BadFields) as refused:
        read_outlet_address(channel, "a@b.co, c@d.co")
    assert [problem.code for problem in refused.value.problems] == ["email_address"]


def test_bangla_digits_in_an_address_are_latin_ones() -> None:
    assert read_mailbox("karim১২@b.co") == "karim12@b.co"


@pytest.mark.parametrize(
    "written",
    [
        *("", "a", "a@b", "@b.co", "a@", "a@b.co, c@d.co", "a b@c.co", "a@b@c.co", "a..b@c.co", "a@b..co"),
        *("a@-b.co", "a@b.co-", "a@1.2.3.4", "a@b.c o", "https://b.co/a@b", "<a@b.co> <c@d.co>", "a@b_c.co\x00@"),
        *("x" * 65 + "@b.co", "a@" + "b." * 130 + "co"),
    ],
)
def test_what_is_not_one_address_is_refused(written: str) -> None:
    with pytest.raises(NotMailbox):
        read_mailbox(written)


@given(st.one_of(st.text(), st.from_regex(r"[<\w.]{1,8}@[\w.>-]{1,12}", fullmatch=True)))
def test_what_is_read_is_read_again_as_itself_and_makes_one_header(text: str) -> None:
    with contextlib.suppress(NotMailbox):
        address = read_mailbox(text)
        assert read_mailbox(address) == address
        assert len(address.splitlines()) == 1
        assert address.count("@") == 1
