"""Which servers of a shop we call, and how they know that it was us."""

import pytest

from checkout.commands.webhooks_out import read_outlet_address
from checkout.core.outlet import WEBHOOK
from checkout.errors import BadFields
from checkout.notify.webhook import signature
from tests.support.channels import channels


def test_outside_a_demo_a_server_must_speak_https() -> None:
    channel = channels()[WEBHOOK]
    with pytest.raises(BadFields):
        read_outlet_address(channel, "http://shop.example/paid")
    assert read_outlet_address(channel, " https://shop.example/paid ") == "https://shop.example/paid"


def test_the_signature_is_the_one_of_the_specifications_own_example() -> None:
    """From the reference libraries' test vectors."""
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    signed = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
