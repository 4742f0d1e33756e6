"""Where a base URL leads. Knows nothing of what is sent there."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from clausebook.errors import CannotRun

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """A host (its name in ASCII) and port to connect to, `secure` where by TLS.

    `authority` is what the Host header says (RFC 9110, 7.2), `path` what every target is below.
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
            CannotRun: it is none, or has parts that a base must not have.
        """
        cure = "write http://HOST:PORT or https://HOST"
        try:
            parts = urlsplit(base_url)
            host, own = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
        except (ValueError, UnicodeError) as error:
            raise CannotRun(f"{base_url!r} is no URL: {error}; {cure}") from None
        if parts.scheme not in _PORTS or not host or " " in host or parts.query or own == 0:
            raise CannotRun(f"{base_url!r} is no base URL; {cure}")
        port = own or _PORTS[parts.scheme]
        shown = f"[{host}]" if ":" in host else host
        authority = shown if port == _PORTS[parts.scheme] else f"{shown}:{port}"
        path = quote(parts.path, safe="/%:@!$&'()*+,;=~").rstrip("/")
        return cls(parts.scheme == "https", host, port, authority, path)


def is_loopback(url: str) -> bool:
    """Whether the URL's host is this machine by its very name: `localhost`, `127.0.0.1`."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
