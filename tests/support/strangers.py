"""What strangers send to break a server, and every place of the checkout where they can send it."""

import codecs
import http.client
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlsplit

from fastapi import FastAPI
from fastapi._compat import ModelField
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import TypeAdapter

from tests.support.moments import in_days

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
DEEP: Final = 32_000
"""As deep as 64 KB allow."""
_MARK: Final = "\x01mark\x01"
# As they stand in JSON. What is no JSON at all is said here too: `NaN`, `Infinity` and digits without an end.
VALUES: Final = (
    '"\\ud800"', '"\\u0000"', '"a\\u0000b"', '"\\u2028\\u202e"', '""', '"1e999999"', '"NaN"', '"²"', '"=="',
    '"9999-12-31T23:59:59-23:59"', '"http://[\\u202e/"', "1e999999", "NaN", "-Infinity", "1e308", "0.1", "-1", str(2**63),
    "9" * 40, "9" * 4_400, "true", "null", "[]", "{}", '["\\ud800"]', '{"\\ud800": 1}',
    "[" * 900 + "]" * 900, '"' + "x" * 5_000 + '"',
)  # fmt: skip
# As they stand in an address or in a form.
WORDS: Final = (
    "", "%zz", "%ff%fe", "%ed%a0%80", "%c0%80", "%f0%9f%92%a3", "%d9%a3", "%c2%b2", "NaN", "1e999999", "9" * 40, "9" * 4_400,
    str(2**63), str(2**63 - 1), "-1", "1.0", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00%2b23:59",
    "OTk5OS0xMi0zMVQyMzo1OTo1OS0yMzo1OSBwbF8x", "=", "%27%3b--", "//evil.example",
)  # fmt: skip
# Each is sent whole, all of its headers at once: none of them is looked at by all routes.
HEADERS: Final = (
    (("Accept-Language", b"\xff\xfe"), ("User-Agent", b"\xc3\x28\xff"), ("Cookie", b"a=\xff\xfe; =; ;;; a")),
    (("Accept-Language", b"en" * 3_000), ("User-Agent", b""), ("Accept-Encoding", b"\xff;q=x"), ("Accept", b"\xff/*")),
    (("Authorization", b"Bearer \xff\xfe"), ("X-Forwarded-For", b"\xff, ::ffff:1.2.3.4%eth0, "), ("Origin", b"\xff")),
    (("Last-Event-ID", b"9" * 4_400), ("Range", b"bytes=9-1,--"), ("If-Modified-Since", b"\xff"), ("If-None-Match", b"\xff")),
    (("Last-Event-ID", "٣".encode()), ("X-Request-Id", b"\xff"), ("Sec-Purpose", b"\xff")),
    (("Authorization", b"\xe2\x82"), ("Last-Event-ID", b"\xff")),
)  # fmt: skip
CONTENT_TYPES: Final = (
    b"", b"\xff", b"application/json; charset=\xff", b"application/json; charset=klingon", b"application/json;;;=",
    b"application/x+json", b"text/plain", b"multipart/form-data", b"multipart/form-data; boundary=",
    b"multipart/form-data; boundary=\xff", b"multipart/form-data; boundary=" + b"x" * 300,
    b"application/x-www-form-urlencoded; charset=klingon", b"application/x-www-form-urlencoded; charset=\xff",
)  # fmt: skip
# What gateways' notices and returns are read for, each of them with what would be taken.
NOTICES: Final[Mapping[str, Mapping[str, str]]] = {
    "aamarpay": {"store_id": "aamarpaytest", "mer_txnid": "AD1", "pay_status": "Successful", "amount": "1"},
    "bkash": {"paymentID": "TR1", "status": "success", "signature": "1"},
    "nagad": {
        "merchant": "683002007104225",
        "order_id": "AD1",
        "payment_ref_id": "1",
        "status": "Success",
        "message": "",
    },
    "shurjopay": {"order_id": "sp1"},
    "sslcommerz": {"tran_id": "AD1", "val_id": "1", "status": "VALID", "verify_key": "tran_id", "verify_sign": "1"},
}


