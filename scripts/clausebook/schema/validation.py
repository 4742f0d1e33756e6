"""Validates values against canonical schemas; each error names the path of the broken keyword."""

from __future__ import annotations

import functools
import math
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import jsonschema_rs

from clausebook.openapi import DocumentError
from clausebook.openapi.pointers import join
from clausebook.schema.canonical import Schema
from clausebook.schema.equality import shown
from clausebook.schema.keywords import KEYWORDS, MAPS_OF_SCHEMAS
from clausebook.schema.keywords.formats import FORMATS
from clausebook.schema.sent_formats import SENT_FORMATS
from clausebook.schema.unions import as_json_schema
from clausebook.schema.usable_patterns import for_validator

_INTEGER_LIMITS = {
    name: definition.limits for name, definition in FORMATS.items() if definition.limits
}
# Canonical schemas have none of these; those of what is sent do.
_SENT_FORMATS = {name: definition.obeys for name, definition in SENT_FORMATS.items()}
_MAX_DIGITS = 4_000
_NAME_MAPS = frozenset({*MAPS_OF_SCHEMAS, "$defs"})
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?", re.ASCII)


class SchemaValidator:
    """A compiled canonical schema. Raises DocumentError if it cannot be compiled."""

    def __init__(self, schema: Schema, where: str) -> None:
        self._schema = schema
        self._where = where
        self.types = frozenset(_types(schema.value))
        self._json_schema = as_json_schema(schema.value)
        try:
            self._validator = jsonschema_rs.Draft202012Validator(
                _for_validator(self._json_schema.value),
                validate_formats=True,
                formats=_SENT_FORMATS,
                keywords={"integerFormat": _IntegerFormat, **_extension_keywords()},
            )
        except jsonschema_rs.ValidationError as error:
            raise DocumentError(where, f"its schema cannot be used: {error.message}") from None
        self.accepts = self._validator.is_valid

    @property
    def value(self) -> dict[str, Any]:
        """The schema as JSON."""
        return self._schema.value

    def errors(self, value: Any) -> Iterator[tuple[str, str]]:
        """The path of each broken keyword, with a message."""
        for error in self._validator.iter_errors(value):
            for cause in _branch_causes(error):
                yield self._path(cause), cause.message

    def _path(self, error: jsonschema_rs.ValidationError) -> str:
        tokens = self._json_schema.written([str(token) for token in error.schema_path])
        path = join("", *tokens)
        if tokens[:1] == ["$defs"]:
            path = self._schema.recursive[tokens[1]] + join("", *tokens[2:])
        if error.kind.name == "propertyNames":  # its errors are about the name, below it
            tokens = tokens[: len(tokens) - tokens[::-1].index("propertyNames")]
            path = join("", *tokens)
        if error.kind.name == "contains" and self._contains_none(error):
            path = join("", *tokens[:-1], "contains")
        if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required):
            path = join(path, error.kind.property) if tokens[-1] == "required" else path
        return path.replace("/integerFormat", "/format")

    def _contains_none(self, error: jsonschema_rs.ValidationError) -> bool:
        """Whether the array has no fitting item at all, although the error names `maxContains`."""
        *parent_path, keyword = self._json_schema.written([str(t) for t in error.schema_path])
        if keyword != "maxContains":
            return False
        parent: Any = self._schema.value
        for token in parent_path:
            parent = parent[int(token) if isinstance(parent, list) else token]
        definitions = {"$defs": self._schema.value.get("$defs", {})}
        validator = SchemaValidator(
            Schema({**definitions, **parent["contains"]}, {}, {}), self._where
        )
        items = error.instance
        return isinstance(items, list) and not any(map(validator.accepts, items))

    def below(self, *tokens: str) -> SchemaValidator:
        """The subschema at these keywords, or one that accepts everything."""
        value: Any = self._schema.value
        for token in tokens:
            value = value.get(token, {}) if isinstance(value, dict) else {}
        definitions = self._schema.value.get("$defs")
        value = value if isinstance(value, dict) else {}
        nested = {**value, "$defs": definitions} if definitions else value
        return SchemaValidator(Schema(nested, {}, self._schema.recursive), self._where)

    def read(self, text: str) -> Any:
        """Parses a value that is transmitted as text, such as a query parameter.

        A number, boolean or null if the schema allows one and the text spells one; else the text.
        """
        if self.types <= {"string"}:
            return text
        candidates = list(_parsed_texts(text, self.types))
        return next((value for value in candidates if self.accepts(value)), candidates[0])


