"""The calls of a generated client: one module of data for each operation, and the two classes."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from openapi_python_client.parser.openapi import Endpoint

from clausebook.clauses import Clause, parameters_of
from clausebook.codegen.annotations import qualified
from clausebook.codegen.auth_module import auth_module, signature_module
from clausebook.codegen.client_module import client_module
from clausebook.codegen.literals import docstring, literal, one_line
from clausebook.codegen.method import Argument, Call
from clausebook.codegen.operation_module import operation_module
from clausebook.codegen.provenance import Function
from clausebook.codegen.readme import readme
from clausebook.codegen.successes import returned_statuses
from clausebook.http.statuses import may_have_content
from clausebook.openapi import Document, Operation, Side

# Names that a method may not have: those of the class, and those that annotations use in it.
_RESERVED = frozenset(
    {
        *("close", "aclose", "package", "user_agent", "credentials", "models", "datetime"),
        *("list", "dict", "str", "int", "float", "bool", "bytes", "object", "Any", "Answer"),
        *("File", "Literal", "UNSET", "UUID", "Unset", "None", "type", "property", "BytesIO"),
    }
)


def write_calls(
    document: Document,
    package: Path,
    endpoints: Mapping[str, tuple[Function, Endpoint]],
    clauses: Sequence[Clause],
) -> list[Function]:
    """Puts our own modules beside the generator's and takes away those that they replace.

    Returns the functions with the names of their methods.
    """
    models = _model_names(package)
    taken: set[str] = set(_RESERVED)
    calls = []
    for operation in document.operations:
        if operation.label in endpoints:
            function, endpoint = endpoints[operation.label]
            method = _method_name(str(endpoint.name), taken)
            calls.append(_call(document, operation, function, endpoint, method, models, clauses))
    for call in calls:
        path = package.joinpath(*call.function.module.split(".")).with_suffix(".py")
        path.write_text(operation_module(document, call, path.read_text("utf-8")), "utf-8")
    (package / "auth.py").write_text(auth_module(document), "utf-8")
    (package / "client.py").write_text(client_module(document, calls), "utf-8")
    (package / "__init__.py").write_text(_package_module(document), "utf-8")
    (package.parent / "README.md").write_text(readme(document, calls), "utf-8")
    _copy_runtime(package, signs="_signing" in auth_module(document))
    return [
        replace(call.function, method=call.method, arguments=dict(call.mapping)) for call in calls
    ]


def _copy_runtime(package: Path, signs: bool) -> None:
    for entry in files("clausebook.codegen.runtime").iterdir():
        if not entry.name.endswith(".py") or entry.name == "__init__.py":
            continue
        if entry.name in ("_signing.py", "_signature.py") and not signs:
            continue
        text = signature_module() if entry.name == "_signature.py" else entry.read_text("utf-8")
        (package / entry.name).write_text(text, "utf-8")


def _model_names(package: Path) -> frozenset[str]:
    tree = ast.parse((package / "models" / "__init__.py").read_text("utf-8"))
    return frozenset(
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    )


def _method_name(name: str, taken: set[str]) -> str:
    name = name.lstrip("_") or "call"
    while name in taken or f"{name}_detailed" in taken:
        name += "_"
    taken |= {name, f"{name}_detailed"}
    return name


def _call(
    document: Document,
    operation: Operation,
    function: Function,
    endpoint: Endpoint,
    method: str,
    models: frozenset[str],
    clauses: Sequence[Clause],
) -> Call:
    mapping, arguments = dict(function.arguments), []
    wire = {python: label for label, python in mapping.items()}
    told = {f"{p.place} {p.name}": p.raw.get("description", "") for p in operation.parameters}
    kinds = {
        f"{place.parameter.place} {place.parameter.name}": place.schema.value.get("type")
        for place in parameters_of(document, operation)
        if place.parameter
    }
    for place, prop in endpoint.iter_all_parameters():
        name = str(prop.python_name)
        label = wire.get(name, "")
        if name in ("body", "self") and label:
            name = mapping[label] = f"{name}_{place}"
        annotation = qualified(prop, models)
        if kinds.get(label, "string") != "string":
            # The generator was told that it is text, where it knows no more; our writer takes all.
            annotation = re.sub(r"^str\b", "Any", annotation)
        text = one_line(told.get(label, "") or "")
        limits = _limits(operation, label, clauses)
        arguments.append(
            Argument(name, annotation, prop.required, str(place) == "path", f"{text} {limits}")
        )
    if operation.request_body and endpoint.bodies:
        required = operation.request_body.get("required") is True
        types = [qualified(body.prop, models) for body in endpoint.bodies]
        types = [part for one in types for part in one.split(" | ") if part != "Unset"]
        annotation = " | ".join(dict.fromkeys(types)) + ("" if required else " | Unset")
        text = one_line(operation.request_body.get("description") or "The body.")
        arguments.append(Argument("body", annotation, required, False, text))
    arguments.sort(key=lambda one: (not one.positional, not one.required))
    returned = _returned(operation, endpoint, models)
    return Call(operation, function, method, tuple(arguments), returned, mapping)


def _limits(operation: Operation, label: str, clauses: Sequence[Clause]) -> str:
    place, _, name = label.partition(" ")
    sentences = [
        clause.sentence
        for clause in clauses
        if clause.operation is operation
        and clause.side is Side.REQUEST
        and clause.path.count("/") == 1
        and clause.keyword not in ("required", "type", "style", "explode")
        and (clause.place == label or (place == "path" and f"`{name}`" in clause.sentence
             and clause.key_parts.kind == "path"))
    ]  # fmt: skip
    return " ".join(one_line(sentence) for sentence in sentences)


def _returned(operation: Operation, endpoint: Endpoint, models: frozenset[str]) -> str:
    """The type of what a documented success is made into."""
    found: dict[str, None] = {}
    made = {str(one.status_code.pattern): one for one in endpoint.responses}
    for status in returned_statuses(operation):
        answer = made.get(status.upper() if status.upper().endswith("XX") else status)
        has_content = may_have_content(status) and operation.responses[status].get("content")
        if answer is None or operation.method == "HEAD" or not has_content:
            found["None"] = None
        else:
            found[qualified(answer.prop, models)] = None
    return "Any" if "Any" in found else " | ".join(found) or "None"


def _package_module(document: Document) -> str:
    title = one_line(document.data.get("info", {}).get("title", "this service"))
    names: list[str] = ["AsyncClient", "Client", "UNSET", "Answer", "auth", "errors"]
    lines = [
        docstring([f"A client for {title}: `Client`, `AsyncClient`, `auth` and `errors`."]),
        "from . import auth, errors",
        "from .client import AsyncClient, Client",
        "from .types import UNSET, Answer",
        f"__all__ = {literal(names)}",
    ]
    return "\n".join(lines) + "\n"
