"""Credentials as `httpx.Auth`, one class for each type of security scheme.

A secret is a string or a function that returns one, by default it comes from the environment. No
`repr` and no message shows it, and it is sent to the client's own host only.
"""

from __future__ import annotations

import base64
import inspect
import os
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Sequence
from typing import Any, ClassVar

import httpx

from ._hiding import HidingURL
from .errors import CannotSend

Secret = str | Callable[[], str] | Callable[[], Awaitable[str]]
_SHOWABLE = frozenset(map(chr, range(0x21, 0x7F)))


class Credential(httpx.Auth):
    """One security scheme's credential. `scheme` is its name in the contract."""

    scheme: ClassVar[str] = ""
    # Other schemes that this credential also meets.
    also: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def from_environment(cls) -> Credential | None:
        """The credential from the environment, or None."""
        raise NotImplementedError

    def put(self, request: httpx.Request, secret: Any) -> None:
        """Add the credential to the request."""
        raise NotImplementedError

    def secret(self) -> Any:
        """The current secret; awaitable if an async function returns it."""
        raise NotImplementedError

    def keep(self, secret: Any) -> Any:
        """Store and return an awaited secret."""
        return secret

    def renew(self, used: Any) -> bool:
        """Discard a rejected secret; whether another one may be available."""
        return False

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"

    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        yield from Together([self]).sync_auth_flow(request)

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        flow = Together([self]).async_auth_flow(request)
        response = await anext(flow)
        while True:
            received = yield response
            try:
                response = await flow.asend(received)
            except StopAsyncIteration:
                return


class Together(httpx.Auth):
    """Several credentials on one request; a signature comes last, as it covers the others."""

    def __init__(self, credentials: Sequence[Credential]) -> None:
        self._credentials = sorted(credentials, key=lambda item: item.requires_request_body)
        self.requires_request_body = any(item.requires_request_body for item in credentials)

    def __repr__(self) -> str:
        return f"Together({self._credentials!r})"

    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Retry once with renewed secrets after a 401."""
        if self.requires_request_body:
            request.read()
        used = [_ready(item.secret()) for item in self._credentials]
        self._put(request, used)
        response = yield request
        if response.status_code == 401 and self._renewed(used):
            self._put(request, [_ready(item.secret()) for item in self._credentials])
            yield request

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Retry once with renewed secrets after a 401."""
        if self.requires_request_body:
            await request.aread()
        used = [await _awaited(item) for item in self._credentials]
        self._put(request, used)
        response = yield request
        if response.status_code == 401 and self._renewed(used):
            self._put(request, [await _awaited(item) for item in self._credentials])
            yield request

    def _put(self, request: httpx.Request, secrets: Sequence[Any]) -> None:
        for credential, secret in zip(self._credentials, secrets, strict=True):
            credential.put(request, secret)

    def _renewed(self, used: Sequence[Any]) -> bool:
        renewed = [item.renew(secret) for item, secret in zip(self._credentials, used, strict=True)]
        return True in renewed


class Token(Credential):
    """A token, as a string or as a function, which is called again after a 401.

    Raises CannotSend if neither is given and the environment variable is not set.
    """

    place: ClassVar[str] = "header"
    parameter: ClassVar[str] = "Authorization"
    variable: ClassVar[str] = ""
    word: ClassVar[str] = ""

    def __init__(self, token: Secret | None = None) -> None:
        if token is None:
            token = os.environ.get(self.variable, "")
            if not token:
                raise CannotSend(f"{self._name} has no token: give one, or set {self.variable}")
        self._source = token
        self._lock = threading.Lock()
        self._token: str | None = self._checked(token) if isinstance(token, str) else None

    @classmethod
    def from_environment(cls) -> Credential | None:
        return cls() if os.environ.get(cls.variable) else None

    @property
    def _name(self) -> str:
        return type(self).__name__

    def secret(self) -> Any:
        token = self._token
        if token is not None:
            return token
        source = self._source
        assert callable(source)
        with self._lock:  # one call for all threads
            if self._token is not None:
                return self._token
            token_or_awaitable = source()
            if not inspect.isawaitable(token_or_awaitable):
                self._token = self._checked(token_or_awaitable)
                return self._token
        return token_or_awaitable

    def keep(self, secret: Any) -> Any:
        self._token = self._checked(secret)
        return self._token

    def renew(self, used: Any) -> bool:
        if isinstance(self._source, str):
            return False
        if self._token == used:  # else another thread has renewed it
            self._token = None
        return True

    def put(self, request: httpx.Request, secret: Any) -> None:
        if self.place == "header":
            request.headers[self.parameter] = f"{self.word} {secret}".lstrip()
        elif self.place == "query":
            request.url = HidingURL(request.url, self.parameter, secret)
        else:
            pair = f"{self.parameter}={secret}"
            other_cookies = [
                part
                for part in request.headers.get("Cookie", "").split("; ")
                if part and not part.startswith(f"{self.parameter}=")
            ]
            request.headers["Cookie"] = "; ".join([*other_cookies, pair])

    def _checked(self, token: object) -> str:
        """The token, if it fits into a header; the message must not show it."""
        if not isinstance(token, str) or not token:
            raise CannotSend(f"the token of {self._name} is empty or not a string")
        wrong = next((i for i, sign in enumerate(token) if sign not in _SHOWABLE), None)
        if wrong is not None and self.place != "query":
            what = "a line break" if token[wrong] in "\r\n" else "no printable ASCII"
            raise CannotSend(
                f"the token of {self._name} has {what} at character {wrong + 1} of {len(token)}; "
                "was it read from a file? Strip it"
            )
        return token


class Basic(Credential):
    """A user name and password (RFC 7617), by default from the environment."""

    user_variable: ClassVar[str] = ""
    password_variable: ClassVar[str] = ""

    def __init__(self, username: str | None = None, password: str | None = None) -> None:
        username = os.environ.get(self.user_variable) if username is None else username
        password = os.environ.get(self.password_variable) if password is None else password
        if username is None or password is None:
            raise CannotSend(
                f"{type(self).__name__} lacks a user name or password: give both, or set "
                f"{self.user_variable} and {self.password_variable}"
            )
        if ":" in username or not f"{username}{password}".isprintable():
            raise CannotSend(
                f"{type(self).__name__}: a user name must not have a colon, and neither it nor the "
                "password a line break"
            )
        self._line = f"Basic {base64.b64encode(f'{username}:{password}'.encode()).decode()}"

    @classmethod
    def from_environment(cls) -> Credential | None:
        is_set = cls.user_variable in os.environ and cls.password_variable in os.environ
        return cls() if is_set else None

    def secret(self) -> Any:
        return self._line

    def put(self, request: httpx.Request, secret: Any) -> None:
        request.headers["Authorization"] = secret


def _ready(secret: Any) -> Any:
    if inspect.isawaitable(secret):
        if inspect.iscoroutine(secret):
            secret.close()
        raise CannotSend("this token function is async; use AsyncClient")
    return secret


async def _awaited(credential: Credential) -> Any:
    secret = credential.secret()
    return credential.keep(await secret) if inspect.isawaitable(secret) else secret
