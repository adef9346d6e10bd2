"""`python -m aday` is `aday`."""

from aday.command import main

main()
