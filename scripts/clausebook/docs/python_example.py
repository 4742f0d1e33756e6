"""An operation's call with the generated client as a runnable program: sync and async.

The client is parsed, never imported; the call has the parameters that its classes declare.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from clausebook.codegen.provenance import Function, functions_of, package_name
from clausebook.config.facts import Facts
from clausebook.docs.examples import credential_schemes
from clausebook.errors import CannotRun
from clausebook.openapi import Document, Operation
from clausebook.resources.valid_requests import valid_request
from clausebook.values.nothing import NOTHING

_Members = Mapping[str, Mapping[str, str]]
_WIDTH = 88
_FILE = re.compile(r"\bFile\b")
_CONSTRUCTORS = {
    "datetime.datetime": "datetime.datetime.fromisoformat",
    "datetime.date": "datetime.date.fromisoformat",
    "UUID": "uuid.UUID",
}


class PythonExamples:
    """Writes the calls of the client in the folder `package`.

    Raises:
        CannotRun: the folder has no client that clausebook generated.
    """

    def __init__(self, document: Document, generated: Path) -> None:
        self._document = document
        self._name = package_name(document)
        package = generated / self._name
        self._functions = functions_of(package)
        self._classes = _classes(package)
        self._members = _members(package)
        self._credentials = _credentials(package)

    def program(self, operation: Operation, base_url: str, asynchronous: bool) -> str | None:
        """The program; None if the client has no such call, or the examples do not suffice."""
        function = self._functions.get(operation.label)
        if function is None:
            return None
        kind = "AsyncClient" if asynchronous else "Client"
        method = str(getattr(function, "method", "") or function.module.rpartition(".")[2])
        parameters = self._classes.get(kind, {}).get(method)
        arguments = (
            self._arguments(operation, function, parameters) if parameters is not None else None
        )
        if arguments is None:
            return None
        auth = self._auth(operation)
        used = ("datetime." in str(arguments), "uuid." in str(arguments))
        imports = ["asyncio"] * asynchronous + ["datetime"] * used[0]
        imports += ["os"] * bool(auth) + ["uuid"] * used[1]
        names = [
            kind,
            *(["auth"] if auth else []),
            *(["models"] if "models." in str(arguments) else []),
        ]
        lines = [f"import {name}" for name in imports]
        lines += ["", f"from {self._name} import {', '.join(names)}", ""]
        constructor_arguments = [_text(base_url), *([f"auth={auth}"] if auth else [])]
        wait = "await " if asynchronous else ""
        block = [
            *_call(f"{'async ' * asynchronous}with {kind}(", constructor_arguments, ") as client:"),
            *(f"    {line}" for line in _call(f"answer = {wait}client.{method}(", arguments, ")")),
            "    print(answer)",
        ]
        if asynchronous:
            lines += ["", "async def main():", *(f"    {line}" for line in block)]
            block = ["", "", "asyncio.run(main())"]
        return "\n".join([*lines, *block]).strip() + "\n"

    def _auth(self, operation: Operation) -> str:
        """The credentials of the first alternative without a signature; "" for none."""
        calls = []
        for scheme in credential_schemes(self._document, operation):
            names = ("API_USER", "API_PASSWORD") if scheme.kind == "basic" else ("TOKEN",)
            variables = ", ".join(f'os.environ["{name}"]' for name in names)
            if scheme.name in self._credentials:
                calls.append(f"auth.{self._credentials[scheme.name]}({variables})")
        return calls[0] if len(calls) == 1 else f"[{', '.join(calls)}]" if calls else ""

    def _arguments(
        self, operation: Operation, function: Function, parameters: Mapping[str, str]
    ) -> list[str] | None:
        draft = valid_request(self._document, operation, Facts())
        arguments: list[list[str] | None] = []
        for (place, name), value in draft.values.items():
            argument = function.arguments.get(f"{place} {name}")
            if argument is None or argument not in parameters:
                return None
            arguments.append(_argument(argument, value, parameters[argument], self._members))
        if draft.body is not NOTHING and "body" in parameters:
            arguments.append(_argument("body", draft.body, parameters["body"], self._members))
        return [("\n").join(lines) for lines in arguments if lines] if all(arguments) else None


def _argument(name: str, value: Any, annotation: str, members: _Members) -> list[str] | None:
    """`name=value` as the annotation requires, on one line or several; None for a file."""
    if _FILE.search(annotation):
        return None
    for kind, made in _CONSTRUCTORS.items():
        if kind in annotation and isinstance(value, str):
            return [f"{name}={made}({_text(value)})"]
    model = re.search(r"models\.(\w+)", annotation)
    if model is None or not isinstance(value, dict):
        return [f"{name}={_text(value)}"]
    known = members.get(model[1], {})
    if any(_FILE.search(known.get(member, "")) for member in value):
        return None
    if all(_is_plain(known.get(member, ""), inner) for member, inner in value.items()):
        given = [f"{member}={_text(inner)}" for member, inner in value.items()]
        return _call(f"{name}={model[0]}(", given, ")")
    return [f"{name}={model[0]}.from_dict({_text(value)})"]


def _is_plain(annotation: str, value: Any) -> bool:
    """Whether a member can be passed as in the example, without conversion."""
    made = any(kind in annotation for kind in (*_CONSTRUCTORS, "File"))
    return bool(annotation) and not made and not isinstance(value, dict | list)


def _call(start: str, arguments: Sequence[str], end: str) -> list[str]:
    """A call on one line if it fits, else with a line for each argument."""
    line = f"{start}{', '.join(arguments)}{end}"
    if len(line) <= _WIDTH:
        return [line]
    lines = [f"{argument}," for argument in arguments]
    return [start, *(f"    {line}" for part in lines for line in part.split("\n")), end]


def _text(value: Any) -> str:
    """A value as a Python literal on one line."""
    if isinstance(value, str) and value.isprintable():
        return json.dumps(value, ensure_ascii=False)
    return ascii(value)


def _classes(package: Path) -> dict[str, dict[str, dict[str, str]]]:
    """By class and method of `client.py`, the arguments with their annotations."""
    by_name: dict[str, dict[str, dict[str, str]]] = {}
    for node in _tree(package / "client.py").body:
        if isinstance(node, ast.ClassDef):
            by_name[node.name] = {
                inner.name: {
                    argument.arg: ast.unparse(argument.annotation) if argument.annotation else ""
                    for argument in (*inner.args.args, *inner.args.kwonlyargs)
                }
                for inner in node.body
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)
            }
    return by_name


def _members(package: Path) -> _Members:
    """By model, its members by Python name, with their annotations."""
    by_name = {}
    for path in sorted((package / "models").glob("*.py")):
        for node in _tree(path).body:
            if isinstance(node, ast.ClassDef):
                by_name[node.name] = {
                    inner.target.id: ast.unparse(inner.annotation)
                    for inner in node.body
                    if isinstance(inner, ast.AnnAssign) and isinstance(inner.target, ast.Name)
                }
    return by_name


def _credentials(package: Path) -> dict[str, str]:
    """The class for each security scheme, by the class's `scheme`."""
    path = package / "auth.py"
    by_name: dict[str, str] = {}
    for node in _tree(path).body if path.is_file() else []:
        for inner in node.body if isinstance(node, ast.ClassDef) else []:
            value = getattr(inner, "value", None)
            targets = getattr(inner, "targets", [getattr(inner, "target", None)])
            named = [target.id for target in targets if isinstance(target, ast.Name)]
            if "scheme" in named and isinstance(value, ast.Constant):
                by_name[str(value.value)] = node.name  # type: ignore[attr-defined]  # a class, by the loop
    return by_name


def _tree(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError) as error:
        raise CannotRun(f"cannot read {path}: {error}; run `clausebook generate`") from error
