"""A generated client, called with plain values, sync or async, and answered without a network.

What it put on the wire and what it made of the answer come back as they are, unjudged.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import itertools
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Self, get_type_hints

import httpx
import respx

from clausebook.codegen.driver_values import keeps, plain, python_value
from clausebook.codegen.provenance import functions_of
from clausebook.errors import CannotRun
from clausebook.http.exchange import Request, Response
from clausebook.openapi import Document, Operation
from clausebook.values.nothing import NOTHING

_numbers = itertools.count(1)
# Stands in for a credential where only its place matters.
CREDENTIAL = "clausebook-credential"


@dataclass(frozen=True, slots=True)
class CallOutcome:
    """What one call did: the request as it was on the wire, and what the client made of the answer.

    `parsed` is the client's own object, `data` the same as plain JSON values.
    """

    request: Request
    status: int
    content: bytes
    parsed: Any
    data: Any


class ClientDriver:
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
        self._annotations: dict[str, dict[str, Any]] = {}
        self._clients: dict[tuple[bool, tuple[str, ...] | None], Any] = {}
        self._next = Response(500)
        self._router = respx.MockRouter(assert_all_called=False)
        self._router.route().mock(side_effect=self._answer)
        self._name = f"_clausebook_client_{next(_numbers)}"
        self._runner: asyncio.Runner | None = None
        self._module = self._load()
        self.errors = importlib.import_module(f"{self._name}.errors")

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
        """Closes the clients and takes their modules out of the process; twice does no harm."""
        for (asynchronous, _), client in self._clients.items():
            if asynchronous:
                self._run(client.aclose())
            else:
                client.close()
        self._clients = {}
        for name in [name for name in sys.modules if name.split(".")[0] == self._name]:
            del sys.modules[name]
        if self._runner is not None:
            self._runner.close()
            self._runner = None

    def call(
        self,
        operation: Operation,
        values: Mapping[str, Any],
        body: Any = NOTHING,
        *,
        answer: Response,
        asynchronous: bool = False,
        security: tuple[str, ...] | None = None,
        lossless: bool = False,
    ) -> CallOutcome:
        """Calls the operation's function; the request is answered with `answer` and sent nowhere.

        `values` are plain values by `place name` ("query app_name"); a parameter that is not among
        them is not given to the client at all, and so is a `body` that is NOTHING. Raises what the
        client raises for everything but a documented answer; the request, where there was one, is
        then the last of `requests`. `security` names the schemes to have credentials for; None
        means all of them. With `lossless` a value that its model would not keep whole is given as
        it is: models drop members that they do not know.
        """
        made = self._functions.get(operation.label)
        if made is None:
            raise CannotRun(f"{self.package} has no function for {operation.label}; regenerate it")
        client = self._client(asynchronous, security)
        function = getattr(client, f"{made.method}_detailed")
        hints = self._hints(made.method, function)
        given = {
            made.arguments[name]: _given(hints.get(made.arguments[name], Any), value, lossless)
            for name, value in values.items()
            if name in made.arguments
        }
        if body is not NOTHING and "body" in hints:
            given["body"] = _given(hints["body"], body, lossless)
        self._next = answer
        self._router.reset()  # else it would keep every exchange
        try:
            outcome = self._run(function(**given)) if asynchronous else function(**given)
        except self.errors.Refused as refused:
            model = refused.model
            return CallOutcome(
                self.requests[-1], refused.status, refused.content, model, plain(model)
            )
        return CallOutcome(
            self.requests[-1], outcome.status, outcome.content, outcome.body, plain(outcome.body)
        )

    def _hints(self, method: str, function: Any) -> dict[str, Any]:
        if method not in self._annotations:
            names = {"models": importlib.import_module(f"{self._name}.models")}
            found = get_type_hints(function, localns=names)
            self._annotations[method] = found
        return self._annotations[method]

    def _run(self, call: Any) -> Any:
        if self._runner is None:
            self._runner = asyncio.Runner()
        return self._runner.run(call)

    def _client(self, asynchronous: bool, security: tuple[str, ...] | None) -> Any:
        """One client for all calls, as its users have; its transport is the router's."""
        if (asynchronous, security) not in self._clients:
            module = importlib.import_module(f"{self._name}.client")
            kind = module.AsyncClient if asynchronous else module.Client
            handler = self._router.async_handler if asynchronous else self._router.handler
            wanted = [s for s in module.CREDENTIALS if security is None or s.scheme in security]
            self._clients[asynchronous, security] = kind(
                self.base_url,
                auth=[_stand_in(scheme) for scheme in wanted],
                retries=0,  # every answer is looked at as it came
                transport=httpx.MockTransport(handler),
                trust_env=False,  # a proxy of the machine has no business here
            )
        return self._clients[asynchronous, security]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        fields = request.headers.raw
        self.requests.append(
            Request(
                request.method,
                request.url.raw_path.decode("ascii"),
                tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in fields),
                request.content,
            )
        )
        answer = self._next
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


def _given(annotation: Any, value: Any, lossless: bool) -> Any:
    made = python_value(annotation, value)
    return value if lossless and not keeps(made, value) else made


def _stand_in(scheme: Any) -> Any:
    """A credential of the client's own class that opens nothing."""
    if hasattr(scheme, "user_variable"):
        return scheme("clausebook", CREDENTIAL)
    return scheme("clausebook", CREDENTIAL) if hasattr(scheme, "variables") else scheme(CREDENTIAL)
