"""The whole trial, printed as a row for docs/benchmarks.md: `make trial`. Ends with an error where anything is wrong."""

import sys

from tests.support.postgres import postgresql
from tests.support.trial import Size, trial

WHOLE = Size(workers=4, shops=200, payments=2_000, patience_seconds=180)


def main() -> None:
    """Two thousand payments at two hundred shops; two of the four workers are killed."""
    with postgresql() as server:
        found = trial(server, WHOLE)
    sys.stdout.write(
        f"{found.captured} paid, {found.cancelled} cancelled, {found.refunds} refunds, {found.events} events, "
        f"{found.notices_repeated} notices repeated, {found.reconnected} streams cut and resumed, "
        f"{found.seconds:.0f} s\n"
    )


if __name__ == "__main__":
    main()
