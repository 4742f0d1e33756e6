"""The AK/SK signature as a credential."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, ClassVar

import httpx

from ._auth import Credential
from .errors import CannotSend

# Proxies may change other headers.
_SIGNED = ("host", "content-type")


class Signature(Credential):
    """An access key, its secret key, and for temporary keys a security token.

    Pass strings, or as `key` a function that returns all three (the last may be None) and is called
    again after a 401. By default they come from the environment.
    """

    requires_request_body = True
    variables: ClassVar[tuple[str, str, str]] = ("", "", "")

    def __init__(
        self,
        access_key: str | None = None,
        secret_key: str | None = None,
        security_token: str | None = None,
        *,
        key: Callable[[], tuple[str, str, str | None]] | None = None,
    ) -> None:
        self._source = key
        self._key: Any = None
        if key is not None:
            return
        if access_key is None and secret_key is None:
            names = self.variables
            access_key, secret_key = os.environ.get(names[0]), os.environ.get(names[1])
            security_token = security_token or os.environ.get(names[2]) or None
        if not access_key or not secret_key:
            raise CannotSend(
                f"{type(self).__name__} lacks a key: give access_key and secret_key, or set "
                f"{self.variables[0]} and {self.variables[1]}"
            )
        self._key = self._checked_key(access_key, secret_key, security_token)

    @classmethod
    def from_environment(cls) -> Credential | None:
        return cls() if all(os.environ.get(name) for name in cls.variables[:2]) else None

    def _checked_key(self, access_key: str, secret_key: str, security_token: str | None) -> Any:
        from ._signature import SecretKey

        for text in (access_key, security_token or "x"):
            if not text.isascii() or not text.isprintable() or " " in text:
                raise CannotSend(f"{type(self).__name__}: a key holds a blank or a line break")
        return SecretKey(access_key, secret_key, security_token)

    def secret(self) -> Any:
        if self._key is None:
            assert self._source is not None
            self._key = self._checked_key(*self._source())
        return self._key

    def renew(self, used: Any) -> bool:
        if self._source is None:
            return False
        if self._key is used:
            self._key = None
        return True

    def put(self, request: httpx.Request, secret: Any) -> None:
        from ._signature import Request, Signer

        fields = [
            (name.decode("ascii"), value.decode("latin-1")) for name, value in request.headers.raw
        ]
        signed_headers = tuple(
            (name, value)
            for name, value in fields
            if name.lower() in _SIGNED or name.lower().startswith("x-")
        )
        target = request.url.raw_path.decode("ascii")
        signed = Signer(secret).sign(
            Request(request.method, target, signed_headers, request.content)
        )
        for name, value in signed.headers:
            if name.lower() not in _SIGNED:
                request.headers[name] = value
