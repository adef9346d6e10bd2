"""The channels by which shops and their staff are told."""

import re

from checkout.core.outlet import PUSH, WEBHOOK
from checkout.notify.registry import NAMED, ChannelSettings
from tests.support.channels import KINDS, SMS, channels


def test_every_kind_that_a_shop_may_choose_has_its_channel() -> None:
    made = channels()
    assert set(made) == set(KINDS)
    assert all(kind == channel.kind for kind, channel in made.items())


def test_every_channel_has_a_name_of_its_own_that_its_column_holds() -> None:
    assert len(KINDS) == len(set(KINDS))
    assert [kind for kind in KINDS if not re.fullmatch("[a-z_]{1,10}", kind)] == []


def test_a_shop_names_an_address_for_all_but_a_browser() -> None:
    assert set(NAMED) == set(KINDS) - {PUSH}


def test_what_an_operator_did_not_set_up_is_no_channel() -> None:
    assert set(channels(ChannelSettings())) == {WEBHOOK, SMS}
