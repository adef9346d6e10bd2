"""Whatever touches Flet's privates (Flet 1.0.5), in one place, to be taken out one day.

What each of it is for is said beside it; docs/decisions/0030 and 0042 say what happens without it.
"""
