"""The second step of a sign-in, in the address: the rest of that stays, and back leads to the first step."""

from typing import Final

_STEP: Final = "sign-in=code"


def is_code_step(route: str) -> bool:
    """Whether the code is asked for at this address."""
    return route.endswith((f"?{_STEP}", f"&{_STEP}"))


def code_step_of(route: str) -> str:
    """The address at which the code is asked for, of one at which the number is."""
    if is_code_step(route):
        return route
    return f"{route}{'&' if '?' in route else '?'}{_STEP}"


def before_code(route: str) -> str:
    """The address as it was before the code was asked for."""
    return route[: -len(_STEP) - 1] if is_code_step(route) else route
