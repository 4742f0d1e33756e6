"""The exceptions of this client.

Error:
    +-- NotSent              nothing was sent
    |   +-- InvalidArgument  an argument that breaks the contract; also a ValueError
    |   +-- CannotSend       no credential, a closed client, or an invalid base URL
    +-- NoAnswer             no response came; the request may have arrived
    |   +-- TimedOut         a timeout
    +-- AnswerError          a response that the call does not return
        +-- Refused          a documented failure: `code`, `message`, `model`
        +-- Undocumented     an undocumented status code
        |   +-- Redirected   a redirect, which is never followed
        +-- Broken           a documented status code, but the response breaks a `clause`

No message holds a credential.
"""

from __future__ import annotations

from typing import Any

import httpx


class Error(Exception):
    """The base class of all exceptions."""


class NotSent(Error):
    """Nothing was sent."""


class InvalidArgument(NotSent, ValueError):
    """An argument breaks the contract.

    `parameter` is its Python name, `body` for the body, `body.name` for a member. `value` is the
    invalid value, and `clause` the key of the broken clause in the contract.
    """

    def __init__(
        self, operation: str, parameter: str, value: object, clause: str, why: str
    ) -> None:
        self.operation = operation
        self.parameter = parameter
        self.value = value
        self.clause = clause
        super().__init__(f"{operation}: {parameter}={shown(value)} {why} [{clause}]")


class CannotSend(NotSent):
    """No credential, a closed client, or an invalid base URL; the message says what to do."""


class NoAnswer(Error):
    """No response came, but the request may have arrived; `__cause__` is the error of httpx."""

    def __init__(self, operation: str, why: str) -> None:
        self.operation = operation
        super().__init__(f"{operation}: {why}")


class TimedOut(NoAnswer):
    """No response came within the client's `timeout`."""


class AnswerError(Error):
    """A response that the call does not return.

    `status`, `headers` and `content` are the response as received; `request_id` is the server's
    X-Request-Id, or None.
    """

    def __init__(self, operation: str, response: httpx.Response, content: bytes, why: str) -> None:
        self.operation = operation
        self.status = response.status_code
        self.headers = response.headers
        self.content = content
        self.request_id: str | None = response.headers.get("X-Request-Id")
        named = f" (request {self.request_id})" if self.request_id else ""
        super().__init__(f"{operation}: {self.status}: {why}{named}")


class Refused(AnswerError):
    """A documented failure: `model` is its parsed body, or None without a body.

    `code` and `message` come from the body, under any of their common names.
    """

    def __init__(
        self,
        operation: str,
        response: httpx.Response,
        content: bytes,
        model: Any,
        data: Any,
    ) -> None:
        self.model = model
        self.data = data
        self.code = _first(data, _CODES)
        self.message = _first(data, _MESSAGES)
        summary = " ".join(part for part in (self.code, self.message) if part)
        super().__init__(operation, response, content, summary or "rejected without a reason")
        if self.request_id is None:
            self.request_id = _first(data, ("request_id", "requestId"))


class Undocumented(AnswerError):
    """An undocumented status code."""

    def __init__(
        self, operation: str, response: httpx.Response, content: bytes, known: str
    ) -> None:
        why = f"the status is not documented (documented: {known or 'none'})"
        super().__init__(operation, response, content, why)


class Redirected(Undocumented):
    """A redirect, which is not followed: it would send the credential elsewhere."""

    @property
    def location(self) -> str | None:
        """The target of the redirect."""
        target: str | None = self.headers.get("Location")
        return target


class Broken(AnswerError):
    """A documented status code, but the response breaks the contract; `clause` is the key."""

    def __init__(
        self, operation: str, response: httpx.Response, content: bytes, clause: str, why: str
    ) -> None:
        self.clause = clause
        super().__init__(operation, response, content, f"{why} [{clause}]")


_CODES = ("errorCode", "error_code", "code", "error", "type")
_MESSAGES = ("message", "error_msg", "errorMessage", "error_message", "detail", "title",
             "error_description", "msg", "description")  # fmt: skip
_MAX_SHOWN = 80


def shown(value: object) -> str:
    """The value for a message, truncated."""
    text = repr(value)
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}..."


def _first(data: Any, names: tuple[str, ...]) -> str | None:
    """The first of these members that is a string or number, also inside `error`."""
    if not isinstance(data, dict):
        return None
    for name in names:
        value = data.get(name)
        if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            return str(value)
    nested = data.get("error")
    return _first(nested, names) if isinstance(nested, dict) else None
