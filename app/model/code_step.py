"""The steps of a sign-in, in the address: the rest of that stays, and back leads to the first step."""

from typing import Final

_STEP: Final = "sign-in=code"
_INVITED: Final = "sign-in=invited"


def is_code_step(route: str) -> bool:
    """Whether the code is asked for at this address."""
    return route.endswith((f"?{_STEP}", f"&{_STEP}"))


def code_step_of(route: str) -> str:
    """The address at which the code is asked for, of one at which the number is."""
    if is_code_step(route):
        return route
    return f"{route}{'&' if '?' in route else '?'}{_STEP}"


def before_code(route: str) -> str:
    """The address as it was before the code, or an invitation, was asked for."""
    if is_invited_step(route):
        return route[: -len(_INVITED) - 1]
    return route[: -len(_STEP) - 1] if is_code_step(route) else route


def is_invited_step(route: str) -> bool:
    """Whether an invitation is asked for at this address."""
    return route.endswith((f"?{_INVITED}", f"&{_INVITED}"))


def invited_step_of(route: str) -> str:
    """The address at which an invitation is asked for, of one at which the number is."""
    return route if is_invited_step(route) else f"{route}{'&' if '?' in route else '?'}{_INVITED}"
