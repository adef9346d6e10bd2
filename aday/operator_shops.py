"""What an operator does at the terminal, on the database of the settings."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

from aday.errors import CannotDo, given
from aday.logs import quiet_logs
from checkout.commands.audit_books import audit_books, note_audit, total_books
from checkout.commands.erase_payers import forget_phone
from checkout.commands.merchants import create_merchant
from checkout.commands.own_code import bind_own_account, release_own_account
from checkout.commands.sign_in import issue_device_token, read_phone
from checkout.core.merchant import Merchant
from checkout.core.own_code import kept_own_code
from checkout.core.phone import local_form
from checkout.errors import BadFields, DatabaseAway
from checkout.setting_types import WrongSettings
from checkout.settings import Settings, load_settings, load_settings_for_the_books
from checkout.store import merchants, payments
from checkout.store.database import Database
from checkout.store.engines import is_postgresql
from checkout.store.migrate import Tables, WrongTables, tables_of
from checkout.store.opening import open_database
from checkout.store.unit_of_work import NoPublicAddress
from checkout.words import word_problem
from language import isolated
from money import format_taka

_AT_ONCE: Final = 100
NO_TABLES: Final = "The database is empty: the first `aday serve` gives it its tables."
WRONG_TABLES: Final = {
    Tables.OLDER: "The database has older tables than this program: make a copy of it, then run `aday migrate`.",
    Tables.TOO_OLD: "The database is from before the first release: run `aday migrate` of the last program that"
    " says 0020 at its end, and then this one's.",
    Tables.UNKNOWN: "The database was made by a newer program than this one: install that one.",
}


def settings_or_sentence(*, with_gateways: bool = True) -> Settings:
    """The settings. Raises CannotDo naming each variable that is missing or wrong.

    Without gateways, the database's address is enough; what is set beside it must still be right.
    """
    try:
        return load_settings() if with_gateways else load_settings_for_the_books()
    except WrongSettings as error:
        raise CannotDo(str(error)) from None


def open_or_sentence(settings: Settings) -> Database:
    """The database of the settings. Raises CannotDo when it is none, cannot be opened or has other tables."""
    try:
        return open_database(settings.database_url, settings.public_url)
    except WrongTables as error:
        raise CannotDo(WRONG_TABLES[error.tables]) from None
    except DBAPIError as error:
        raise CannotDo(cannot_be_opened(error)) from None


def tables_or_sentence(settings: Settings, *, may_be_new: bool = False) -> Tables:
    """Which tables the database has, if this program may touch them. Raises CannotDo, as where there is no file."""
    if not may_be_new and (missing := no_database_file(settings)) is not None:
        raise CannotDo(missing)
    try:
        tables = tables_of(settings.database_url)
    except DBAPIError as error:
        raise CannotDo(cannot_be_opened(error)) from None
    if tables in (Tables.TOO_OLD, Tables.UNKNOWN):
        raise CannotDo(WRONG_TABLES[tables])
    return tables


def no_database_file(settings: Settings) -> str | None:
    """The sentence that there is none where the settings say; None where one is, or on a server."""
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    # To open one where none is makes it, and a name with a slip in it would have books of its own.
    if is_postgresql(settings.database_url) or file.exists() or not file.parent.is_dir():
        return None
    return f"There is no database at {file}: `aday serve` makes it, if this is the place."


def cannot_be_opened(error: DBAPIError) -> str:
    """The driver's own reason, as a sentence."""
    return f"The database of ADAY_DATABASE_URL cannot be opened: {str(error.orig).strip()}."


def cannot_be_used(error: Exception) -> str:
    """It was opened, and then failed: of what was under way it is not always known whether it was kept."""
    why = str(getattr(error, "orig", None) or error).strip()
    return f"The database of ADAY_DATABASE_URL cannot be used ({why}). Look at what is there before you ask again."


def add_merchant(phone: str, name: str, slug: str) -> None:
    """Open a shop and print its store link."""
    name = given(name, 80, "Say what the shop is called; payers read it.")
    with the_database() as (settings, db), _sentence():
        merchant = db.transact_now(create_merchant, read_phone(phone), name=name, slug=slug)
        print(f"{isolated(merchant.name)}: {settings.public_url}/s/{merchant.slug}")


def print_token(phone: str, device: str) -> None:
    """Print a device token, the one time it can be seen."""
    device = given(device, 80, "Say what the device is called; the shop reads it.")
    with the_database() as (_, db), _sentence():
        merchant = _shop_with(db, phone)
        print(db.transact_now(issue_device_token, merchant.id, device))


