"""নোটিফিকেশন: what is told while nobody looks into the app, on this phone and elsewhere, and when nothing is."""

import flet as ft

from app.kit.buttons import button, way_to
from app.kit.error_boundary import part
from app.kit.look import Look, go, use_look
from app.kit.surfaces import card, heading, rule
from app.kit.typography import text
from app.model.told_places import PLACES_MOST, Place, ToldPlaces
from app.views.parts.form import form_screen
from app.views.parts.install_here import InstallHere
from app.views.parts.shop_context import use_actions, use_seen_shop
from app.views.parts.subject_chips import SubjectChips, use_tells
from app.views.parts.this_phone import ThisPhone
from app.views.parts.told_places import (
    ICONS,
    LIST,
    not_heard,
    place_words,
    quiet_words,
    subjects_words,
    use_told_places,
    ways_words,
)
from language import in_digits_of


@part
def Notifications() -> ft.Control:
    """This phone on top; what concerns the whole shop is its owner's."""
    look, shop = use_look(), use_seen_shop()
    turns, set_turns = ft.use_state(0)
    is_owner = shop.home is not None and shop.home.shop.rights.changes_shop
    body: list[ft.Control] = [ThisPhone(lambda: set_turns(turns + 1), is_owner), InstallHere()]
    if is_owner:
        body.append(WholeShop(turns))
    return form_screen(look.t("set.notices"), go("/settings"), body, [])


@part
def WholeShop(turn: int) -> ft.Control:
    """Its places, what its phones are told, and its quiet hours, as the server says them."""
    look, asked = use_look(), use_told_places(turn)
    told = asked.told
    if told is None:
        return _below(not_heard(asked))
    parts = [_places(told, look)]
    if told.browsers_count:
        # Another set is another row of chips: each begins with what was heard.
        parts.append(PhonesTell(told, key=" ".join(sorted(told.browsers_tell))))
    there, hours = go(f"{LIST}/quiet"), quiet_words(told.quiet, look)
    quiet = way_to("quiet", ft.Icons.BEDTIME_OUTLINED, look.t("note.quiet"), there, below=hours)
    return _below([*parts, card(quiet, padding=0)], spacing=16)


def _places(told: ToldPlaces, look: Look) -> ft.Control:
    p, t = look.p, look.t
    lines: list[ft.Control] = [heading(t("note.places"), "subtitle", p.on_surface)]
    if told.places:
        rows: list[ft.Control] = []
        for place in told.places:
            rows += [rule(), _place(place, look)] if rows else [_place(place, look)]
        lines.append(card(ft.Column(rows, spacing=0), padding=0))
    else:
        none = f"{t('note.places.none')} {t('note.ways', ways=ways_words(told.kinds, t))}"
        said = text(none, "small", p.on_surface_variant)
        lines.append(ft.Semantics(identifier="places-none", container=True, content=said))
    if len(told.places) < PLACES_MOST:
        add = button("place-new", t("note.add"), go(f"{LIST}/new"), kind="tonal", icon=ft.Icons.ADD_ROUNDED)
        lines.append(add)
    else:
        most = in_digits_of(look.language, str(PLACES_MOST))
        lines.append(text(t("note.places.full", n=most), "caption", p.on_surface_variant))
    return _below(lines)


def _place(place: Place, look: Look) -> ft.Control:
    there = go(f"{LIST}/place/{place.id}")
    icon = ICONS.get(place.kind, ft.Icons.SEND_TO_MOBILE_ROUNDED)
    return way_to("place", icon, place_words(place, look), there, below=subjects_words(place.tells, look))


@part
def PhonesTell(told: ToldPlaces, key: str = "") -> ft.Control:
    """The same for all phones and browsers of the shop that take notices; each turns as soon as it is pressed."""
    look = use_look()
    p, t = look.p, look.t
    tells, turn = use_tells(told.browsers_tell, use_actions().tell_browsers_of)
    count = in_digits_of(look.language, str(told.browsers_count))
    lines = [
        heading(t("note.phones"), "subtitle", p.on_surface),
        text(t("note.phones.sub", n=count), "small", p.on_surface_variant),
        SubjectChips("phones", tells, turn),
    ]
    return _below(lines)


def _below(lines: list[ft.Control], spacing: int = 8) -> ft.Control:
    return ft.Column(lines, spacing=spacing, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
