"""Source of an operation's module: the generator's response parser and our data."""

from __future__ import annotations

import ast

from clausebook.codegen.auth_module import met_schemes
from clausebook.codegen.errors import GenerationError
from clausebook.codegen.literals import docstring, literal, one_line
from clausebook.codegen.method import Call
from clausebook.codegen.operation_data import operation_data
from clausebook.openapi import Document


def operation_module(document: Document, call: Call, generated: str) -> str:
    """The module of one operation: the generator's response parser, and the operation's data."""
    imports, reader = _reader(generated, call.function.label)
    data = operation_data(document, call.operation, call.mapping)
    supported = met_schemes(document)
    data["security"] = [[n for n in names if n in supported] for names in data["security"]]
    title = one_line(call.operation.raw.get("summary") or call.operation.label)
    lines = [
        docstring([f"{title}: the request's data and the response parser."]),
        "from __future__ import annotations",
        *imports,
        "from ..._answer import Received",
        "from ..._base import Operation",
        "",
        reader,
        "",
        f"OPERATION = Operation({literal(data)}, _parse)",
    ]
    return "\n".join(lines) + "\n"


def _reader(generated: str, label: str) -> tuple[list[str], str]:
    """The imports of the generator's module, and its `_parse_response` as a function of ours."""
    lines = generated.splitlines()
    imports, reader = [], ""
    for node in ast.parse(generated).body:
        first, last = node.lineno, node.end_lineno or node.lineno
        if isinstance(node, ast.Import) and node.names[0].name != "httpx":
            imports.append("\n".join(lines[first - 1 : last]))
        elif isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            if node.module == "types" and node.level:
                used_types = sorted(names - {"Response"})
                imports += [f"from ...types import {', '.join(used_types)}"] if used_types else []
            elif node.module not in ("client", None, "http", "urllib.parse"):
                imports.append("\n".join(lines[first - 1 : last]))
        elif isinstance(node, ast.FunctionDef) and node.name == "_parse_response":
            body, tail = node.body, ""
            if isinstance(body[-1], ast.If) and "raise_on" in lines[body[-1].lineno - 1]:
                body, tail = body[:-1], "    return None\n"
            end = (body[-1].end_lineno or 0) if body else 0
            inner = "\n".join(lines[node.body[0].lineno - 1 : end]) if body else ""
            reader = f"def _parse(response: Received) -> Any:\n{inner}\n{tail}"
    if not reader:
        raise GenerationError(f"openapi-python-client wrote no response parser for {label}")
    imports.append("from typing import Any")
    return imports, reader
