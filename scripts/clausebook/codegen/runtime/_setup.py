"""The common base of both clients: base URL, credentials, retries and httpx options."""

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
_MAX_WAIT = 30.0


class Options(TypedDict, total=False):
    """Options of httpx clients."""

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
    """An operation of the contract: its data and its response parser."""

    def __init__(self, data: Mapping[str, Any], parse: Parse) -> None:
        self.label: str = data["label"]
        self.method: str = data["method"]
        self.repeatable: bool = data["repeatable"]
        self.accept: str = data["accept"]
        self.security: list[list[str]] = data["security"]
        self.request = RequestPlan(data)
        self.answer = AnswerPlan(data, parse)


class BaseClient:
    """The common base of both clients: base URL and credentials."""

    # Set by the generated class.
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
            raise TypeError(
                f"{unknown[0]} is not one of {', '.join(sorted(Options.__annotations__))}"
            )
        settings: dict[str, Any] = {"timeout": DEFAULT_TIMEOUT, **options}
        settings["headers"] = {"User-Agent": self.user_agent, **(options.get("headers") or {})}
        return settings

    def _settle(self, http: httpx.Client | httpx.AsyncClient) -> None:
        fields = http.headers.multi_items()
        self._fields = [(name, value) for name, value in fields if name.lower() != "accept"]
        accepts = [value for name, value in fields if name.lower() == "accept" and value != "*/*"]
        self._accept = accepts[0] if accepts else None
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
            self._by_operation[id(operation)] = self._choose_auth(operation)
        return self._by_operation[id(operation)]

    def _choose_auth(self, operation: Operation) -> httpx.Auth | None:
        """The credentials of the first security alternative that they meet."""
        if not operation.security:
            return None
        if isinstance(self._auth, httpx.Auth) and not isinstance(self._auth, Credential):
            return self._auth
        if self._auth is None:
            available = [
                credential for kind in self.credentials if (credential := kind.from_environment())
            ]
        else:
            available = [self._auth] if isinstance(self._auth, Credential) else list(self._auth)
        for alternative in operation.security:
            used = [item for item in available if item.scheme in alternative]
            met = {item.scheme for item in used}.union(*(item.also for item in used))
            if set(alternative) <= met:
                return Together(used) if used else None
        names = {kind.scheme: kind.__name__ for kind in self.credentials}
        choices = " or ".join(
            " with ".join(names[scheme] for scheme in alternative if scheme in names) or "another"
            for alternative in operation.security
        )
        raise CannotSend(f"{operation.label} needs a credential: give auth={choices}")

    def _attempts(self, operation: Operation) -> Any:
        """The retry policy; None if a retry is not safe."""
        if not operation.repeatable or not self._retries:
            return None
        from httpx_retries import Retry

        return Retry(
            total=self._retries,
            status_forcelist=[429, 503],
            backoff_factor=0.25,
            backoff_jitter=0.5,
            max_backoff_wait=_MAX_WAIT,
            total_timeout=2 * _MAX_WAIT,
        )

    def log_outcome(self, operation: Operation, outcome: object, start: float) -> None:
        if self._log.isEnabledFor(logging.DEBUG):
            spent = (time.perf_counter() - start) * 1000
            self._log.debug("%s: %s in %.1f ms", operation.label, outcome, spent)


@contextmanager
def setting_up() -> Iterator[None]:
    try:
        yield
    except (TypeError, ValueError, httpx.InvalidURL) as error:
        raise CannotSend(f"invalid httpx options: {error}") from error


def _base_url(text: str) -> str:
    """The URL without a trailing slash; its path is the prefix of every path."""
    hint = "https://host, with a port or a path if needed"
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, TypeError, UnicodeError) as error:
        raise CannotSend(f"the base URL is invalid ({error}); give {hint}") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise CannotSend(f"the base URL {text!r} is not absolute; give {hint}")
    if url.userinfo:
        raise CannotSend(f"the base URL holds credentials; give {hint}, and auth=")
    if url.query or url.fragment:
        raise CannotSend(f"the base URL {text!r} has a query or a fragment; give {hint}")
    return str(url).rstrip("/")