@dataclass(frozen=True, slots=True)
class Place:
    """One route and method, what stands in its path, and by what names it takes something."""

    method: str
    path: str
    known: Mapping[str, str]
    """What is put for its parameters, where something is."""
    form: Mapping[str, str] = field(default_factory=dict)
    query: tuple[str, ...] = ()
    body_schema: dict[str, Any] | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.address()}"

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"{(\w+)[^}]*}", self.path)

    @property
    def fields(self) -> Mapping[str, str]:
        """What its form holds, where it takes one."""
        return self.form or NOTICES.get(self.known.get("gateway", ""), {})

    def address(self, **words: str) -> str:
        """The path with these words where its parameters stand, and what is known elsewhere."""
        return re.sub(r"{(\w+)[^}]*}", lambda found: words.get(found[1], self.known.get(found[1], "x")), self.path)


def places(app: FastAPI, gateways: Iterable[str]) -> list[Place]:
    """Every route that the application itself knows, by each of its methods; one added later is among them."""
    found = []
    for context in iter_route_contexts(app.routes):
        route, path = context.original_route, context.path or "/assets/{path}"
        query: tuple[str, ...] = ()
        schema = None
        if isinstance(route, APIRoute):
            every = list(_every(route.dependant))
            query = tuple(one.alias for part in every for one in part.query_params)
            bodies = [one for part in every for one in part.body_params]
            schema = TypeAdapter(_kind(bodies[0])).json_schema() if bodies else None
        for method in sorted(context.methods or {"GET"}):
            for name in gateways if "{gateway}" in path else ("",):
                known = {"gateway": name} if name else {}
                found.append(Place(method, path, known, query=query, body_schema=schema))
    return found


def _kind(body: ModelField) -> Any:
    return body.field_info.annotation


