"""Drives a generated client: calls it with plain values and returns a given response to it.

There is no network. It returns the request and the parsed response without judging them.
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
# A fake credential.
CREDENTIAL = "clausebook-credential"


@dataclass(frozen=True, slots=True)
class CallOutcome:
    """The outcome of a call: the request on the wire, and the response as the client parsed it.

    `parsed` is the client's model, `data` the same as plain JSON values.
    """

    request: Request
    status: int
    content: bytes
    parsed: Any
    data: Any


class ClientDriver:
    """Imports the generated client in the folder `package` under a unique module name.

    Several drivers may be open at once. Closing one, also by `with`, unloads its modules.

    Raises:
        CannotRun: the folder has no generated package, or importing it fails.
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
        self._next_response = Response(500)
        self._router = respx.MockRouter(assert_all_called=False)
        self._router.route().mock(side_effect=self._respond)
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
        """Close the clients and unload their modules. May be called twice."""
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
        response: Response,
        asynchronous: bool = False,
        security: tuple[str, ...] | None = None,
        lossless: bool = False,
    ) -> CallOutcome:
        """Call the operation's method; the client gets `response` as the response to its request.

        `values` are plain values by `place name` ("query app_name"). Missing parameters, and a
        `body` that is NOTHING, are not passed. Raises what the client raises, except for a
        documented failure; its request, if any, is then the last of `requests`. `security` names
        the schemes to have credentials for; None means all. With `lossless`, a value that its model
        would not keep is passed unchanged: models drop undocumented members.
        """
        function_info = self._functions.get(operation.label)
        if function_info is None:
            raise CannotRun(f"{self.package} has no function for {operation.label}; regenerate it")
        client = self._client(asynchronous, security)
        function = getattr(client, f"{function_info.method}_detailed")
        hints = self._hints(function_info.method, function)
        keyword_arguments = {
            function_info.arguments[name]: _argument(
                hints.get(function_info.arguments[name], Any), value, lossless
            )
            for name, value in values.items()
            if name in function_info.arguments
        }
        if body is not NOTHING and "body" in hints:
            keyword_arguments["body"] = _argument(hints["body"], body, lossless)
        self._next_response = response
        self._router.reset()  # it would keep every exchange
        try:
            outcome = (
                self._run(function(**keyword_arguments))
                if asynchronous
                else function(**keyword_arguments)
            )
        except self.errors.Refused as failure:
            model = failure.model
            return CallOutcome(
                self.requests[-1], failure.status, failure.content, model, plain(model)
            )
        return CallOutcome(
            self.requests[-1], outcome.status, outcome.content, outcome.body, plain(outcome.body)
        )

    def _hints(self, method: str, function: Any) -> dict[str, Any]:
        if method not in self._annotations:
            names = {"models": importlib.import_module(f"{self._name}.models")}
            hints = get_type_hints(function, localns=names)
            self._annotations[method] = hints
        return self._annotations[method]

    def _run(self, call: Any) -> Any:
        if self._runner is None:
            self._runner = asyncio.Runner()
        return self._runner.run(call)

    def _client(self, asynchronous: bool, security: tuple[str, ...] | None) -> Any:
        """One client for all calls, with the router as transport."""
        if (asynchronous, security) not in self._clients:
            module = importlib.import_module(f"{self._name}.client")
            kind = module.AsyncClient if asynchronous else module.Client
            handler = self._router.async_handler if asynchronous else self._router.handler
            credentials = [
                s for s in module.CREDENTIALS if security is None or s.scheme in security
            ]
            self._clients[asynchronous, security] = kind(
                self.base_url,
                auth=[_fake_credential(scheme) for scheme in credentials],
                retries=0,  # each response is checked
                transport=httpx.MockTransport(handler),
                trust_env=False,  # ignores the machine's proxy settings
            )
        return self._clients[asynchronous, security]

    def _respond(self, request: httpx.Request) -> httpx.Response:
        fields = request.headers.raw
        self.requests.append(
            Request(
                request.method,
                request.url.raw_path.decode("ascii"),
                tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in fields),
                request.content,
            )
        )
        response = self._next_response
        return httpx.Response(
            response.status, headers=list(response.headers), content=response.body
        )

    def _load(self) -> ModuleType:
        spec = importlib.util.spec_from_file_location(
            self._name, self.package / "__init__.py", submodule_search_locations=[str(self.package)]
        )
        assert spec is not None
        assert spec.loader is not None
        module = sys.modules[self._name] = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except Exception as error:
            self.close()
            reason = f"{type(error).__name__}: {error}"
            raise CannotRun(f"cannot import {self.package}: {reason}; regenerate it") from error
        return module


def _argument(annotation: Any, value: Any, lossless: bool) -> Any:
    argument = python_value(annotation, value)
    return value if lossless and not keeps(argument, value) else argument


def _fake_credential(scheme: Any) -> Any:
    """A fake credential of the client's class."""
    if hasattr(scheme, "user_variable"):
        return scheme("clausebook", CREDENTIAL)
    return scheme("clausebook", CREDENTIAL) if hasattr(scheme, "variables") else scheme(CREDENTIAL)
