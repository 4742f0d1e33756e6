"""How to reach a deployment: proxy, CA certificates and client certificate."""

from __future__ import annotations

import base64
import socket
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from clausebook.errors import CannotRun
from clausebook.http.exchange import Headers
from clausebook.http.transport.address import Address, is_loopback

_MAX_HEAD_BYTES = 16_384


@dataclass(frozen=True)
class Proxy:
    """A forward proxy over plain HTTP. `headers` authenticate to it."""

    address: Address
    headers: Headers = field(default=(), repr=False)

    @classmethod
    def of(cls, url: str) -> Proxy:
        """The proxy at an http URL, which may hold user and password. Raises CannotRun."""
        parts = urlsplit(url)
        credentials, at, host = parts.netloc.rpartition("@")
        if parts.scheme != "http" or not host or parts.path.strip("/") or parts.query:
            redacted = f"{parts.scheme}://{'***@' * bool(at)}{host}"
            raise CannotRun(
                f"the proxy {redacted!r} (of --proxy or the environment) cannot be used; "
                "write http://HOST:PORT"
            )
        address = Address.of(f"http://{host}")
        if not at:
            return cls(address)
        encoded = base64.b64encode(unquote(credentials).encode()).decode("ascii")
        return cls(address, (("Proxy-Authorization", f"Basic {encoded}"),))

    def tunnel(self, connection: socket.socket, address: Address) -> None:
        """Open a tunnel to an address by CONNECT (RFC 9110, 9.3.6). Raises OSError on failure."""
        authority = f"{address.authority.removesuffix(f':{address.port}')}:{address.port}"
        headers = (("Host", authority), *self.headers)
        lines = [f"CONNECT {authority} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
        connection.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
        head = b""
        while b"\r\n\r\n" not in head and len(head) < _MAX_HEAD_BYTES:
            # Byte by byte: the bytes after the head belong to TLS.
            received = connection.recv(1)
            if not received:
                raise OSError("the proxy closed the connection")
            head += received
        status_line = head.split(b"\r\n")[0].decode("latin-1")
        version, _, status_and_reason = status_line.partition(" ")
        if not version.startswith("HTTP/") or not status_and_reason.startswith("2"):
            raise OSError(f"the proxy responds {status_and_reason!r}")


@dataclass(frozen=True)
class Route:
    """Proxy and certificates; by default no proxy, and the CAs that the system trusts."""

    proxy: Proxy | None = None
    context: ssl.SSLContext | None = field(default=None, repr=False)

    def tls(self) -> ssl.SSLContext:
        """The TLS context of the route."""
        return self.context or ssl.create_default_context()


DIRECT = Route()


@dataclass(frozen=True)
class RouteOptions:
    """The options of a route. The proxy's URL may hold a password, which is never shown."""

    proxy: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    client_cert: Path | None = None
    client_key: Path | None = None

    def route(self) -> Route:
        """The route, with its files loaded. Raises CannotRun if a file or URL cannot be used."""
        proxy = Proxy.of(self.proxy) if self.proxy else None
        if self.ca_file is None and self.client_cert is None and self.client_key is None:
            return Route(proxy)
        return Route(proxy, self._context())

    def secrets(self) -> list[str]:
        """The secrets to redact: the proxy's password and the header made of it."""
        if not self.proxy:
            return []
        credentials, _, _ = urlsplit(self.proxy).netloc.rpartition("@")
        password = credentials.partition(":")[2]
        header_values = [value for _, value in Proxy.of(self.proxy).headers]
        secrets = (credentials, password, unquote(password), *header_values)
        return [secret for secret in secrets if secret]

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.ca_file is not None:
            try:
                context.load_verify_locations(self.ca_file)
            except OSError as error:
                reason = "no PEM certificate in it" if isinstance(error, ssl.SSLError) else None
                raise CannotRun(
                    f"cannot use --ca-file {self.ca_file}: {reason or error.strerror}; give a PEM "
                    "file of certificates"
                ) from error
        if self.client_cert is None and self.client_key is not None:
            raise CannotRun(f"--client-key {self.client_key} needs a --client-cert; give that too")
        if self.client_cert is not None:
            self._load_client_certificate(context, self.client_cert)
        return context

    def _load_client_certificate(self, context: ssl.SSLContext, certificate: Path) -> None:
        files = f"--client-cert {certificate}"
        if self.client_key is not None:
            files += f" with --client-key {self.client_key}"
        try:
            # An encrypted key would prompt for its password at the terminal.
            context.load_cert_chain(certificate, self.client_key, password=lambda: "")
        except FileNotFoundError as error:
            missing = [
                path for path in (certificate, self.client_key) if path and not path.exists()
            ]
            raise CannotRun(f"cannot use {files}: there is no file {missing[0]}") from error
        except (OSError, ValueError) as error:
            mismatch = "KEY_VALUES_MISMATCH" in str(error)
            reason = (
                "the key belongs to another certificate"
                if mismatch
                else "one of them cannot be read"
            )
            raise CannotRun(
                f"cannot use {files}: {reason}; give PEM files of one certificate and its key, the "
                "key without a password"
            ) from error


def proxy_of_environment(url: str) -> str | None:
    """The proxy of HTTPS_PROXY, HTTP_PROXY and NO_PROXY for a URL; none for loopback."""
    # Imported here: it loads all of urllib.
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    if is_loopback(url) or proxy_bypass(parts.netloc):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme, proxies.get("all"))
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy
