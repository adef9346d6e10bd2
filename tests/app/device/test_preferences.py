"""What a device keeps is asked of it over its line."""

import re

from app.device.preferences import ANSWER_SECONDS
from app.shell import ASSETS


def test_a_silent_line_is_given_up_before_its_silence_counts_as_an_answer() -> None:
    """Else a line that freezes while the app opens shows who is signed in the screen to sign in."""
    page = (ASSETS / "line.js").read_text(encoding="utf-8")
    seconds = {name: int(ms) / 1_000 for name, ms in re.findall(r"(GIVE_UP|TRY_LONGEST)_MS = (\d+)", page)}
    assert 2 * (seconds["GIVE_UP"] + seconds["TRY_LONGEST"]) < ANSWER_SECONDS
