"""A generated client, called with plain values, sync or async, and answered without a network.

What it put on the wire and what it made of the answer come back as they are, unjudged.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import inspect
import itertools
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Self, get_type_hints

import httpx
import respx

from clausebook.authentication import schemes_of
from clausebook.consumer_values import plain, python_value
from clausebook.document import Document, Operation
from clausebook.exchange import Request, Response
from clausebook.finding import CannotRun
from clausebook.provenance import functions_of

_numbers = itertools.count(1)
# Stands in for a credential where only its place matters.
CREDENTIAL = "clausebook-credential"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one call did: the request as it was on the wire, and what the client made of the answer.

    `parsed` is the client's own object, `data` the same as plain JSON values.
    """

    request: Request
    status: int
    content: bytes
    parsed: Any
    data: Any


class Consumer:
    """The generated client in the folder `package`, under a module name of its own.

    Several may be open at once. A context manager: closing takes its modules away again.

    Raises:
        CannotRun: the folder holds no generated package, or one that cannot be imported.
    """

    def __init__(
        self, package: Path, document: Document, base_url: str = "https://contract.invalid"
    ) -> None:
        self.package = package
        self.document = document
        self.base_url = base_url
        self.requests: list[Request] = []
        self._functions = functions_of(package)
        self._name = f"_clausebook_client_{next(_numbers)}"
        self._runner: asyncio.Runner | None = None
        self._module = self._load()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Takes the package's modules out of the process; calling it twice does no harm."""
        for name in [name for name in sys.modules if name.split(".")[0] == self._name]:
            del sys.modules[name]
        if self._runner is not None:
            self._runner.close()
            self._runner = None

    def call(
        self,
        operation: Operation,
        values: Mapping[str, Any],
        body: Any = None,
        *,
        answer: Response,
        asynchronous: bool = False,
    ) -> Outcome:
        """Calls the operation's function; the request is answered with `answer` and sent nowhere.

        `values` are plain values by `place name` ("query app_name"); a parameter that is not among
        them is not given to the client at all. `body` None means none. Raises what the client
        raises; the request, where there was one, is then the last of `requests`.
        """
        made = self._functions.get(operation.label)
        if made is None:
            raise CannotRun(f"{self.package} has no function for {operation.label}; regenerate it")
        module = importlib.import_module(f"{self._name}.{made.module}")
        function = module.asyncio_detailed if asynchronous else module.sync_detailed
        hints = get_type_hints(function)
        given = {
            made.arguments[name]: python_value(hints[made.arguments[name]], value)
            for name, value in values.items()
            if name in made.arguments
        }
        if body is not None and "body" in inspect.signature(function).parameters:
            given["body"] = python_value(hints["body"], body)
        with respx.MockRouter(assert_all_called=False) as router:
            router.route().mock(side_effect=lambda request: self._answer(request, answer))
            client = self._client(operation, router, asynchronous=asynchronous)
            if asynchronous:
                outcome = self._run(client, function, given)
            else:
                with client:
                    outcome = function(client=client, **given)
        return Outcome(
            self.requests[-1],
            int(outcome.status_code),
            outcome.content,
            outcome.parsed,
            plain(outcome.parsed),
        )

    def _run(self, client: Any, function: Any, given: Mapping[str, Any]) -> Any:
        async def call() -> Any:
            async with client:
                return await function(client=client, **given)

        if self._runner is None:
            self._runner = asyncio.Runner()
        return self._runner.run(call())

    def _client(self, operation: Operation, router: respx.MockRouter, *, asynchronous: bool) -> Any:
        handler = router.async_handler if asynchronous else router.handler
        credential = credentials(self.document, operation)
        return self._module.Client(
            base_url=self.base_url,
            headers=credential["header"],
            cookies=credential["cookie"],
            httpx_args={
                "transport": httpx.MockTransport(handler),
                "params": credential["query"],
                "trust_env": False,  # a proxy of the machine has no business here
            },
        )

    def _answer(self, request: httpx.Request, answer: Response) -> httpx.Response:
        self.requests.append(
            Request(
                request.method,
                request.url.raw_path.decode("ascii"),
                tuple(
                    (name.decode("latin-1"), value.decode("latin-1"))
                    for name, value in request.headers.raw
                ),
                request.content,
            )
        )
        return httpx.Response(answer.status, headers=list(answer.headers), content=answer.body)

    def _load(self) -> ModuleType:
        found = importlib.util.spec_from_file_location(
            self._name, self.package / "__init__.py", submodule_search_locations=[str(self.package)]
        )
        assert found is not None
        assert found.loader is not None
        module = sys.modules[self._name] = importlib.util.module_from_spec(found)
        try:
            found.loader.exec_module(module)
        except Exception as error:
            self.close()
            reason = f"{type(error).__name__}: {error}"
            raise CannotRun(f"cannot import {self.package}: {reason}; regenerate it") from error
        return module


def credentials(document: Document, operation: Operation) -> dict[str, dict[str, str]]:
    """By place, a stand-in credential: of the first security that tokens alone can meet."""
    schemes = schemes_of(document)
    made: dict[str, dict[str, str]] = {"header": {}, "query": {}, "cookie": {}}
    for requirement in operation.security:
        wanted = [schemes[name] for name in requirement if name in schemes]
        tokens = all(scheme.kind in ("apiKey", "bearer", "basic") for scheme in wanted)
        if tokens and len(wanted) == len(requirement):
            for scheme in wanted:
                word = "" if scheme.kind == "apiKey" else f"{scheme.kind.capitalize()} "
                made[scheme.place][scheme.parameter] = f"{word}{CREDENTIAL}"
            break
    return made
