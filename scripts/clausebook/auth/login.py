"""Fetches a token by a login operation of the document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from clausebook.auth.tokens import NoToken, Ways
from clausebook.http.exchange import Request
from clausebook.openapi import Operation
from clausebook.openapi.pointers import follow

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Login:
    """An operation, the members of its body, and the JSON pointer to the token in its response."""

    operation: Operation
    body: Mapping[str, str] = field(repr=False)
    token: str = "/access_token"


def log_in(name: str, login: Login, ways: Ways) -> str:
    """The token of the scheme `name`. Raises NoToken, or NoResponse and Unreachable."""
    operation = login.operation
    where = f"no token for {name}: {operation.label}"
    response = ways.provider.send(_request(login)).response
    if not 200 <= response.status < 300:
        raise NoToken(f"{where} answers {response.status}")
    try:
        token = follow(json.loads(response.body), login.token)
    except (ValueError, KeyError, RecursionError):
        raise NoToken(f"{where} answers {response.status} without {login.token}") from None
    if not isinstance(token, str) or not token.isprintable() or not token:
        raise NoToken(f"{where} answers {response.status} with no text at {login.token}")
    return token


def _request(login: Login) -> Request:
    content = (login.operation.request_body or {}).get("content") or {}
    # A form only where the document says nothing that JSON could be.
    is_form = _FORM in content and not any("json" in name.lower() for name in content)
    body = urlencode(login.body) if is_form else json.dumps(login.body)
    headers = (("Content-Type", _FORM if is_form else "application/json"),)
    return Request(login.operation.method, login.operation.path, headers, body.encode())
