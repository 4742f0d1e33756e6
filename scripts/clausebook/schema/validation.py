"""Canonical schemas held against values; every error becomes the path of the keyword it broke."""

from __future__ import annotations

import functools
import math
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import jsonschema_rs

from clausebook.openapi import DocumentError
from clausebook.openapi.pointers import join
from clausebook.schema.annotations import is_one_way
from clausebook.schema.canonical import Schema
from clausebook.schema.keywords import MAPS_OF_SCHEMAS
from clausebook.schema.keywords.formats import FORMATS

_INTEGER_LIMITS = {name: known.limits for name, known in FORMATS.items() if known.limits}
_MOST_DIGITS = 4_000
_NAMED = frozenset({*MAPS_OF_SCHEMAS, "$defs"})
# ECMA-262, 22.2.2.7: a full stop stands for no line terminator; regex crates know only one of four.
_ANY_CHARACTER = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\.", re.DOTALL)
_NO_LINE_END = r"[^\n\r\u2028\u2029]"
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?", re.ASCII)


class SchemaValidator:
    """One canonical schema, compiled. Raises DocumentError where it cannot be used."""

    def __init__(self, schema: Schema, where: str) -> None:
        self._schema = schema
        self._where = where
        self.types = frozenset(_types(schema.value))
        try:
            self._validator = jsonschema_rs.Draft202012Validator(
                _as_openapi_means(schema.value),
                validate_formats=True,
                keywords={"integerFormat": _IntegerFormat},
            )
        except jsonschema_rs.ValidationError as error:
            raise DocumentError(where, f"its schema cannot be used: {error.message}") from None
        self.accepts = self._validator.is_valid

    @property
    def value(self) -> dict[str, Any]:
        """The schema as JSON."""
        return self._schema.value

    def errors(self, value: Any) -> Iterator[tuple[str, str]]:
        """The path of each broken keyword, with what is wrong in words."""
        for error in self._validator.iter_errors(value):
            for cause in _causes(error):
                yield self._path(cause), cause.message

    def _path(self, error: jsonschema_rs.ValidationError) -> str:
        tokens = [str(token) for token in error.schema_path]
        path = join("", *tokens)
        if tokens[:1] == ["$defs"]:
            path = self._schema.recursive[tokens[1]] + join("", *tokens[2:])
        if error.kind.name == "propertyNames":  # what is wrong with a name is told below it
            tokens = tokens[: len(tokens) - tokens[::-1].index("propertyNames")]
            path = join("", *tokens)
        if error.kind.name == "contains" and self._lacks_all(error):
            path = join("", *tokens[:-1], "contains")
        if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required):
            path = join(path, error.kind.property) if tokens[-1] == "required" else path
        return path.replace("/integerFormat", "/format")

    def _lacks_all(self, error: jsonschema_rs.ValidationError) -> bool:
        """Whether a list holds nothing that it must contain, though its `maxContains` is named."""
        *above, keyword = error.schema_path
        if keyword != "maxContains":
            return False
        wanted: Any = self._schema.value
        for token in above:
            wanted = wanted[token]
        definitions = {"$defs": self._schema.value.get("$defs", {})}
        judge = SchemaValidator(Schema({**definitions, **wanted["contains"]}, {}, {}), self._where)
        held = error.instance
        return isinstance(held, list) and not any(map(judge.accepts, held))

    def below(self, *tokens: str) -> SchemaValidator:
        """The schema at these keywords below this one, or one that accepts everything."""
        value: Any = self._schema.value
        for token in tokens:
            value = value.get(token, {}) if isinstance(value, dict) else {}
        definitions = self._schema.value.get("$defs")
        value = value if isinstance(value, dict) else {}
        nested = {**value, "$defs": definitions} if definitions else value
        return SchemaValidator(Schema(nested, {}, self._schema.recursive), self._where)

    def read(self, text: str) -> Any:
        """The value that `text` stands for in a place where everything is written as text.

        A number or boolean where the schema allows one and the text spells one; else the text.
        """
        if self.types <= {"string"}:
            return text
        candidates = list(_spelled(text, self.types))
        return next((value for value in candidates if self.accepts(value)), candidates[0])


def whole_number(text: str) -> int:
    """The integer that digits spell; beyond what Python reads, one as far from each limit."""
    return int(text if len(text) <= _MOST_DIGITS else text[:_MOST_DIGITS])


def fraction(text: str) -> float:
    """The number that a JSON number spells; one too large for a float becomes the largest."""
    number = float(text)
    return number if math.isfinite(number) else math.copysign(sys.float_info.max, number)


class _IntegerFormat:
    """int32 and int64 (OAS 3.1, 4.4), which validators of JSON Schema do not know."""

    def __init__(self, parent: dict[str, Any], value: str, path: list[Any]) -> None:
        self._format = value
        self._least, self._most = _INTEGER_LIMITS[value]

    def validate(self, instance: Any) -> None:
        number = isinstance(instance, int | float) and not isinstance(instance, bool)
        if number and not self._least <= instance <= self._most:
            raise ValueError(f"{instance!r} does not fit in {self._format}")


def _as_openapi_means(schema: Any, names: bool = False) -> Any:
    """The schema with int32, int64 and patterns as the validator takes them.

    With `names` the keys are names of members, which may be called as keywords are.
    """
    if isinstance(schema, list):
        return [_as_openapi_means(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if not names and is_one_way(schema):
        return {}
    found: dict[str, Any] = {}
    for key, value in schema.items():
        if names:
            found[key] = _as_openapi_means(value)
        elif key == "format" and str(value) in _INTEGER_LIMITS:
            found["integerFormat"] = value
        elif key == "pattern":
            found[key] = _ANY_CHARACTER.sub(lambda m: _NO_LINE_END if m[0] == "." else m[0], value)
        elif key in ("enum", "required", "dependentRequired"):
            found[key] = value
        else:
            found[key] = _as_openapi_means(value, key in _NAMED)
    return found


def _causes(error: jsonschema_rs.ValidationError) -> list[jsonschema_rs.ValidationError]:
    """Below `anyOf` and `oneOf` the errors of the branch that fits best, if one clearly does."""
    branches: Sequence[Sequence[jsonschema_rs.ValidationError]] = (
        getattr(error.kind, "context", None) or ()
    )
    distance = functools.partial(_distance, list(error.instance_path))
    ranked = sorted(branches, key=distance)
    if not ranked or not ranked[0]:
        return [error]
    if len(ranked) > 1 and distance(ranked[0]) == distance(ranked[1]):
        return [error]
    return [cause for nested in ranked[0] for cause in _causes(nested)]


def _distance(
    at: Sequence[Any], branch: Sequence[jsonschema_rs.ValidationError]
) -> tuple[bool, int, int]:
    """How far a value is from a branch. Having its members says more than what they hold."""
    own = [error.kind.name for error in branch if list(error.instance_path) == at]
    return "type" in own, own.count("required"), len(branch)


def _types(schema: Any) -> Iterator[str]:
    """Every type that a value may have somewhere in the schema; all of them where none is named."""
    if not isinstance(schema, dict):
        return
    named = schema.get("type")
    if named is not None:
        yield from [named] if isinstance(named, str) else named
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


def _spelled(text: str, types: frozenset[str]) -> Iterator[Any]:
    if types & {"integer", "number"} and _NUMBER.fullmatch(text):
        yield whole_number(text) if text.lstrip("-").isdecimal() else fraction(text)
    if "boolean" in types and text in ("true", "false"):
        yield text == "true"
    if "null" in types and text in ("", "null"):
        yield None
    yield text
