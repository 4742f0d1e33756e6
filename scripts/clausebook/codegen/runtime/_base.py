"""The base classes of the sync and async client: send a request, read the response, retry."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Self, Unpack

import httpx

from ._setup import Auth, BaseClient, Operation, Options, setting_up
from .errors import Broken, NoAnswer, TimedOut
from .types import Answer

__all__ = ["BaseAsyncClient", "BaseSyncClient", "Operation"]


class BaseSyncClient(BaseClient):
    """The base of the sync client."""

    def __init__(
        self, base_url: str, *, auth: Auth = None, retries: int = 2, **options: Unpack[Options]
    ) -> None:
        super().__init__(base_url, auth, retries)
        with setting_up():
            self._http = httpx.Client(**self._options(options))
        self._settle(self._http)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections. May be called twice."""
        self._closed = True
        self._http.close()

    def _call(self, operation: Operation, arguments: Mapping[str, Any]) -> Answer[Any]:
        serialized = operation.request.write(arguments)
        auth = self._auth_for(operation)
        attempts: Any = None
        while True:
            start = time.perf_counter()
            outcome: httpx.Response | Exception
            content = b""
            try:
                request = self._request(operation, serialized)
                response = self._http.send(request, auth=auth, stream=True, follow_redirects=False)
                try:
                    content = response.read()
                except httpx.DecodingError as error:
                    raise _undecodable(operation, error, response) from error
                finally:
                    response.close()
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                self.log_outcome(operation, type(error).__name__, start)
                outcome = error
            else:
                self.log_outcome(operation, response.status_code, start)
                outcome = response
            attempts = attempts or self._attempts(operation) if _is_retryable(outcome) else None
            if attempts is None or attempts.is_exhausted():
                break
            attempts = attempts.increment()
            attempts.sleep(outcome)
        if isinstance(outcome, Exception):
            raise _no_answer(operation, outcome) from outcome
        return operation.answer.read(outcome, content, _surplus(outcome))


class BaseAsyncClient(BaseClient):
    """The base of the async client."""

    def __init__(
        self, base_url: str, *, auth: Auth = None, retries: int = 2, **options: Unpack[Options]
    ) -> None:
        super().__init__(base_url, auth, retries)
        with setting_up():
            self._http = httpx.AsyncClient(**self._options(options))
        self._settle(self._http)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections. May be called twice."""
        self._closed = True
        await self._http.aclose()

    async def _call(self, operation: Operation, arguments: Mapping[str, Any]) -> Answer[Any]:
        serialized = operation.request.write(arguments)
        auth = self._auth_for(operation)
        attempts: Any = None
        while True:
            start = time.perf_counter()
            outcome: httpx.Response | Exception
            content = b""
            try:
                request = self._request(operation, serialized)
                response = await self._http.send(
                    request, auth=auth, stream=True, follow_redirects=False
                )
                try:
                    content = await response.aread()
                except httpx.DecodingError as error:
                    raise _undecodable(operation, error, response) from error
                finally:
                    await response.aclose()
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                self.log_outcome(operation, type(error).__name__, start)
                outcome = error
            else:
                self.log_outcome(operation, response.status_code, start)
                outcome = response
            attempts = attempts or self._attempts(operation) if _is_retryable(outcome) else None
            if attempts is None or attempts.is_exhausted():
                break
            attempts = attempts.increment()
            await attempts.asleep(outcome)
        if isinstance(outcome, Exception):
            raise _no_answer(operation, outcome) from outcome
        return operation.answer.read(outcome, content, _surplus(outcome))


def _is_retryable(outcome: httpx.Response | Exception) -> bool:
    """Whether a retry may succeed: after a connection error, a 429 or a 503."""
    if isinstance(outcome, Exception):
        return isinstance(
            outcome, httpx.NetworkError | httpx.TimeoutException | httpx.RemoteProtocolError
        )
    return outcome.status_code in (429, 503)


def _no_answer(operation: Operation, error: Exception) -> NoAnswer:
    if isinstance(error, httpx.TimeoutException):
        return TimedOut(operation.label, f"no response in time ({type(error).__name__})")
    return NoAnswer(operation.label, f"no response: {type(error).__name__}: {error}")


def _undecodable(
    operation: Operation, error: httpx.DecodingError, response: httpx.Response
) -> Broken:
    coding = response.headers.get("content-encoding", "")
    why = f"the body cannot be decoded by Content-Encoding {coding!r}: {error}"
    return operation.answer.broken(response, why)


def _surplus(response: httpx.Response) -> bytes:
    """Bytes after a 204 or 304, which httpx drops.

    They are visible if they arrived together with the head, by HTTP/1.1; the next call on that
    connection would fail.
    """
    if response.status_code not in (204, 304):
        return b""
    stream: Any = response.stream
    for name in ("_stream", "_httpcore_stream", "_stream", "_connection", "_h11_state"):
        stream = getattr(stream, name, None)
        if stream is None:
            return b""
    return bytes(stream.trailing_data[0])
