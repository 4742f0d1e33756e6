"""Whether a document has the shape that OpenAPI demands, where it stands and where `$ref`s lead.

What a house may wish beyond that is not asked here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import jsonschema_rs

from clausebook.openapi.errors import DocumentError
from clausebook.openapi.pointers import follow, from_fragment, join, split
from clausebook.openapi.references import Bundle, walk
from clausebook.openapi.schema_parts import SCHEMA_PARTS
from clausebook.openapi.siblings import without_siblings

# The name that OpenAPI's own schemas give to what may stand under a keyword, 3.0 and 3.1.
_KINDS = {
    "paths": ("PathItem", "path-item"),
    "parameters": ("Parameter", "parameter"),
    "requestBody": ("RequestBody", "request-body"),
    "requestBodies": ("RequestBody", "request-body"),
    "responses": ("Response", "response"),
    "headers": ("Header", "header"),
    "securitySchemes": ("SecurityScheme", "security-scheme"),
    **dict.fromkeys(("schema", "schemas", *SCHEMA_PARTS), ("Schema", "schema")),
}


def check_structure(bundle: Bundle) -> None:
    """Raises DocumentError for what breaks OpenAPI, at the deepest place that does."""
    minor = bundle.data["openapi"][:3]
    found: dict[str, str] = {}
    for pointer, problem in _errors(without_siblings(bundle.data), minor, "", ""):
        found.setdefault(pointer, problem)
    for pointer, problem in _wrong_targets(bundle, minor):
        found.setdefault(pointer, problem)
    if not found:
        return
    pointer = max(found, key=lambda place: place.count("/"))
    rest = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    message = f"breaks OpenAPI {minor}: {found[pointer]}{rest}"
    raise DocumentError(bundle.place(pointer), message, pointer)


def _wrong_targets(bundle: Bundle, minor: str) -> Iterator[tuple[str, str]]:
    """What `$ref`s lead to and is not what must stand in their place."""
    checked: set[tuple[str, str]] = set()
    for reference, at, kind in walk(bundle.data):
        if kind not in _KINDS:
            continue
        name = _KINDS[kind][minor == "3.1"]
        target, pointer = _target(bundle, reference)
        if (name, pointer) not in checked and not _in_its_section(pointer, name):
            checked.add((name, pointer))
            for place, problem in _errors(target, minor, name, pointer):
                yield place, f"{problem}, as {bundle.place(at)} refers to it in {kind}"


def _in_its_section(pointer: str, name: str) -> bool:
    """Whether the document's own schema has judged it already, being a component of this kind."""
    tokens = split(pointer)
    section = tokens[1] if len(tokens) == 3 and tokens[0] == "components" else ""
    return name in _KINDS.get(section, ())


@cache
def _validator(minor: str, name: str) -> Any:
    """The OpenAPI Initiative's own schema of a document or, by `name`, of something in one."""
    file = f"openapi_spec_validator/resources/schemas/v{minor}/schema.json"
    # The package itself is not imported: its validators take half a second that nothing here needs.
    located = Path(str(distribution("openapi-spec-validator").locate_file(file)))
    # What is wrong with a pattern is for lint to say: the rest of the document works without it.
    schema = json.loads(located.read_text("utf-8"), object_hook=_without_regex)
    definitions = "definitions" if minor == "3.0" else "$defs"
    if minor == "3.1":
        # Their schema leaves Schema Objects open; by default they are JSON Schema 2020-12.
        schema["$defs"]["schema"]["$ref"] = "https://json-schema.org/draft/2020-12/schema"
    if name:
        kept = {key: schema[key] for key in ("$id", "$schema", definitions) if key in schema}
        schema = {**kept, "allOf": [{"$ref": f"#/{definitions}/{name}"}]}
    return jsonschema_rs.validator_for(schema)


def _without_regex(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if (key, value) != ("format", "regex")}


def _errors(value: Any, minor: str, name: str, pointer: str) -> Iterator[tuple[str, str]]:
    for error in _validator(minor, name).iter_errors(value):
        cause = _deepest(error)
        place = join(pointer, *(str(token) for token in cause.instance_path))
        yield place, _shortened(cause.message)


def _target(bundle: Bundle, reference: dict[str, Any]) -> tuple[Any, str]:
    """What a chain of references ends at; that it ends was checked before."""
    value: Any = reference
    pointer = ""
    while isinstance(value, dict) and isinstance(value.get("$ref"), str):
        pointer = from_fragment(value["$ref"][1:])
        value = follow(bundle.data, pointer)
    return value, pointer


def _deepest(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """The most telling cause below `oneOf` and `anyOf`, which say only that nothing fitted."""
    branches = getattr(error.kind, "context", None)
    if not branches:
        return error
    causes = [_deepest(cause) for branch in branches for cause in branch]
    return max(causes, key=lambda found: len(found.instance_path), default=error)


def _shortened(message: str) -> str:
    return message if len(message) <= 200 else f"{message[:120]} ... {message[-70:]}"
