"""One exchange as it was on the wire: a request and the response to it.

Plain values that every room shares; this module neither sends nor judges anything.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

Headers = tuple[tuple[str, str], ...]


def header_values(headers: Headers, name: str) -> list[str]:
    """Every value of the header `name`, whose case does not matter (RFC 9110, 5.1), in order."""
    wanted = name.lower()
    return [value for key, value in headers if key.lower() == wanted]


@dataclass(frozen=True, slots=True)
class Request:
    """A request: `target` is in origin form, percent-encoded as it is sent (RFC 9112, 3.2.1)."""

    method: str
    target: str
    headers: Headers = ()
    body: bytes = b""

    @property
    def path(self) -> str:
        """The target up to the query, still percent-encoded."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The query without its question mark, still percent-encoded."""
        return self.target.partition("?")[2]

    def header(self, name: str) -> str | None:
        """The first value of a header, or None where it was not sent."""
        return next(iter(header_values(self.headers, name)), None)

    def with_header(self, name: str, value: str | None) -> Request:
        """The same request with this header alone changed; None takes it away."""
        kept = tuple(item for item in self.headers if item[0].lower() != name.lower())
        return replace(self, headers=kept if value is None else (*kept, (name, value)))

    def curl(
        self,
        base_url: str,
        secrets: Mapping[str, str],
        word: Callable[[str], str] = shlex.quote,
    ) -> str:
        """A shell line that repeats the request against `base_url`.

        `secrets` maps a header's lower-case name to the shell variable that stands in for its
        value, whatever that is, so that it is never written. `word` makes a shell word of any other
        header, of the body and of the URL, for a caller who knows what must not stand in them.
        """
        # -g and --path-as-is: curl leaves brackets and dots in the target alone.
        method = "-I" if self.method == "HEAD" else f"-X {shlex.quote(self.method)}"
        words = ["curl", "-i", "-g", "--path-as-is", method]
        for name, value in self.headers:
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
            words += ["-H", "Content-Type:"]  # else curl would call it a form
        parts = urlsplit(base_url)
        host = parts.netloc.rpartition("@")[2]  # a password in the URL is nobody else's business
        url = f"{parts.scheme}://{host}{parts.path.rstrip('/')}{self.target}"
        return piped + " ".join([*words, word(url)])


def _is_text(body: bytes) -> bool:
    """Whether a shell can hold the bytes in a word."""
    try:
        return "\0" not in body.decode()
    except UnicodeDecodeError:
        return False


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: `body` holds every byte that came, even where the status allows none."""

    status: int
    headers: Headers = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first value of a header, or None where it was not sent."""
        return next(iter(header_values(self.headers, name)), None)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request, the answer to it, and the wall-clock seconds between them."""

    request: Request
    response: Response
    seconds: float = 0.0
