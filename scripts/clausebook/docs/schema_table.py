"""A schema as table rows: each member by its path, with type, limits and meaning.

It reads canonical schemas, so that rows and clauses agree; descriptions are the document's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clausebook.clauses import Place
from clausebook.docs.languages import Language
from clausebook.openapi import Document
from clausebook.openapi.pointers import follow, join, split
from clausebook.schema.annotations import ANNOTATIONS, is_one_way
from clausebook.schema.keywords import LISTS_OF_SCHEMAS, MAPS_OF_SCHEMAS, TRANSPARENT

_NAMED = tuple(name for name in MAPS_OF_SCHEMAS if name != "properties")
# Shown in the type column, or as rows of their own.
_SHOWN_ELSEWHERE = ANNOTATIONS | {"type", "required", "properties", "if", "$ref", "$defs"}
_DEEPEST = 8


@dataclass(frozen=True)
class Member:
    """One member of a body; `alternative` is the number of its branch (from 1), '' without one."""

    name: str
    alternative: str
    required: bool
    type: str
    limits: tuple[str, ...]
    meaning: str


class SchemaTable:
    """Makes table rows of the schemas of one document in one language."""

    def __init__(
        self, document: Document, language: Language, translated: Callable[[str], str]
    ) -> None:
        self._document = document
        self._language = language
        self._translated = translated

    def type_of(self, schema: Mapping[str, Any]) -> str:
        """The type as text: `string`, `array [integer]`, or the name of a recursive schema."""
        if "$ref" in schema:
            return str(schema["$ref"]).rpartition("/")[2]
        kinds = schema.get("type")
        if kinds is None:
            inner = [
                self.type_of(part)
                for keyword in ("anyOf", "oneOf", "allOf")
                for part in schema.get(keyword, [])
                if isinstance(part, dict)
            ]
            word = f" {self._language.words['or']} "
            return word.join(dict.fromkeys(inner)) or self._language.words["any"]
        names = [kinds] if isinstance(kinds, str) else list(kinds)
        if "array" in names and isinstance(schema.get("items"), dict):
            names[names.index("array")] = f"array [{self.type_of(schema['items'])}]"
        return f" {self._language.words['or']} ".join(names)

    def limits_of(self, schema: Mapping[str, Any]) -> tuple[str, ...]:
        """The other constraints of the value, a phrase for each keyword."""
        return tuple(
            self._language.limit(keyword, value)
            for keyword, value in schema.items()
            if keyword not in (*_SHOWN_ELSEWHERE, *_NAMED, *LISTS_OF_SCHEMAS)
            and not (keyword in TRANSPARENT and isinstance(value, dict))
        )

    def members_of(self, place: Place) -> tuple[Member, ...]:
        """Every member of the place's schema, nested ones included."""
        return tuple(self._members(place, place.schema.value, "", "", "", 0))

    def meaning_at(self, pointer: str) -> str:
        """The description of the schema at `pointer`, or of its `$ref`."""
        try:
            raw = follow(self._document.data, pointer)
        except KeyError:
            return ""
        for candidate in (raw, self._document.resolve(raw)):
            if isinstance(candidate, dict) and isinstance(candidate.get("description"), str):
                return self._translated(candidate["description"])
        return ""

    def _members(
        self, place: Place, schema: Any, path: str, name: str, alternative: str, depth: int
    ) -> Iterator[Member]:
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return
        required = schema.get("required", [])
        for member, inner in schema.get("properties", {}).items():
            if is_one_way(inner):
                continue
            at = join(path, "properties", member)
            full_name = f"{name}.{member}" if name else member
            schema_or_empty = inner if isinstance(inner, dict) else {}
            yield Member(
                full_name,
                alternative,
                member in required,
                self.type_of(schema_or_empty),
                self.limits_of(schema_or_empty),
                self.meaning_at(place.schema.pointers.get(at, "/-")),
            )
            yield from self._members(place, inner, at, full_name, alternative, depth + 1)
        for keyword, index, part in _parts(schema):
            number, full_name = alternative, _part_name(name, keyword, index)
            if keyword in ("anyOf", "oneOf"):
                number = f"{alternative}.{int(index) + 1}".lstrip(".")
            at = join(path, keyword, index) if index else join(path, keyword)
            yield from self._members(place, part, at, full_name, number, depth + 1)


def component_name(schema: Any) -> str | None:
    """The name of the component that a schema refers to; None for an inline schema."""
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    is_component = isinstance(reference, str) and reference.startswith("#/components/schemas/")
    return split(str(reference)[1:])[-1] if is_component else None


def _parts(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """The subschemas other than properties: keyword, name or number, schema."""
    for keyword in TRANSPARENT:
        yield keyword, "", schema.get(keyword)
    for keyword in _NAMED:
        yield from ((keyword, name, part) for name, part in schema.get(keyword, {}).items())
    for keyword in LISTS_OF_SCHEMAS:
        yield from ((keyword, str(i), part) for i, part in enumerate(schema.get(keyword, [])))


def _part_name(name: str, keyword: str, index: str) -> str:
    """The name of a part of the value `name`: `lines[]`, `lines[0]`, `labels.*`."""
    if keyword in ("items", "prefixItems"):
        return f"{name}[{index}]"
    if keyword in ("patternProperties", "additionalProperties"):
        return f"{name}.{index or '*'}".removeprefix(".")
    return name
