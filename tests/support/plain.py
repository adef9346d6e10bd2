"""HTTP without TLS, for this machine alone: reading the system's certificates takes 35 ms for each new client."""

import ssl
from typing import Any, Final

import httpx

_NO_TLS: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def no_tls() -> ssl.SSLContext:
    return _NO_TLS


def client(*, timeout: float = 30, **more: Any) -> httpx.Client:
    """A client that keeps to this machine, whatever proxies the environment names."""
    return httpx.Client(timeout=timeout, trust_env=False, verify=_NO_TLS, **more)


def get(url: str, **more: Any) -> httpx.Response:
    with client() as http:
        return http.get(url, **more)


def post(url: str, **more: Any) -> httpx.Response:
    with client() as http:
        return http.post(url, **more)


def answers(url: str) -> bool:
    """Whether somebody answers there yet."""
    try:
        return get(url).is_success
    except httpx.TransportError:
        return False
