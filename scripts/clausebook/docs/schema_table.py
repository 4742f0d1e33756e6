"""A schema as rows for a table: each member by its path, with type, limits and meaning.

Reads canonical schemas, so that a row says what the clauses say; the texts are the document's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clausebook.clauses import Place
from clausebook.docs.languages import Language
from clausebook.openapi import Document
from clausebook.openapi.pointers import follow, join, split
from clausebook.schema.keywords import LISTS_OF_SCHEMAS, MAPS_OF_SCHEMAS, TRANSPARENT

_NAMED = tuple(name for name in MAPS_OF_SCHEMAS if name != "properties")
# Shown as the type, or as rows of their own.
_SHOWN_ELSEWHERE = frozenset({"type", "required", "properties", "if", "$ref", "$defs"})
_DEEPEST = 8


@dataclass(frozen=True)
class Member:
    """One member of a body; `alternative` counts from 1 within `anyOf` or `oneOf`, 0 is none."""

    name: str
    alternative: str
    required: bool
    type: str
    limits: tuple[str, ...]
    meaning: str


class Shapes:
    """Makes rows of one document's schemas in one language."""

    def __init__(
        self, document: Document, language: Language, translated: Callable[[str], str]
    ) -> None:
        self._document = document
        self._language = language
        self._translated = translated

    def type_of(self, schema: Mapping[str, Any]) -> str:
        """The type in few words: `string`, `array of integer`, a recursive shape's name."""
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
        """What else is demanded of the value, a phrase for each keyword."""
        return tuple(
            self._language.limit(keyword, value)
            for keyword, value in schema.items()
            if keyword not in (*_SHOWN_ELSEWHERE, *_NAMED, *LISTS_OF_SCHEMAS)
            and not (keyword in TRANSPARENT and isinstance(value, dict))
        )

    def members_of(self, place: Place) -> tuple[Member, ...]:
        """Every member that may travel at the place, the nested ones included."""
        return tuple(self._members(place, place.schema.value, "", "", "", 0))

    def meaning_at(self, pointer: str) -> str:
        """The description of the schema at `pointer`, or of what it refers to."""
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
            at = join(path, "properties", member)
            told = f"{name}.{member}" if name else member
            shown = inner if isinstance(inner, dict) else {}
            yield Member(
                told,
                alternative,
                member in required,
                self.type_of(shown),
                self.limits_of(shown),
                self.meaning_at(place.schema.pointers.get(at, "/-")),
            )
            yield from self._members(place, inner, at, told, alternative, depth + 1)
        for keyword, index, part in _parts(schema):
            number, told = alternative, _told(name, keyword, index)
            if keyword in ("anyOf", "oneOf"):
                number = f"{alternative}.{int(index) + 1}".lstrip(".")
            at = join(path, keyword, index) if index else join(path, keyword)
            yield from self._members(place, part, at, told, number, depth + 1)


def shape_name(schema: Any) -> str | None:
    """The name of the component that a schema refers to; None where it stands inline."""
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    found = isinstance(reference, str) and reference.startswith("#/components/schemas/")
    return split(str(reference)[1:])[-1] if found else None


def _parts(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """The schemas in a schema, its members aside: the keyword, the name or number, the schema."""
    for keyword in TRANSPARENT:
        yield keyword, "", schema.get(keyword)
    for keyword in _NAMED:
        yield from ((keyword, name, part) for name, part in schema.get(keyword, {}).items())
    for keyword in LISTS_OF_SCHEMAS:
        yield from ((keyword, str(i), part) for i, part in enumerate(schema.get(keyword, [])))


def _told(name: str, keyword: str, index: str) -> str:
    """How a part is called beside a value called `name`: `lines[]`, `lines[0]`, `labels.*`."""
    if keyword in ("items", "prefixItems"):
        return f"{name}[{index}]"
    if keyword in ("patternProperties", "additionalProperties"):
        return f"{name}.{index or '*'}".removeprefix(".")
    return name