def _every(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for one in dependant.dependencies:
        yield from _every(one)


@dataclass(frozen=True, slots=True)
class Sent:
    """One request; `what` names it where it is told."""

    what: str
    method: str
    target: str
    headers: tuple[tuple[str, bytes], ...] = ()
    body: bytes = b""


def addresses(place: Place) -> Iterator[Sent]:
    """Every word in each parameter of the path and of the query, one of them twice, and in one that is unknown."""
    for name in place.parameters:
        if name != "gateway":
            yield from (_get(place, f"path {name}={word[:40]}", place.address(**{name: word})) for word in WORDS)
    for name in place.query:
        for word in WORDS:
            yield _get(place, f"query {name}={word[:40]}", f"{place.address()}?{name}={word}")
        yield _get(place, f"query {name} twice", f"{place.address()}?{name}={WORDS[1]}&{name}={WORDS[2]}")
    # What pages read of an address without saying so, and what nobody reads.
    for name in () if place.path.startswith("/v1/") else ("again", "lang"):
        for word in WORDS[:6]:
            yield _get(place, f"query {name}={word}", f"{place.address()}?{name}={word}")
    for query in ("&&&=", "%", "&".join(f"x{number}=1" for number in range(1_100)), "%ed%a0%80=%ff"):
        yield _get(place, f"query {query[:40]}", f"{place.address()}?{query}")
    for name in place.fields:
        for word in WORDS:
            others = "&".join(f"{other}={value}" for other, value in place.fields.items() if other != name)
            yield _get(place, f"query {name}={word[:40]}", f"{place.address()}?{others}&{name}={word}")


def heads(place: Place) -> Iterator[Sent]:
    """Headers of no encoding and of no meaning."""
    for number, some in enumerate(HEADERS):
        yield Sent(f"headers {number}", place.method, place.address(), some)


def bodies(place: Place) -> Iterator[Sent]:
    """Bodies of every kind, to whoever may get one."""
    if place.method in ("GET", "HEAD"):
        return
    for what, content in _whole_bodies():
        for kind in (JSON, FORM) if place.fields else (JSON,):
            yield _sent(place, f"{what} as {kind}", kind.encode(), content)
    for said in CONTENT_TYPES:
        yield _sent(place, f"{said[:50]!r}", said, b"--x\r\n\r\n1\r\n--x--" if b"multi" in said else b"{}")
    for what, content in _multipart() if place.fields else ():
        yield _sent(place, what, b"multipart/form-data; boundary=x", content)
    yield from (_sent(place, what, FORM.encode(), content) for what, content in _forms(place.fields))
    if place.body_schema is not None:
        yield from (_sent(place, what, JSON.encode(), content) for what, content in _json_bodies(place.body_schema))
    elif place.fields:
        yield from (_sent(place, what, JSON.encode(), content) for what, content in _broken(dict(place.fields)))


def _get(place: Place, what: str, target: str) -> Sent:
    return Sent(what, place.method, target)


def _sent(place: Place, what: str, kind: bytes, content: bytes) -> Sent:
    return Sent(what, place.method, place.address(), (("Content-Type", kind),), content)


def _forms(fields: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """A form that would be taken, with each hostile word in each of its fields, the last one sent twice."""
    for name in fields:
        others = "&".join(f"{other}={quote(value)}" for other, value in fields.items() if other != name)
        for word in ("%00", *WORDS):
            yield f"form {name}={word[:20]}", f"{others}&{name}={word}".encode()
        yield f"form {name} twice", f"{others}&{name}=1&{name}=%ff".encode()


def _whole_bodies() -> Iterable[tuple[str, bytes]]:
    for value in ('"\\ud800"', "1e999999", "9" * 4_400, "null", "[]", '["\\u0000"]'):
        yield f"only {value[:40]}", value.encode()
    yield "deep lists", b"[" * DEEP + b"]" * DEEP
    yield "deep lists that do not end", b"[" * 2 * DEEP
    yield "deep objects", b'{"a":' * (DEEP // 3) + b"1" + b"}" * (DEEP // 3)
    yield "deep objects that do not end", b'{"a":' * (DEEP // 3)
    yield "deep in a field", b'{"id":' + b"[" * (DEEP - 10) + b"]" * (DEEP - 10) + b"}"
    yield "a mark of the byte order", codecs.BOM_UTF8 + b"{}"
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        yield encoding, '{"id": "১"}'.encode(encoding)
    yield "half of UTF-16", b"\xff\xfe{\x00"
    yield "surrogates in UTF-16", b"\xff\xfe" + '{"a":"'.encode("utf-16-le") + b"\x00\xd8" + '"}'.encode("utf-16-le")
    yield "no encoding", b'{"id": "\xff\xfe"}'
    yield "surrogates in UTF-8", b'{"id": "\xed\xa0\x80", "\xed\xa0\x80": 1}'
    yield "nothing but zeros", b"\0" * 300
    yield "a thousand names", json.dumps({f"x{number}": number for number in range(3_000)}).encode()
    yield "a form of thousands", "&".join(f"x{number}=1" for number in range(6_000)).encode()


def _multipart() -> Iterable[tuple[str, bytes]]:
    field = b'--x\r\nContent-Disposition: form-data; name="amount"\r\n\r\n500\r\n'
    yield "multipart that breaks off", field
    yield "multipart without names", b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n"
    yield "multipart without a head", b"--x\r\n\r\n1\r\n--x--\r\n"
    yield "multipart with a broken head", b"--x\r\n\xff\xfe: \xff\r\n:\r\n\r\n1\r\n--x--\r\n"
    yield "multipart of another boundary", b"--y\r\n\r\n1\r\n--y--\r\n"
    yield "multipart of many", field * 700 + b"--x--\r\n"
    head = b'--x\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: %s\r\n\r\n'
    for name in (b"amount", b"name", b"\xff\xfe", b"a\0b"):
        yield f"a file as {name!r}", head % (name, b"\xff", b"text/plain; charset=klingon") + b"\xff\r\n--x--\r\n"
    charset = b'--x\r\nContent-Disposition: form-data; name="_charset_"\r\n\r\nklingon\r\n'
    yield "multipart of a charset that is none", charset + field + b"--x--\r\n"
    bytes_no_text = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n\xff\xfe\0\xed\xa0\x80\r\n--x--\r\n'
    yield "multipart that is no text", bytes_no_text


def _json_bodies(schema: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    for variant in _variants(schema, schema):
        yield from _broken(variant)


def _broken(good: Any) -> Iterator[tuple[str, bytes]]:
    """A body that would be taken, with each hostile value in each of its fields in turn."""
    for path in _paths(good):
        for value in VALUES:
            text = json.dumps(_with(good, path, _MARK)).replace(json.dumps(_MARK), value)
            yield f"{'.'.join(path)}: {value[:40]}", text.encode()
    text = json.dumps(good)
    comma = "," if good else ""
    yield "every name twice", (text[:-1] + comma + text[1:]).encode()
    for name in ("\\ud800", "a\\u0000b", "__proto__", "x" * 3_000, ""):
        yield f"a name {name[:20]}", f'{{"{name}": 1{comma}{text[1:]}'.encode()


def _variants(schema: dict[str, Any], whole: dict[str, Any]) -> list[Any]:
    """One example for each alternative that the schema knows."""
    if "$ref" in schema:
        return _variants(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    for key in ("oneOf", "anyOf"):
        if key in schema:
            return [one for part in schema[key] if part.get("type") != "null" for one in _variants(part, whole)]
    if schema.get("type") == "object":
        found: list[Any] = [{}]
        for name, part in schema.get("properties", {}).items():
            options = _variants(part, whole) or [None]
            found = [one | {name: option} for one in found for option in options]
        return found
    if "const" in schema or "enum" in schema:
        return [schema.get("const", schema.get("enum", [None])[0])]
    if "examples" in schema:
        return [schema["examples"][0]]
    simple = {"string": "01712345678", "integer": 50_000, "boolean": True, "array": [], "number": 1}
    return [simple.get(schema.get("type", "string"), "x")] if schema.get("format") != "date-time" else [in_days(30)]


def _paths(value: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if before:
        yield before
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _paths(part, (*before, name))


def _with(value: Any, path: tuple[str, ...], put: Any) -> Any:
    if not path:
        return put
    return value | {path[0]: _with(value[path[0]], path[1:], put)}


@dataclass(frozen=True, slots=True)
class Answered:
    """The head of an answer, and the beginning of its body."""

    status: int
    kind: str
    body: bytes


class Line:
    """A line to the server on which bytes go out as they are; made anew when the server closes it."""

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname, url
        self._netloc, self._token = parts.netloc, token
        self._http = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)

    def ask(self, sent: Sent) -> Answered:
        """Send it and read the answer; a stream's first bytes are enough."""
        try:
            self._write(sent)
            answer = self._http.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # The line was closed after the answer before; on a new one there is no such excuse.
            self._http.close()
            self._write(sent)
            answer = self._http.getresponse()
        kind = answer.headers.get("content-type", "")
        is_stream = kind.startswith("text/event-stream")
        body = answer.read(1) if is_stream else answer.read()
        if is_stream or answer.will_close:
            self._http.close()
        return Answered(answer.status, kind, body)

    def close(self) -> None:
        self._http.close()

    def _write(self, sent: Sent) -> None:
        target = quote(sent.target, safe="%/?&=+-._~:;,@!$'()*[]#")
        self._http.putrequest(sent.method, target, skip_host=True, skip_accept_encoding=True)
        said = {name.lower() for name, _ in sent.headers}
        self._http.putheader("Host", self._netloc)
        if "authorization" not in said and self._token:
            self._http.putheader("Authorization", f"Bearer {self._token}")
        for name, value in sent.headers:
            self._http.putheader(name, value)
        if sent.body or sent.method in ("POST", "PATCH", "PUT"):
            self._http.putheader("Content-Length", str(len(sent.body)))
        self._http.endheaders(sent.body or None)
