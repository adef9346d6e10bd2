"""Who may do what in a shop: one table, role by call, that the server asks before every call.

What is not in the table is refused to everybody. See docs/decisions/0057-who-may-do-what.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from language import DHAKA
from money import Money


class Role(StrEnum):
    """What a token may speak for."""

    OWNER = "owner"
    MANAGER = "manager"
    CASHIER = "cashier"
    PROGRAM = "program"
    """A program of the shop's: it may what its scopes name."""


STAFF: Final = (Role.MANAGER, Role.CASHIER)
"""Whom an owner lets in; an owner signs in by the shop's phone, a program is no person."""


class Scope(StrEnum):
    """What an owner can let a program do. Nothing that pays out, changes the shop or lets anybody in is among them."""

    LINKS_READ = "links.read"
    LINKS_WRITE = "links.write"
    PAYMENTS_READ = "payments.read"
    GOODS_WRITE = "goods.write"
    """Say that goods were handed over."""
    REFUNDS_READ = "refunds.read"
    REFUNDS_WRITE = "refunds.write"
    """Up to a sum a day, as a manager."""
    BALANCE_READ = "balance.read"
    PAYOUTS_READ = "payouts.read"
    OUTLETS_WRITE = "outlets.write"


class Reach(StrEnum):
    """How far a call goes for somebody."""

    ALL = "all"
    TODAY = "today"
    """What began, was paid or can still be paid today, in Dhaka, without figures of other days."""
    OWN = "own"
    """The asker's own alone."""
    SUM = "sum"
    """Up to so much in a day, as the owner said."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Row:
    """How far a call, or an event, goes for each role; a program needs one of `scopes`."""

    owner: Reach
    manager: Reach
    cashier: Reach
    scopes: frozenset[Scope] = frozenset()

    def reach(self, grant: "Grant") -> Reach:
        if grant.role is Role.PROGRAM:
            return self._for_program if self.scopes & grant.scopes else Reach.NONE
        return {Role.OWNER: self.owner, Role.MANAGER: self.manager, Role.CASHIER: self.cashier}[grant.role]

    @property
    def _for_program(self) -> Reach:
        """A program stands where a manager does, with a sum of its own, and has no devices; else it reaches all."""
        return self.manager if self.manager is Reach.SUM else Reach.ALL


@dataclass(frozen=True, slots=True)
class Grant:
    """What one token may. `gives_back_most` is a manager's or a program's sum for a day, and None for who has none."""

    role: Role = Role.OWNER
    scopes: frozenset[Scope] = frozenset()
    gives_back_most: Money | None = None

    def reach_of(self, call: str) -> Reach:
        """How far this call goes, by its name in the OpenAPI document; what no row names goes nowhere."""
        row = CALLS.get(call)
        return Reach.NONE if row is None else row.reach(self)

    def reach_of_event(self, event_type: str) -> Reach:
        """Whether this one is told of such an event, and how much of it."""
        row = EVENTS.get(event_type.partition(".")[0])
        return Reach.NONE if row is None else row.reach(self)

    @property
    def sees_today_only(self) -> bool:
        """Whether anything is told of today alone, as it is at the till."""
        return any(row.reach(self) is Reach.TODAY for row in EVENTS.values())

    @property
    def hears_all(self) -> bool:
        return all(row.reach(self) is Reach.ALL for row in EVENTS.values())


THE_OWNER: Final = Grant()


def today_began(now: datetime) -> datetime:
    """The last midnight in Dhaka."""
    return now.astimezone(DHAKA).replace(hour=0, minute=0, second=0, microsecond=0)


ALL, TODAY, OWN, SUM, NONE = Reach.ALL, Reach.TODAY, Reach.OWN, Reach.SUM, Reach.NONE


def _any(*scopes: Scope) -> frozenset[Scope]:
    return frozenset(scopes)


_LINKS, _NEW_LINKS, _PAYMENTS = _any(Scope.LINKS_READ), _any(Scope.LINKS_WRITE), _any(Scope.PAYMENTS_READ)
_GOODS = _any(Scope.GOODS_WRITE)
_READ_REFUNDS, _GIVE_BACK = _any(Scope.REFUNDS_READ), _any(Scope.REFUNDS_WRITE)
_BALANCE, _PAYOUTS, _OUTLETS = _any(Scope.BALANCE_READ), _any(Scope.PAYOUTS_READ), _any(Scope.OUTLETS_WRITE)
_ANY_READ = _any(
    Scope.LINKS_READ, Scope.PAYMENTS_READ, Scope.REFUNDS_READ, Scope.BALANCE_READ, Scope.PAYOUTS_READ
)  # fmt: skip
_ANY = frozenset(Scope)

CALLS: Final[Mapping[str, Row]] = {
    # call                               owner manager cashier program
    "get_shop":                      Row(ALL,  ALL,    ALL,    _ANY),
    "change_shop":                   Row(ALL,  NONE,   NONE),
    "read_own_code":                 Row(ALL,  NONE,   NONE),
    "set_own_code":                  Row(ALL,  NONE,   NONE),
    "remove_own_code":               Row(ALL,  NONE,   NONE),
    "list_devices":                  Row(ALL,  OWN,    OWN),
    "change_device":                 Row(ALL,  NONE,   NONE),
    "sign_out_device":               Row(ALL,  OWN,    OWN),
    "create_invitation":             Row(ALL,  NONE,   NONE),
    "withdraw_invitation":           Row(ALL,  NONE,   NONE),
    "list_tokens":                   Row(ALL,  NONE,   NONE),
    "create_token":                  Row(ALL,  NONE,   NONE),
    "revoke_token":                  Row(ALL,  NONE,   NONE),
    "list_links":                    Row(ALL,  ALL,    TODAY,  _LINKS),
    "get_link":                      Row(ALL,  ALL,    TODAY,  _LINKS),
    "create_link":                   Row(ALL,  ALL,    ALL,    _NEW_LINKS),
    "duplicate_link":                Row(ALL,  ALL,    TODAY,  _NEW_LINKS),
    "change_link":                   Row(ALL,  ALL,    NONE,   _NEW_LINKS),
    "pause_link":                    Row(ALL,  ALL,    NONE,   _NEW_LINKS),
    "resume_link":                   Row(ALL,  ALL,    NONE,   _NEW_LINKS),
    "cancel_link":                   Row(ALL,  ALL,    OWN,    _NEW_LINKS),
    "get_poster":                    Row(ALL,  ALL,    TODAY,  _LINKS),
    "get_card":                      Row(ALL,  ALL,    TODAY,  _LINKS),
    "get_bangla_qr":                 Row(ALL,  ALL,    TODAY,  _LINKS),
    "note_seen_payment":             Row(ALL,  ALL,    TODAY),
    "list_payments":                 Row(ALL,  ALL,    TODAY,  _PAYMENTS),
    "get_payment":                   Row(ALL,  ALL,    TODAY,  _PAYMENTS),
    "hand_over_goods":               Row(ALL,  ALL,    TODAY,  _GOODS),
    "list_direct_payments":          Row(ALL,  ALL,    TODAY,  _PAYMENTS),
    "assign_direct_payment":         Row(ALL,  ALL,    NONE),
    "read_receipt":                  Row(ALL,  ALL,    ALL,    _PAYMENTS),
    "list_refunds":                  Row(ALL,  ALL,    NONE,   _READ_REFUNDS),
    "list_refunds_of_payment":       Row(ALL,  ALL,    NONE,   _READ_REFUNDS),
    "quote_refund":                  Row(ALL,  ALL,    NONE,   _GIVE_BACK),
    "create_refund":                 Row(ALL,  SUM,    NONE,   _GIVE_BACK),
    "get_balance":                   Row(ALL,  ALL,    NONE,   _BALANCE),
    "list_balance_entries":          Row(ALL,  ALL,    NONE,   _BALANCE),
    "get_statement":                 Row(ALL,  ALL,    NONE,   _BALANCE),
    "get_day_picture":               Row(ALL,  ALL,    NONE,   _BALANCE),
    "quote_fees":                    Row(ALL,  ALL,    NONE,   _ANY),
    "list_payouts":                  Row(ALL,  NONE,   NONE,   _PAYOUTS),
    "send_payout_code":              Row(ALL,  NONE,   NONE),
    "confirm_device":                Row(ALL,  NONE,   NONE),
    "quote_payout":                  Row(ALL,  NONE,   NONE),
    "create_payout":                 Row(ALL,  NONE,   NONE),
    "cancel_payout":                 Row(ALL,  NONE,   NONE),
    "list_outlets":                  Row(ALL,  NONE,   NONE,   _OUTLETS),
    "create_outlet":                 Row(ALL,  NONE,   NONE,   _OUTLETS),
    "change_outlet":                 Row(ALL,  NONE,   NONE,   _OUTLETS),
    "try_outlet":                    Row(ALL,  NONE,   NONE,   _OUTLETS),
    "delete_outlet":                 Row(ALL,  NONE,   NONE,   _OUTLETS),
    "get_notices":                   Row(ALL,  NONE,   NONE),
    "change_notices":                Row(ALL,  NONE,   NONE),
    "get_push":                      Row(ALL,  OWN,    OWN),
    "turn_push_on":                  Row(ALL,  OWN,    OWN),
    "turn_push_off":                 Row(ALL,  OWN,    OWN),
    "try_push":                      Row(ALL,  OWN,    OWN),
    "note_heard":                    Row(ALL,  ALL,    ALL),
    "list_events":                   Row(ALL,  ALL,    TODAY,  _ANY_READ),
    "stream_events":                 Row(ALL,  ALL,    TODAY,  _ANY_READ),
}  # fmt: skip
"""Every call that wants a token, by its name in the OpenAPI document."""

EVENTS: Final[Mapping[str, Row]] = {
    # noun                               owner manager cashier program
    "link":                          Row(ALL,  ALL,    TODAY,  _LINKS),
    "payment":                       Row(ALL,  ALL,    TODAY,  _PAYMENTS),
    "refund":                        Row(ALL,  ALL,    TODAY,  _READ_REFUNDS),
    "balance":                       Row(ALL,  ALL,    NONE,   _BALANCE),
    "payout":                        Row(ALL,  NONE,   NONE,   _PAYOUTS),
    "direct":                        Row(ALL,  ALL,    TODAY,  _PAYMENTS),
    "merchant":                      Row(ALL,  ALL,    ALL),
}  # fmt: skip
"""What is told of each noun, by stream and by poll."""
