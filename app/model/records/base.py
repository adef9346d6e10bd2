"""What several records begin with."""

from typing import Final

from money import Money

NOTHING: Final = Money(0)