def bind_account(phone: str, short_code: str) -> None:
    """Say whose account it is that bKash tells of, and print whom its code names."""
    short_code = given(short_code, 40, "Say what bKash calls the account.")
    with the_database() as (_, db), _sentence():
        merchant = _shop_with(db, phone)
        code = kept_own_code(db.transact_now(bind_own_account, merchant.id, short_code).own_code)
        assert code is not None
        whom = f"{isolated(code.name)}, {isolated(code.bank or 'a bank that the code does not name')}"
        print(f"{isolated(merchant.name)}: {whom}. What bKash tells of {short_code} is this shop's.")


def release_account(phone: str, short_code: str) -> None:
    """Take back whose account it is."""
    with the_database() as (_, db), _sentence():
        merchant = _shop_with(db, phone)
        db.transact_now(release_own_account, merchant.id, short_code)
        print(f"What bKash tells of {isolated(short_code)} is nobody's now; by the shop's code nothing turns green.")


def _shop_with(db: Database, phone: str) -> Merchant:
    """Raises BadFields, CannotDo."""
    e164 = read_phone(phone)
    merchant = db.read_now(merchants.by_phone, e164)
    if merchant is None:
        raise CannotDo(f"There is no shop with the phone {local_form(e164)}.")
    return merchant


def forget(phone: str) -> None:
    """Erase a payer's details wherever they stand, and say how often that was."""
    with the_database() as (_, db), _sentence():
        as_written, erased = local_form(read_phone(phone)), 0
        while count := db.transact_now(forget_phone, as_written, _AT_ONCE):
            erased += count
        open_count = db.read_now(payments.open_count_of_payer, as_written)
        is_gone = _leave_no_trace(db)
        print(f"Erased from {erased} payments and links.")
        if not is_gone:
            print("The database's log still holds them until nobody reads in it; ask again in a minute.")
        if db.is_shared:
            print("PostgreSQL drops the old rows at its next VACUUM; its archived log and your copies keep theirs.")
        if open_count:
            print(f"{open_count} payments have no end yet and keep the details; ask again when they have.")


def _leave_no_trace(db: Database) -> bool:
    """Whether the file holds nothing any more of what was erased. Raises CannotDo when it cannot be written anew."""
    try:
        return db.upkeep.leave_no_trace_now(rebuild=True)
    except sqlite3.OperationalError as error:
        raise CannotDo(f"They are erased, but the file cannot be written anew ({error}): ask again.") from None


def audit(*, only_changed: bool) -> int:
    """Print what was recomputed; 1 when anything differs."""
    with the_database() as (_, db):
        return 0 if say_books(db, only_changed=only_changed) else 1


def say_books(db: Database, *, only_changed: bool = False) -> bool:
    """Print what the books hold, all or what changed of it recomputed; whether they balance."""
    found = audit_books(db, only_changed=only_changed)
    db.transact_now(note_audit, found)
    hold = db.read_now(total_books)
    print(
        f"{hold.merchants_count} shops, {hold.payments_count} payments, "
        f"{hold.transactions_count} ledger transactions, "
        f"{format_taka(hold.owed_to_merchants, 'en')} owed to shops"
    )
    if only_changed:
        print("Looked at what changed since each check was last clean.")
    for difference in found.differences:
        print(f"DIFFERENCE: {difference}")
    print("The books differ." if found.differences else "The books balance.")
    return not found.differences


@contextmanager
def the_database(*, with_gateways: bool = False, may_be_new: bool = False) -> Iterator[tuple[Settings, Database]]:
    """The database of the settings, closed afterwards; one is made only where it `may_be_new`. Raises CannotDo."""
    quiet_logs()
    settings = settings_or_sentence(with_gateways=with_gateways)
    if not may_be_new and tables_or_sentence(settings) is Tables.NONE:
        raise CannotDo(NO_TABLES)
    db = open_or_sentence(settings)
    try:
        yield settings, db
    except DatabaseAway as error:
        raise CannotDo(cannot_be_used(error)) from None
    except NoPublicAddress:
        raise CannotDo("ADAY_PUBLIC_URL is not set, and what this tells shops holds addresses of ours.") from None
    finally:
        db.close()


@contextmanager
def _sentence() -> Iterator[None]:
    """A refusal of a field becomes a sentence."""
    try:
        yield
    except BadFields as error:
        words = " ".join(word_problem("en", problem) for problem in error.problems)
        raise CannotDo(f"{error.problems[0].field}: {words}") from None
