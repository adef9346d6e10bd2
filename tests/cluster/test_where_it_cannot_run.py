"""Where the cluster trial cannot run."""

import subprocess
import sys

from tests.cluster.machines import CANNOT_RUN


def test_where_the_trial_cannot_run_it_says_so_in_one_sentence_and_by_its_end() -> None:
    """Without root, and without the commands that make networks."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.cluster"], env={"PATH": "/nowhere"}, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr.count("\n")) == (CANNOT_RUN, 1)
    assert ended.stderr.startswith("The cluster trial ")
