"""Why a command stopped."""


class CannotDo(Exception):
    """Why a command stopped, in one sentence."""
