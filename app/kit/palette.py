"""The colours of the design, light and dark. Green is only for money that has arrived."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Palette:
    """One theme's colours, by role. Text on its ground reaches a contrast of 4.5, edges 3."""

    primary: str
    on_primary: str
    primary_container: str
    on_primary_container: str
    secondary: str
    on_secondary: str
    secondary_container: str
    on_secondary_container: str
    tertiary: str
    on_tertiary: str
    tertiary_container: str
    on_tertiary_container: str
    error: str
    on_error: str
    error_container: str
    on_error_container: str
    surface: str
    surface_container_lowest: str
    surface_container_low: str
    surface_container: str
    surface_container_high: str
    surface_container_highest: str
    on_surface: str
    on_surface_variant: str
    outline: str
    outline_variant: str
    inverse_surface: str
    on_inverse_surface: str
    inverse_primary: str
    scrim: str
    ink: str
    on_ink: str
    on_ink_variant: str
    ink_raised: str
    ink_rule: str
    ink_margin: str
    margin_rule: str
    ledger_rule: str
    focus: str
    paid: str
    on_paid: str
    paid_surface: str
    on_paid_surface: str
    paid_container: str
    active_container: str
    on_active_container: str
    pending_container: str
    on_pending_container: str
    hold_container: str
    on_hold_container: str
    refunded_container: str
    on_refunded_container: str
    cancelled_container: str
    on_cancelled_container: str
    expired_container: str
    on_expired_container: str
    failed_container: str
    on_failed_container: str


LIGHT: Final = Palette(
    primary="#1B3A8C",
    on_primary="#FFFFFF",
    primary_container="#DFE7FA",
    on_primary_container="#142B69",
    secondary="#4A5568",
    on_secondary="#FFFFFF",
    secondary_container="#E7EAF0",
    on_secondary_container="#2B3340",
    tertiary="#FFB922",
    on_tertiary="#2B1C00",
    tertiary_container="#FFF1CF",
    on_tertiary_container="#5A3B00",
    error="#B3261E",
    on_error="#FFFFFF",
    error_container="#FBE2DE",
    on_error_container="#7C1610",
    surface="#F4F5F2",
    surface_container_lowest="#FFFFFF",
    surface_container_low="#FAFAF8",
    surface_container="#F0F1ED",
    surface_container_high="#E9EBE6",
    surface_container_highest="#E1E4DE",
    on_surface="#151A24",
    on_surface_variant="#4C5462",
    outline="#7A8290",
    outline_variant="#DCDFDA",
    inverse_surface="#1E2530",
    on_inverse_surface="#F3F5F8",
    inverse_primary="#B3C6FA",
    scrim="#0B1020",
    ink="#14296B",
    on_ink="#FFFFFF",
    on_ink_variant="#C9D4F2",
    ink_raised="#223A86",
    ink_rule="#2A4290",
    ink_margin="#F08A7B",
    margin_rule="#E39A8E",
    ledger_rule="#E3E6EC",
    focus="#1B3A8C",
    paid="#08703D",
    on_paid="#FFFFFF",
    paid_surface="#08703D",
    on_paid_surface="#FFFFFF",
    paid_container="#DDF4E5",
    active_container="#DFE7FA",
    on_active_container="#142B69",
    pending_container="#FFF1CF",
    on_pending_container="#5A3B00",
    hold_container="#FBE3D2",
    on_hold_container="#7E3209",
    refunded_container="#D6EFF1",
    on_refunded_container="#0B4E57",
    cancelled_container="#E6E8EC",
    on_cancelled_container="#3F4653",
    expired_container="#FFFFFF",
    on_expired_container="#4C5462",
    failed_container="#FBE2DE",
    on_failed_container="#7C1610",
)


DARK: Final = Palette(
    primary="#AFC4FA",
    on_primary="#0D2260",
    primary_container="#263E86",
    on_primary_container="#DFE7FA",
    secondary="#BDC6D6",
    on_secondary="#262E3B",
    secondary_container="#2C3442",
    on_secondary_container="#DDE3EE",
    tertiary="#FFC44A",
    on_tertiary="#2B1C00",
    tertiary_container="#3D2D0B",
    on_tertiary_container="#FFE0A0",
    error="#FFB4A9",
    on_error="#5C0A05",
    error_container="#5A1A15",
    on_error_container="#FFDAD5",
    surface="#0E131C",
    surface_container_lowest="#171D28",
    surface_container_low="#141A24",
    surface_container="#1C2330",
    surface_container_high="#232B39",
    surface_container_highest="#2D3645",
    on_surface="#EEF1F6",
    on_surface_variant="#B4BDCB",
    outline="#7F899A",
    outline_variant="#2B3443",
    inverse_surface="#E7EBF2",
    on_inverse_surface="#1A202B",
    inverse_primary="#1B3A8C",
    scrim="#000000",
    ink="#12214F",
    on_ink="#FFFFFF",
    on_ink_variant="#BECAEC",
    ink_raised="#1E3070",
    ink_rule="#1E2F68",
    ink_margin="#D9776A",
    margin_rule="#8A4A42",
    ledger_rule="#262F3D",
    focus="#AFC4FA",
    paid="#5BD592",
    on_paid="#03321A",
    paid_surface="#0B5E36",
    on_paid_surface="#FFFFFF",
    paid_container="#103B26",
    active_container="#263E86",
    on_active_container="#DFE7FA",
    pending_container="#3D2D0B",
    on_pending_container="#FFE0A0",
    hold_container="#4A250F",
    on_hold_container="#FFCFAF",
    refunded_container="#0F3B42",
    on_refunded_container="#B2E8EE",
    cancelled_container="#2C3442",
    on_cancelled_container="#D2D9E5",
    expired_container="#171D28",
    on_expired_container="#B4BDCB",
    failed_container="#5A1A15",
    on_failed_container="#FFDAD5",
)
