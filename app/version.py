"""Which version of the app this is: an installed app has no package to ask."""

from typing import Final

VERSION: Final = "0.1.0"
"""As pyproject.toml has it."""
