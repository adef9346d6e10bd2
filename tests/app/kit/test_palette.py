"""The colours: that they can be read, that green means one thing, and that the first screen has the same."""

import colorsys
import re
from dataclasses import asdict
from typing import Final

import pytest

from app.kit.palette import DARK, LIGHT, Palette
from app.shell import ASSETS

THEMES: Final = pytest.mark.parametrize("p", [LIGHT, DARK], ids=["light", "dark"])
# What the first screen calls by a shorter name.
IN_STYLE: Final = {
    "lowest": "surface_container_lowest",
    "outline": "outline_variant",
    "bar": "surface_container_highest",
}


def channels(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 has it."""

    def light(color: str) -> float:
        red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in channels(color))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def grounds(p: Palette) -> dict[str, str]:
    """The grounds that text without a ground of its own stands on."""
    return {role: color for role, color in asdict(p).items() if role.startswith("surface")}


@THEMES
def test_text_can_be_read_on_each_ground_that_is_named_for_it(p: Palette) -> None:
    colors = asdict(p)
    inks = {role: role.removeprefix("on_").removesuffix("_variant") for role in colors if role.startswith("on_")}
    pairs = {role: (colors[role], colors[ground]) for role, ground in inks.items() if ground in colors}
    assert len(pairs) > 20
    assert [role for role, (ink, ground) in pairs.items() if contrast(ink, ground) < 4.5] == []


@THEMES
@pytest.mark.parametrize("role", ["on_surface", "on_surface_variant", "primary", "error"])
def test_what_is_written_anywhere_can_be_read_on_every_surface(p: Palette, role: str) -> None:
    ink = asdict(p)[role]
    assert [ground for ground, color in grounds(p).items() if contrast(ink, color) < 4.5] == []


@THEMES
@pytest.mark.parametrize("role", ["outline", "focus"])
def test_the_edge_of_a_box_and_the_ring_of_the_keys_are_seen_on_every_surface(p: Palette, role: str) -> None:
    edge = asdict(p)[role]
    assert [ground for ground, color in grounds(p).items() if contrast(edge, color) < 3] == []


@THEMES
def test_nothing_is_green_but_money_that_has_arrived(p: Palette) -> None:
    green = set()
    for role, color in asdict(p).items():
        hue, _, saturation = colorsys.rgb_to_hls(*channels(color))
        if 80 < hue * 360 < 170 and saturation > 0.15:
            green.add(role)
    assert "paid" in green
    assert {role for role in green if "paid" not in role} == set()


@pytest.mark.parametrize(
    ("p", "rule"), [(LIGHT, r":root \{(.*?)\}"), (DARK, r":root\[data-theme='dark'\] \{(.*?)\}")], ids=["light", "dark"]
)
def test_the_screen_before_the_app_is_there_has_the_same_colours(p: Palette, rule: str) -> None:
    style = (ASSETS / "first.css").read_text(encoding="utf-8")
    (block,) = re.findall(rule, style, re.DOTALL)
    colors = dict(re.findall(r"--([\w-]+): (#\w+);", block))
    roles = {name: IN_STYLE.get(name, name.replace("-", "_")) for name in colors}
    assert len(colors) > 10
    assert colors == {name: asdict(p)[role].lower() for name, role in roles.items()}
