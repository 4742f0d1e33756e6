"""`auth.py` of the generated client: a credential class for each security scheme."""

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

# What the client needs of the toolkit's own modules; proving and telling stay behind.
_FROM_EXCHANGE = ("Headers", "header_values", "Request")
_NOT_SIGNING = (
    *("SignatureRejected", "verify", "SKEW", "DATE", "AUTHORIZATION"),
    *("_only", "_check_date", "_check_body"),
)
_KINDS = {"apiKey": "Token", "bearer": "Token", "basic": "Basic", SIGNATURE: "Signature"}
_RESERVED = frozenset({"ClassVar", "CREDENTIALS"})


def scheme_classes(document: Document) -> dict[str, tuple[str, Scheme]]:
    """For each scheme that a credential can be made for, its class name."""
    found: dict[str, tuple[str, Scheme]] = {}
    taken: set[str] = set(_RESERVED)
    schemes = schemes_of(document)
    signed = any(scheme.kind == SIGNATURE for scheme in schemes.values())
    for name, scheme in schemes.items():
        if scheme.kind not in _KINDS or (signed and scheme.made_by_signature):
            continue
        words = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
        words = re.sub(r"[^A-Za-z0-9]+", " ", words)
        made = "".join(word[0].upper() + word[1:] for word in words.split())
        made = made if made[:1].isalpha() and not iskeyword(made) else f"Scheme{made}"
        while made in taken:
            made += "_"
        taken.add(made)
        found[name] = (made, scheme)
    return found


def met_schemes(document: Document) -> frozenset[str]:
    """The names of the schemes that the client can meet, those that a signature makes included."""
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
                "Each is given its secret, or reads it from the environment. Nothing shows it.",
            ]
        ),
        "from __future__ import annotations",
        "from typing import ClassVar",
        "from . import _auth",
    ]
    lines += ["from . import _signing"] if signs else []
    for name, (made, scheme) in classes.items():
        raw = document.resolve(document.data["components"]["securitySchemes"][name])
        lines += _class(document, made, scheme, raw, also)
    names = "".join(f"{made}, " for made, _ in classes.values())
    lines.append(f"CREDENTIALS: tuple[type[_auth.Credential], ...] = ({names})")
    lines.append(f"__all__ = {literal(['CREDENTIALS', *(made for made, _ in classes.values())])}")
    return "\n".join(lines) + "\n"


def _class(
    document: Document, made: str, scheme: Scheme, raw: dict[str, Any], also: list[str]
) -> Iterator[str]:
    variables = variables_of(document, made, scheme)
    told = one_line(raw.get("description") or f"The security scheme {scheme.name}.")
    module = "_signing" if scheme.kind == SIGNATURE else "_auth"
    yield f"class {made}({module}.{_KINDS[scheme.kind]}):"
    where = f"Where none is given it is read from the environment: {', '.join(variables)}."
    yield f"    {docstring([told, where], '    ')}"
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


def variables_of(document: Document, made: str, scheme: Scheme) -> tuple[str, ...]:
    """The environment variables that the class `made` reads its secrets from."""
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", made).upper()
    prefix = f"{package_name(document).upper()}_{words}"
    return {
        "Token": (prefix,),
        "Basic": (f"{prefix}_USERNAME", f"{prefix}_PASSWORD"),
        "Signature": (f"{prefix}_ACCESS_KEY", f"{prefix}_SECRET_KEY", f"{prefix}_SECURITY_TOKEN"),
    }[_KINDS[scheme.kind]]


def signature_module() -> str:
    """The text of `_signature.py`: the toolkit's own signer, with the request that it signs."""
    shared = _parts(getsource(exchange), wanted=_FROM_EXCHANGE, without=("curl",))
    signing = _parts(getsource(signature), unwanted=_NOT_SIGNING)
    lines = [
        '"""The AK/SK signature `SDK-HMAC-SHA256`, as clausebook itself makes it."""',
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
    wanted: tuple[str, ...] | None = None,
    unwanted: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
) -> Iterator[str]:
    """The definitions of a module as they are written, methods called `without` left out."""
    lines = source.splitlines()
    for node in ast.parse(source).body:
        name = _name(node)
        if name is None or name in unwanted or (wanted is not None and name not in wanted):
            continue
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(one.lineno for one in decorators)])
        kept = list(range(first, (node.end_lineno or first) + 1))
        for inner in getattr(node, "body", []):
            if _name(inner) in without:
                left = range(inner.lineno, (inner.end_lineno or inner.lineno) + 1)
                kept = [number for number in kept if number not in left]
        yield "\n".join(lines[number - 1] for number in kept)


def _name(node: ast.AST) -> str | None:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return None
