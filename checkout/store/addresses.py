"""Where a database is: a file, a PostgreSQL server, or several of which one is the primary.

Several are kept in the one form that engine and driver read alike: `?host=a,b&port=5432,5432`. What is asked of each
line says how soon a dead one is known.
"""

import re
from typing import Final
from urllib.parse import unquote

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

_PARTS: Final = re.compile(r"(?P<before>[^:]+://(?:[^@/?]*@)?)(?P<hosts>[^/?]*)(?P<after>.*)", re.DOTALL)
_HOST: Final = re.compile(r"(?:\[(?P<v6>[^\[\]]+)\]|(?P<name>[^:\[\]]*))(?::(?P<port>\d*))?")
_DEFAULT_PORT: Final = "5432"
# Of several servers one takes what is written, and any that answers would be taken for it.
_PRIMARY: Final = ("read-write", "primary")
_ONE_SECONDS: Final = 10
# Those that are dead are waited for one after another, each time until one is found that lives.
_EACH_SECONDS: Final = 2
LINE: Final[dict[str, int]] = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""What proves a line, by libpq's names: an answer to what is asked while nothing is said, within eleven seconds; and to
what is said within ten, in milliseconds. Without the latter Linux goes on saying it for a quarter of an hour."""


def database_address(value: str) -> str:
    """A database's address as the engine takes it. Raises ValueError with a sentence."""
    scheme, _, rest = value.partition("://")
    if scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        return _postgresql(f"postgresql+psycopg://{rest}")
    file = value.removeprefix("sqlite:///")
    if file == value or file in ("", ":memory:", "/"):
        raise ValueError("must name a file, sqlite:////var/lib/aday/aday.db, or a server, postgresql://…")
    if "?" in file or file.startswith(("~", "file:")) or not file.isprintable():
        raise ValueError("must name a file by its plain path, sqlite:////var/lib/aday/aday.db")
    return value


def drivers_address(url: str) -> str:
    """The same by libpq's names and values: an address with a space in its password is read differently by it."""
    from psycopg.conninfo import make_conninfo

    address = make_url(url)
    _, named = address.get_dialect()().create_connect_args(address)
    return make_conninfo(**named)


def drivers_line(url: str) -> str:
    """That with all that a line is held to."""
    from psycopg.conninfo import make_conninfo

    return make_conninfo(drivers_address(url), connect_timeout=connect_seconds(url), **LINE)


def connect_seconds(url: str) -> int:
    """How long each server may take to answer whoever comes new."""
    return _EACH_SECONDS if "," in str(make_url(url).query.get("host", "")) else _ONE_SECONDS


def _postgresql(url: str) -> str:
    if any(sign.isspace() or not sign.isprintable() for sign in url):
        raise ValueError("must have no space in it")
    found, hosts = _taken_apart(url)
    if "@" in (found.host or "") or any("@" in host for host, _ in hosts):
        raise ValueError("must have %40 for @ in the user and the password")
    if not all(port.isdigit() and 0 < int(port) < 65536 for _, port in hosts):
        raise ValueError("must have ports from 1 to 65535, or none")
    if found.port is not None and not 0 < found.port < 65536:
        raise ValueError("must have a port from 1 to 65535, or none")
    if not (found.database or found.host or found.query):
        raise ValueError("must name a database, like postgresql://user:password@host/aday")
    if not hosts:
        return url
    if not all(host for host, _ in hosts):
        raise ValueError("must name each of its servers, like postgresql://user:password@one:5432,two:5432/aday")
    if found.query.get("target_session_attrs") not in _PRIMARY:
        raise ValueError("names several servers and must end with ?target_session_attrs=read-write")
    named = {"host": ",".join(host for host, _ in hosts), "port": ",".join(port for _, port in hosts)}
    return found.set(host=None, port=None).update_query_dict(named).render_as_string(hide_password=False)


def _taken_apart(url: str) -> tuple[URL, list[tuple[str, str]]]:
    """The address, and its servers with their ports where they are several, in whichever form they are named."""
    try:
        parts = _PARTS.fullmatch(url)
        assert parts is not None
        if "," in parts["hosts"]:
            return make_url(parts["before"] + parts["after"]), [_server(one) for one in parts["hosts"].split(",")]
        found = make_url(url)
        return found, _in_query(found)
    except (ValueError, ArgumentError):
        # Its own words hold the address, and with it the password.
        raise ValueError(
            "must be like postgresql://user:password@host:5432/aday, with %40 for @ and %2F for / in the password"
        ) from None


def _in_query(found: URL) -> list[tuple[str, str]]:
    named, ports = found.query.get("host", ""), found.query.get("port", "")
    if not isinstance(named, str):
        if ports:
            # By SQLAlchemy's rule each has its port beside it; one that was passed over might be another server's.
            raise ValueError
        return [_server(one) for one in named]
    hosts = named.split(",")
    if len(hosts) == 1:
        return []
    given = ports.split(",") if isinstance(ports, str) else list(ports)
    # One port may stand for all of them.
    each = given * len(hosts) if len(given) == 1 else given
    return [(host, port or _DEFAULT_PORT) for host, port in zip(hosts, each, strict=True)]


def _server(text: str) -> tuple[str, str]:
    """`one:5432`, `[::1]:5432`, or a folder with a socket as libpq writes it in an address."""
    found = _HOST.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return unquote(found["v6"] or found["name"]), found["port"] or _DEFAULT_PORT