def whole_number(text: str) -> int:
    """Parses digits; of more than Python parses, only the first ones, which exceed every limit."""
    return int(text if len(text) <= _MAX_DIGITS else text[:_MAX_DIGITS])


def fraction(text: str) -> float:
    """Parses a JSON number; one too large for a float becomes the largest float."""
    number = float(text)
    return number if math.isfinite(number) else math.copysign(sys.float_info.max, number)


class _IntegerFormat:
    """int32 and int64 (OAS 3.1, 4.4), which JSON Schema validators lack."""

    def __init__(self, parent: dict[str, Any], value: str, path: list[Any]) -> None:
        self._format = value
        self._least, self._most = _INTEGER_LIMITS[value]

    def validate(self, instance: Any) -> None:
        number = isinstance(instance, int | float) and not isinstance(instance, bool)
        if number and not self._least <= instance <= self._most:
            raise ValueError(f"{instance!r} does not fit in {self._format}")


def _extension_keywords() -> dict[str, type]:
    """The keywords that JSON Schema 2020-12 lacks, as classes for the validator."""
    return {
        name: _extension_class(name, keyword.is_valid)
        for name, keyword in KEYWORDS.items()
        if keyword.is_valid is not None
    }


def _extension_class(name: str, is_valid: Callable[[Any, Any], bool]) -> type:
    class Extension:
        def __init__(self, parent: dict[str, Any], value: Any, path: list[Any]) -> None:
            self._value = value

        def validate(self, instance: Any) -> None:
            if not is_valid(self._value, instance):
                raise ValueError(f"{shown(instance)} does not obey {name}: {shown(self._value)}")

    return Extension


def _for_validator(schema: Any, names: bool = False) -> Any:
    """Rewrites int32, int64 and patterns for the validator.

    With `names` the keys are member names, which may equal keywords.
    """
    if isinstance(schema, list):
        return [_for_validator(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result: dict[str, Any] = {}
    for key, value in schema.items():
        if names:
            result[key] = _for_validator(value)
        elif key == "format" and str(value) in _INTEGER_LIMITS:
            result["integerFormat"] = value
        elif key == "pattern":
            result[key] = for_validator(value)
        elif key in ("enum", "required", "dependentRequired"):
            result[key] = value
        else:
            result[key] = _for_validator(value, key in _NAME_MAPS)
    return result


def _branch_causes(error: jsonschema_rs.ValidationError) -> list[jsonschema_rs.ValidationError]:
    """For `anyOf` and `oneOf` the errors of the branch that fits best, if one clearly does."""
    branches: Sequence[Sequence[jsonschema_rs.ValidationError]] = (
        getattr(error.kind, "context", None) or ()
    )
    distance = functools.partial(_distance, list(error.instance_path))
    ranked = sorted(branches, key=distance)
    if not ranked or not ranked[0]:
        return [error]
    if len(ranked) > 1 and distance(ranked[0]) == distance(ranked[1]):
        return [error]
    return [cause for nested in ranked[0] for cause in _branch_causes(nested)]


def _distance(
    path: Sequence[Any], branch: Sequence[jsonschema_rs.ValidationError]
) -> tuple[bool, int, int]:
    """How far a value is from a branch. Member names weigh more than member values."""
    error_kinds = [error.kind.name for error in branch if list(error.instance_path) == path]
    return "type" in error_kinds, error_kinds.count("required"), len(branch)


def _types(schema: Any) -> Iterator[str]:
    """The types that the schema allows; every scalar type if it names none."""
    if not isinstance(schema, dict):
        return
    declared = schema.get("type")
    if declared is not None:
        yield from [declared] if isinstance(declared, str) else declared
        return
    branches = [b for k in ("allOf", "anyOf", "oneOf") for b in schema.get(k, [])]
    for branch in branches:
        yield from _types(branch)
    if "enum" in schema:
        yield from (_type_of(value) for value in schema["enum"])
    elif not branches:
        yield from ("string", "number", "boolean")


def _type_of(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "null" if value is None else "string"


def _parsed_texts(text: str, types: frozenset[str]) -> Iterator[Any]:
    if types & {"integer", "number"} and _NUMBER.fullmatch(text):
        yield whole_number(text) if text.lstrip("-").isdecimal() else fraction(text)
    if "boolean" in types and text in ("true", "false"):
        yield text == "true"
    if "null" in types and text in ("", "null"):
        yield None
    yield text
