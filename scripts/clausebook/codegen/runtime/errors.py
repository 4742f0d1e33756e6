"""Everything that a call can raise.

Error:
    +-- NotSent              nothing was sent
    |   +-- InvalidArgument  a value that the contract forbids; also a ValueError
    |   +-- CannotSend       no credential, a closed client, a base URL that is none
    +-- NoAnswer             the request may have arrived, its answer did not
    |   +-- TimedOut         in time
    +-- AnswerError          an answer came
        +-- Refused          a documented failure: `code`, `message`, `model`
        +-- Undocumented     a status that the contract does not know
        |   +-- Redirected   which would lead elsewhere; never followed
        +-- Broken           a documented status, not with what the contract says; `clause`

No message holds a credential.
"""

from __future__ import annotations

from typing import Any

import httpx


class Error(Exception):
    """What every error here is."""


class NotSent(Error):
    """Nothing was sent."""


class InvalidArgument(NotSent, ValueError):
    """A value that the contract forbids: `parameter` is its Python name, `clause` what it breaks.

    `parameter` is `body` for the body, `body.name` for a member; `value` is what is wrong
    there, and `clause` is the key under which the contract lists it.
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
    """No credential, a closed client, or a base URL that is none; the message says what to do."""


class NoAnswer(Error):
    """The request may have arrived, its answer did not; `__cause__` is the error of httpx."""

    def __init__(self, operation: str, why: str) -> None:
        self.operation = operation
        super().__init__(f"{operation}: {why}")


class TimedOut(NoAnswer):
    """The answer did not come in time; see `timeout` of the client."""


class AnswerError(Error):
    """An answer came, but none that the call returns.

    `status`, `headers` and `content` are the answer as it came; `request_id` is what the server
    calls the exchange, where it says so.
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
    """A documented failure: `model` is its body as documented, None where it has none.

    `code` and `message` are taken from the body, in whichever of its shapes it came.
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
        said = " ".join(part for part in (self.code, self.message) if part)
        super().__init__(operation, response, content, said or "refused without a reason")
        if self.request_id is None:
            self.request_id = _first(data, ("request_id", "requestId"))


class Undocumented(AnswerError):
    """A status that the contract does not know."""

    def __init__(
        self, operation: str, response: httpx.Response, content: bytes, known: str
    ) -> None:
        why = f"the status is not documented (documented are {known or 'none'})"
        super().__init__(operation, response, content, why)


class Redirected(Undocumented):
    """A redirect. It is not followed, because a credential must not go elsewhere with it."""

    @property
    def location(self) -> str | None:
        """Where the answer would lead."""
        found: str | None = self.headers.get("Location")
        return found


class Broken(AnswerError):
    """A documented status, not with what the contract says; `clause` is what the answer breaks."""

    def __init__(
        self, operation: str, response: httpx.Response, content: bytes, clause: str, why: str
    ) -> None:
        self.clause = clause
        super().__init__(operation, response, content, f"{why} [{clause}]")


_CODES = ("errorCode", "error_code", "code", "error", "type")
_MESSAGES = ("message", "error_msg", "errorMessage", "error_message", "detail", "title",
             "error_description", "msg", "description")  # fmt: skip
_LONGEST = 80


def shown(value: object) -> str:
    """The value for a message, cut where it is long."""
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _first(data: Any, names: tuple[str, ...]) -> str | None:
    """The first of these members that is a text or a number, one level deep where `error` nests."""
    if not isinstance(data, dict):
        return None
    for name in names:
        value = data.get(name)
        if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            return str(value)
    nested = data.get("error")
    return _first(nested, names) if isinstance(nested, dict) else None
