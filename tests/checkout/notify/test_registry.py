"""The channels by which shops and their staff are told."""

from checkout.core.outlet import Kind
from checkout.notify.registry import ChannelSettings
from tests.support.channels import channels


def test_every_kind_that_a_shop_may_choose_has_its_channel() -> None:
    made = channels()
    assert set(made) == set(Kind)
    assert all(kind is channel.kind for kind, channel in made.items())


def test_what_an_operator_did_not_set_up_is_no_channel() -> None:
    assert set(channels(ChannelSettings())) == {Kind.WEBHOOK, Kind.SMS}
