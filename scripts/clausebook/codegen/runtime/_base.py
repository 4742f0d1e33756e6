"""What the client classes are built on: a call goes out, an answer comes back, sync or async."""

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
    """A client whose calls wait for their answers."""

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
        """Closes every connection; calling it twice does no harm."""
        self._closed = True
        self._http.close()

    def _call(self, operation: Operation, given: Mapping[str, Any]) -> Answer[Any]:
        written = operation.request.write(given)
        auth = self._auth_for(operation)
        attempts: Any = None
        while True:
            start = time.perf_counter()
            failed: httpx.Response | Exception
            content = b""
            try:
                request = self._request(operation, written)
                response = self._http.send(request, auth=auth, stream=True, follow_redirects=False)
                try:
                    content = response.read()
                except httpx.DecodingError as error:
                    raise _undecodable(operation, error, response) from error
                finally:
                    response.close()
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                self.told(operation, type(error).__name__, start)
                failed = error
            else:
                self.told(operation, response.status_code, start)
                failed = response
            attempts = attempts or self._attempts(operation) if _may_help(failed) else None
            if attempts is None or attempts.is_exhausted():
                break
            attempts = attempts.increment()
            attempts.sleep(failed)
        if isinstance(failed, Exception):
            raise _no_answer(operation, failed) from failed
        return operation.answer.read(failed, content, _surplus(failed))


class BaseAsyncClient(BaseClient):
    """A client whose calls are awaited."""

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
        """Closes every connection; calling it twice does no harm."""
        self._closed = True
        await self._http.aclose()

    async def _call(self, operation: Operation, given: Mapping[str, Any]) -> Answer[Any]:
        written = operation.request.write(given)
        auth = self._auth_for(operation)
        attempts: Any = None
        while True:
            start = time.perf_counter()
            failed: httpx.Response | Exception
            content = b""
            try:
                request = self._request(operation, written)
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
                self.told(operation, type(error).__name__, start)
                failed = error
            else:
                self.told(operation, response.status_code, start)
                failed = response
            attempts = attempts or self._attempts(operation) if _may_help(failed) else None
            if attempts is None or attempts.is_exhausted():
                break
            attempts = attempts.increment()
            await attempts.asleep(failed)
        if isinstance(failed, Exception):
            raise _no_answer(operation, failed) from failed
        return operation.answer.read(failed, content, _surplus(failed))


def _may_help(failed: httpx.Response | Exception) -> bool:
    """Whether another attempt may do better: connections break, 429 and 503 pass."""
    if isinstance(failed, Exception):
        return isinstance(
            failed, httpx.NetworkError | httpx.TimeoutException | httpx.RemoteProtocolError
        )
    return failed.status_code in (429, 503)


def _no_answer(operation: Operation, error: Exception) -> NoAnswer:
    if isinstance(error, httpx.TimeoutException):
        return TimedOut(operation.label, f"no answer in time ({type(error).__name__})")
    return NoAnswer(operation.label, f"no answer: {type(error).__name__}: {error}")


def _undecodable(
    operation: Operation, error: httpx.DecodingError, response: httpx.Response
) -> Broken:
    coding = response.headers.get("content-encoding", "")
    why = f"the body is not what Content-Encoding {coding!r} says: {error}"
    return operation.answer.broken(response, why)


def _surplus(response: httpx.Response) -> bytes:
    """Bytes that came with an answer which has no body; httpx does not show them.

    They are seen where they came together with the head and httpx speaks HTTP/1.1 itself; the
    connection that holds them is then of no more use, and its next call would say so.
    """
    if response.status_code not in (204, 304):
        return b""
    stream: Any = response.stream
    for name in ("_stream", "_httpcore_stream", "_stream", "_connection", "_h11_state"):
        stream = getattr(stream, name, None)
        if stream is None:
            return b""
    return bytes(stream.trailing_data[0])
