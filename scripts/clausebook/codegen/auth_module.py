"""Source of the client's `auth.py`: a credential class for each security scheme."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from inspect import getsource
from keyword import iskeyword
from typing import Any

from clausebook.auth import Scheme, schemes_of, signature
from clausebook.auth.schemes import SIGNATURE
from clausebook.codegen.literals import docstring, literal, one_line
from clausebook.codegen.provenance import package_name
from clausebook.http import exchange
from clausebook.openapi import Document

# What the client needs of the toolkit's own modules; it does not verify signatures.
_FROM_EXCHANGE = ("Headers", "header_values", "Request")
_NOT_SIGNING = (
    *("SignatureRejected", "verify", "SKEW", "DATE", "AUTHORIZATION"),
    *("_single_header", "_check_date", "_check_body"),
)
_KINDS = {"apiKey": "Token", "bearer": "Token", "basic": "Basic", SIGNATURE: "Signature"}
_RESERVED = frozenset({"ClassVar", "CREDENTIALS"})


def scheme_classes(document: Document) -> dict[str, tuple[str, Scheme]]:
    """The class name of each supported security scheme, by scheme name."""
    classes: dict[str, tuple[str, Scheme]] = {}
    used_names: set[str] = set(_RESERVED)
    schemes = schemes_of(document)
    has_signature = any(scheme.kind == SIGNATURE for scheme in schemes.values())
    for name, scheme in schemes.items():
        if scheme.kind not in _KINDS or (has_signature and scheme.made_by_signature):
            continue
        words = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
        words = re.sub(r"[^A-Za-z0-9]+", " ", words)
        class_name = "".join(word[0].upper() + word[1:] for word in words.split())
        class_name = (
            class_name
            if class_name[:1].isalpha() and not iskeyword(class_name)
            else f"Scheme{class_name}"
        )
        while class_name in used_names:
            class_name += "_"
        used_names.add(class_name)
        classes[name] = (class_name, scheme)
    return classes


def met_schemes(document: Document) -> frozenset[str]:
    """The names of the schemes that the client supports, including headers that signing sets."""
    schemes = schemes_of(document).values()
    signed = any(scheme.kind == SIGNATURE for scheme in schemes)
    by_signature = {scheme.name for scheme in schemes if signed and scheme.made_by_signature}
    return frozenset(by_signature | scheme_classes(document).keys())


def auth_module(document: Document) -> str:
    """The text of `auth.py`."""
    classes = scheme_classes(document)
    also = sorted(met_schemes(document) - classes.keys())
    signs = any(scheme.kind == SIGNATURE for _, scheme in classes.values())
    lines = [
        docstring(
            [
                "Credentials for this client, one class for each security scheme of the contract.",
                "Pass a secret, or set it in the environment. It is never shown.",
            ]
        ),
        "from __future__ import annotations",
        "from typing import ClassVar",
        "from . import _auth",
    ]
    lines += ["from . import _signing"] if signs else []
    for name, (class_name, scheme) in classes.items():
        raw = document.resolve(document.data["components"]["securitySchemes"][name])
        lines += _class(document, class_name, scheme, raw, also)
    names = "".join(f"{class_name}, " for class_name, _ in classes.values())
    lines.append(f"CREDENTIALS: tuple[type[_auth.Credential], ...] = ({names})")
    lines.append(
        f"__all__ = {literal(['CREDENTIALS', *(class_name for class_name, _ in classes.values())])}"
    )
    return "\n".join(lines) + "\n"


def _class(
    document: Document, class_name: str, scheme: Scheme, raw: dict[str, Any], also: list[str]
) -> Iterator[str]:
    variables = variables_of(document, class_name, scheme)
    description = one_line(raw.get("description") or f"The security scheme {scheme.name}.")
    module = "_signing" if scheme.kind == SIGNATURE else "_auth"
    yield f"class {class_name}({module}.{_KINDS[scheme.kind]}):"
    where = f"By default it is read from the environment: {', '.join(variables)}."
    yield f"    {docstring([description, where], '    ')}"
    yield f"    scheme: ClassVar[str] = {literal(scheme.name)}"
    if scheme.kind == SIGNATURE:
        inner = ", ".join(map(literal, also))
        yield f"    also: ClassVar[frozenset[str]] = frozenset([{inner}])"
        yield f"    variables: ClassVar[tuple[str, str, str]] = {literal(variables)}"
    elif scheme.kind == "basic":
        yield f"    user_variable: ClassVar[str] = {literal(variables[0])}"
        yield f"    password_variable: ClassVar[str] = {literal(variables[1])}"
    else:
        yield f"    place: ClassVar[str] = {literal(scheme.place)}"
        yield f"    parameter: ClassVar[str] = {literal(scheme.parameter)}"
        yield f"    variable: ClassVar[str] = {literal(variables[0])}"
        yield f"    word: ClassVar[str] = {literal('Bearer' if scheme.kind == 'bearer' else '')}"


def variables_of(document: Document, class_name: str, scheme: Scheme) -> tuple[str, ...]:
    """The environment variables of a credential class."""
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", class_name).upper()
    prefix = f"{package_name(document).upper()}_{words}"
    return {
        "Token": (prefix,),
        "Basic": (f"{prefix}_USERNAME", f"{prefix}_PASSWORD"),
        "Signature": (f"{prefix}_ACCESS_KEY", f"{prefix}_SECRET_KEY", f"{prefix}_SECURITY_TOKEN"),
    }[_KINDS[scheme.kind]]


def signature_module() -> str:
    """The text of `_signature.py`: the toolkit's own signer and its Request class."""
    shared = _parts(getsource(exchange), included=_FROM_EXCHANGE, without=("curl",))
    signing = _parts(getsource(signature), excluded=_NOT_SIGNING)
    lines = [
        '"""The AK/SK signature `SDK-HMAC-SHA256`, copied from clausebook."""',
        "from __future__ import annotations",
        "import hashlib",
        "import hmac",
        "from collections.abc import Callable, Sequence",
        "from dataclasses import dataclass, field, replace",
        "from datetime import UTC, datetime",
        "from urllib.parse import quote_from_bytes, unquote_to_bytes",
    ]
    return "\n\n".join([*lines, *shared, *signing]) + "\n"


def _parts(
    source: str,
    included: tuple[str, ...] | None = None,
    excluded: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
) -> Iterator[str]:
    """The source of a module's definitions, without the methods in `without`."""
    lines = source.splitlines()
    for node in ast.parse(source).body:
        name = _name(node)
        if name is None or name in excluded or (included is not None and name not in included):
            continue
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
        line_numbers = list(range(first, (node.end_lineno or first) + 1))
        for inner in getattr(node, "body", []):
            if _name(inner) in without:
                removed = range(inner.lineno, (inner.end_lineno or inner.lineno) + 1)
                line_numbers = [number for number in line_numbers if number not in removed]
        yield "\n".join(lines[number - 1] for number in line_numbers)


def _name(node: ast.AST) -> str | None:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return None
