"""The network address of a base URL."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from clausebook.errors import CannotRun

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """A host (ASCII name) and port to connect to, by TLS if `secure`.

    `authority` is the value of the Host header (RFC 9110, 7.2), `path` the prefix of every target.
    """

    secure: bool
    host: str
    port: int
    authority: str
    path: str

    @classmethod
    def of(cls, base_url: str) -> Address:
        """The address in an absolute http or https URL.

        Raises:
            CannotRun: it is not a base URL, or has a query.
        """
        hint = "write http://HOST:PORT or https://HOST"
        try:
            parts = urlsplit(base_url)
            host, explicit_port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
        except (ValueError, UnicodeError) as error:
            raise CannotRun(f"{base_url!r} is not a URL: {error}; {hint}") from None
        if (
            parts.scheme not in _PORTS
            or not host
            or " " in host
            or parts.query
            or explicit_port == 0
        ):
            raise CannotRun(f"{base_url!r} is not a base URL; {hint}")
        port = explicit_port or _PORTS[parts.scheme]
        host_in_url = f"[{host}]" if ":" in host else host
        authority = host_in_url if port == _PORTS[parts.scheme] else f"{host_in_url}:{port}"
        path = quote(parts.path, safe="/%:@!$&'()*+,;=~").rstrip("/")
        return cls(parts.scheme == "https", host, port, authority, path)


def is_loopback(url: str) -> bool:
    """Whether the URL's host is a loopback name or address: `localhost`, `127.0.0.1`."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
