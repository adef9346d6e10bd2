"""Keys for notices in browsers."""

from pathlib import Path

from checkout.notify.push import PushSettings
from checkout.notify.push_message import Sender
from tests.support.operator import aday


def test_each_printed_key_is_another_one_that_can_be_set(tmp_path: Path) -> None:
    printed = [aday({}, tmp_path, "push", "keys").stdout.splitlines()[0] for _ in range(2)]
    senders = set()
    for line in printed:
        name, _, key = line.partition("=")
        assert name == "ADAY_PUSH_PRIVATE_KEY"
        settings = PushSettings(push_private_key=key, push_contact="mailto:aday@example.com")
        senders.add(Sender(settings.push_private_key.get_secret_value(), settings.push_contact).public_key)
    assert len(senders) == 2
