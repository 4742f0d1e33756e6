"""One exchange as it was on the wire: a request and its response, as plain values."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

Headers = tuple[tuple[str, str], ...]

DEFAULT_HEADERS: Headers = (
    ("Accept-Encoding", "identity"),
    ("User-Agent", "clausebook"),
    ("Accept", "*/*"),
)
"""What a client sends of itself, where a request says nothing else."""


def header_values(headers: Headers, name: str) -> list[str]:
    """All values of the header `name`, case-insensitive (RFC 9110, 5.1), in order."""
    lower_name = name.lower()
    return [value for key, value in headers if key.lower() == lower_name]


@dataclass(frozen=True, slots=True)
class Request:
    """A request. `target` is in origin form, percent-encoded as sent (RFC 9112, 3.2.1)."""

    method: str
    target: str
    headers: Headers = ()
    body: bytes = b""

    @property
    def path(self) -> str:
        """The target without the query, still percent-encoded."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The query without the question mark, still percent-encoded."""
        return self.target.partition("?")[2]

    def header(self, name: str) -> str | None:
        """The first value of a header, or None if it was not sent."""
        return next(iter(header_values(self.headers, name)), None)

    def with_header(self, name: str, value: str | None) -> Request:
        """A copy with this header replaced; None removes it."""
        other_headers = tuple(item for item in self.headers if item[0].lower() != name.lower())
        return replace(
            self, headers=other_headers if value is None else (*other_headers, (name, value))
        )

    def curl(
        self,
        base_url: str,
        secrets: Mapping[str, str],
        word: Callable[[str], str] = shlex.quote,
        tested: str = "",
    ) -> str:
        """A curl line that repeats the request against `base_url`.

        It leaves out the headers that any client sends, unless they say something else than a
        client would or are `tested`. `secrets` maps a lower-case header name to the shell variable
        that replaces its value. `word` quotes any other header, the body and the URL; a caller may
        redact there.
        """
        # -g and --path-as-is: curl must not change brackets and dots in the target.
        method = "-I" if self.method == "HEAD" else f"-X {shlex.quote(self.method)}"
        words = ["curl", "-i", "-g", "--path-as-is", method]
        parts = urlsplit(base_url)
        host = parts.netloc.rpartition("@")[2]  # without a user and password in the URL
        for name, value in self.headers:
            if name.lower() != tested.lower() and self._is_implied(name, value, host):
                continue
            if variable := secrets.get(name.lower()):
                words += ["-H", f'{shlex.quote(f"{name}: ")}"${variable}"']
            else:
                words += ["-H", word(f"{name}: {value}" if value.strip() else f"{name};")]
        piped = ""
        if self.body and _is_text(self.body):
            words += ["--data-raw", word(self.body.decode())]
        elif self.body:
            piped = "printf '" + "".join(f"\\{byte:03o}" for byte in self.body) + "' | "
            words += ["--data-binary", "@-"]
        if self.body and self.header("content-type") is None:
            words += ["-H", "Content-Type:"]  # else curl sends a form's Content-Type
        url = f"{parts.scheme}://{host}{parts.path.rstrip('/')}{self.target}"
        return piped + " ".join([*words, word(url)])

    def _is_implied(self, name: str, value: str, host: str) -> bool:
        """Whether curl sends a header to the same effect of itself."""
        own = (*DEFAULT_HEADERS, ("Host", host), ("Content-Length", str(len(self.body))))
        implied = {key.lower(): text for key, text in own}.get(name.lower())
        return value == implied and len(header_values(self.headers, name)) == 1


def _is_text(body: bytes) -> bool:
    """Whether the bytes fit into a shell word."""
    try:
        return "\0" not in body.decode()
    except UnicodeDecodeError:
        return False


@dataclass(frozen=True, slots=True)
class Response:
    """A response. `body` holds every byte received, even if the status code allows none."""

    status: int
    headers: Headers = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first value of a header, or None if it was not sent."""
        return next(iter(header_values(self.headers, name)), None)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request, its response, and the wall-clock seconds between them."""

    request: Request
    response: Response
    seconds: float = 0.0
