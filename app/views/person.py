"""One of the shop's people: as what they work here, and how they are let go."""

from typing import Final

import flet as ft
from flet.components.hooks.use_ref import MutableRef

from app.kit.buttons import button
from app.kit.dialog import use_dialog
from app.kit.error_boundary import part
from app.kit.fields import field_error
from app.kit.look import go, use_look, use_palette, use_words
from app.kit.rows import near_time
from app.kit.surfaces import heading
from app.kit.typography import text
from app.model.records import DeviceRecord
from app.services.errors import CheckoutError
from app.views.parts.as_what import as_what, read_most
from app.views.parts.errors import refused_words, use_errors
from app.views.parts.form import form_screen, use_busy
from app.views.parts.kept_state import use_kept, use_kept_state
from app.views.parts.people import STAFF, device_words, not_told, use_people
from app.views.parts.share_button import toast
from app.views.parts.shop_context import use_actions, use_session
from money import format_taka

_LIST: Final = "/settings/devices"


@part
def Person() -> ft.Control:
    """For the owner alone; an owner's own device is none of the shop's people."""
    p, t, people = use_palette(), use_words(), use_people()
    device_id = ft.use_route_params().get("id", "")
    if people.devices is None or people.is_failed:
        return form_screen(t("staff.person"), go(_LIST), not_told(people), [])
    found = next((one for one in people.devices if one.id == device_id and one.role in STAFF), None)
    if found is None:
        gone = text(t("staff.gone"), "body", p.on_surface_variant)
        return form_screen(t("staff.person"), go(_LIST), [gone], [])
    return PersonForm(found, key=found.id)


@part
def PersonForm(device: DeviceRecord, key: str = "") -> ft.Control:
    """What is saved counts from the next moment on, on their phone too."""
    look, actions, session, page = use_look(), use_actions(), use_session(), ft.context.page
    p, t = look.p, look.t
    errors, set_errors = use_errors()
    busy, at_work = use_busy()
    role, set_role = use_kept_state("role", device.role)
    most: MutableRef[ft.TextField] = use_kept("staff-sum")
    begins = format_taka(device.gives_back_most, look.language) if device.gives_back_most is not None else ""

    async def save() -> None:
        given, wrong = read_most(role, most, t, look.language)
        if wrong:
            set_errors({"sum": wrong})
            return
        try:
            await actions.change_person(device.id, role, given)
        except CheckoutError as refused:
            set_errors({"all": refused_words(refused, t)})
        else:
            toast(page, t("shop.saved"))
            page.navigate(_LIST)

    since = t("staff.since", t=near_time(device.created_at, session.clock(), look.language))
    body: list[ft.Control] = [
        heading(device_words(device.name, t), "headline", p.on_surface),
        text(since, "small", p.on_surface_variant),
        *as_what(role, set_role, most, look, wrong=errors.get("sum"), begins=begins),
        *([field_error("staff-error", errors["all"])] if "all" in errors else []),
        LetGo(device),
    ]
    save_it = button("staff-save", t("act.save"), at_work(save), kind="disabled" if busy else "primary")
    return form_screen(t("staff.person"), go(_LIST), body, [save_it], errors)


@part
def LetGo(device: DeviceRecord) -> ft.Control:
    """Remove somebody, after being asked once more; the safe answer is the large one."""
    p, t, actions, page = use_palette(), use_words(), use_actions(), ft.context.page
    asking, set_asking = ft.use_state(False)
    name = device_words(device.name, t)

    def close() -> None:
        set_asking(False)

    async def remove() -> None:
        close()
        try:
            await actions.revoke(device.id)
        except CheckoutError as refused:
            toast(page, refused_words(refused, t))
        else:
            page.navigate(_LIST)

    lines = [
        heading(t("staff.remove.q", name=name), "title", p.on_surface),
        text(t("staff.remove.sub"), "small", p.on_surface_variant),
        button("staff-remove-no", t("act.cancel"), close),
        button("staff-remove-yes", t("staff.remove.yes"), remove, kind="danger"),
    ]
    use_dialog(open_now=asking, lines=lines, close=close)
    return button("staff-remove", t("staff.remove"), lambda: set_asking(True), kind="danger_text")
