"""What both clients share: where requests go, with which credential, and what is set up how."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypedDict

import httpx

from ._answer import AnswerPlan, Parse
from ._auth import Credential, Together
from ._request import RequestPlan, Written
from .errors import CannotSend

DEFAULT_TIMEOUT = httpx.Timeout(30.0, connect=5.0)
Auth = httpx.Auth | Sequence[Credential] | None
_MOST_WAITED = 30.0


class Options(TypedDict, total=False):
    """What httpx itself takes, and means, of either client."""

    headers: Mapping[str, str]
    verify: Any
    cert: Any
    http1: bool
    http2: bool
    proxy: Any
    timeout: Any
    limits: httpx.Limits
    event_hooks: Mapping[str, list[Any]]
    trust_env: bool
    transport: Any
    mounts: Mapping[str, Any]
    default_encoding: str


class Operation:
    """One operation of the contract: its data, and what makes models of its answers."""

    def __init__(self, data: Mapping[str, Any], parse: Parse) -> None:
        self.label: str = data["label"]
        self.method: str = data["method"]
        self.repeatable: bool = data["repeatable"]
        self.accept: str = data["accept"]
        self.security: list[list[str]] = data["security"]
        self.request = RequestPlan(data)
        self.answer = AnswerPlan(data, parse)


class BaseClient:
    """What both clients share: where requests go, and with which credential."""

    # Said by the generated module.
    package = "client"
    user_agent = "client"
    credentials: tuple[type[Credential], ...] = ()

    def __init__(self, base_url: str, auth: Auth, retries: int) -> None:
        self._base = _base_url(base_url)
        self._auth = auth
        self._retries = retries
        self._log = logging.getLogger(self.package)
        self._by_operation: dict[int, httpx.Auth | None] = {}
        self._closed = False
        self._fields: list[tuple[str, str]] = []
        self._extensions: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._base!r})"

    def _options(self, options: Options) -> dict[str, Any]:
        unknown = sorted(options.keys() - Options.__annotations__.keys())
        if unknown:
            raise TypeError(f"{unknown[0]} is none of {', '.join(sorted(Options.__annotations__))}")
        given: dict[str, Any] = {"timeout": DEFAULT_TIMEOUT, **options}
        given["headers"] = {"User-Agent": self.user_agent, **(options.get("headers") or {})}
        return given

    def _settle(self, http: httpx.Client | httpx.AsyncClient) -> None:
        kept = http.headers.multi_items()
        self._fields = [(name, value) for name, value in kept if name.lower() != "accept"]
        own = [value for name, value in kept if name.lower() == "accept" and value != "*/*"]
        self._accept = own[0] if own else None
        self._extensions = {"timeout": http.timeout.as_dict()}

    def _request(self, operation: Operation, written: Written) -> httpx.Request:
        headers = [
            *self._fields,
            ("Accept", self._accept or operation.accept),
            *written.headers,
        ]
        url = self._base + written.target
        extensions = dict(self._extensions)
        method = operation.method
        if written.files is not None:
            files: Any = written.files
            return httpx.Request(method, url, headers=headers, files=files, extensions=extensions)
        content = written.content or None
        return httpx.Request(method, url, headers=headers, content=content, extensions=extensions)

    def _auth_for(self, operation: Operation) -> httpx.Auth | None:
        if self._closed:
            raise CannotSend(f"{operation.label}: this client is closed; make another one")
        if id(operation) not in self._by_operation:
            self._by_operation[id(operation)] = self._chosen(operation)
        return self._by_operation[id(operation)]

    def _chosen(self, operation: Operation) -> httpx.Auth | None:
        """The credentials of the first alternative that can be met."""
        if not operation.security:
            return None
        if isinstance(self._auth, httpx.Auth) and not isinstance(self._auth, Credential):
            return self._auth
        if self._auth is None:
            found = [made for kind in self.credentials if (made := kind.from_environment())]
        else:
            found = [self._auth] if isinstance(self._auth, Credential) else list(self._auth)
        for alternative in operation.security:
            used = [one for one in found if one.scheme in alternative]
            met = {one.scheme for one in used}.union(*(one.also for one in used))
            if set(alternative) <= met:
                return Together(used) if used else None
        names = {kind.scheme: kind.__name__ for kind in self.credentials}
        wanted = " or ".join(
            " with ".join(names[scheme] for scheme in alternative if scheme in names) or "another"
            for alternative in operation.security
        )
        raise CannotSend(f"{operation.label} needs a credential: give auth={wanted}")

    def _attempts(self, operation: Operation) -> Any:
        """What decides whether and when to send again; None where that is not safe."""
        if not operation.repeatable or not self._retries:
            return None
        from httpx_retries import Retry

        return Retry(
            total=self._retries,
            status_forcelist=[429, 503],
            backoff_factor=0.25,
            backoff_jitter=0.5,
            max_backoff_wait=_MOST_WAITED,
            total_timeout=2 * _MOST_WAITED,
        )

    def told(self, operation: Operation, outcome: object, start: float) -> None:
        if self._log.isEnabledFor(logging.DEBUG):
            spent = (time.perf_counter() - start) * 1000
            self._log.debug("%s: %s in %.1f ms", operation.label, outcome, spent)


@contextmanager
def setting_up() -> Iterator[None]:
    try:
        yield
    except (TypeError, ValueError, httpx.InvalidURL) as error:
        raise CannotSend(f"httpx cannot be set up so: {error}") from error


def _base_url(text: str) -> str:
    """The URL without a slash at its end; its path is put before every path of the contract."""
    told = "https://host, with a port or a path where there is one"
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, TypeError, UnicodeError) as error:
        raise CannotSend(f"the base URL is none ({error}); give {told}") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise CannotSend(f"the base URL {text!r} is not absolute; give {told}")
    if url.userinfo:
        raise CannotSend(f"the base URL holds credentials; give {told}, and auth=")
    if url.query or url.fragment:
        raise CannotSend(f"the base URL {text!r} has a query or a fragment; give {told}")
    return str(url).rstrip("/")
