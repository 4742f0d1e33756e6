"""Clauses of one operation, made from places and their canonical schemas, on either side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.clauses.key import ClauseKey
from clausebook.clauses.model import Clause, Place
from clausebook.clauses.wording import keyword_sentence, part_of
from clausebook.openapi import Operation, Side
from clausebook.openapi.pointers import join
from clausebook.schema.annotations import ANNOTATIONS, is_one_way
from clausebook.schema.keywords import LISTS_OF_SCHEMAS, MAPS_OF_SCHEMAS, TRANSPARENT

# These make no clause of their own, only their subschemas do; `if` constrains nothing.
_STRUCTURE = ANNOTATIONS | {*MAPS_OF_SCHEMAS, "prefixItems", "allOf", "if", "$defs", "$ref"}


class ClauseBuilder:
    """Makes the clauses of one operation."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self._key = ClauseKey.of(operation)

    def clause(
        self,
        place: str,
        path: str,
        pointer: str,
        side: Side,
        keyword: str,
        value: Any,
        sentence: str,
    ) -> Clause:
        """One clause; its key is the operation, the place and the path."""
        return Clause(
            key_parts=self._key.at(place, path),
            pointer=pointer,
            side=side,
            keyword=keyword,
            value=value,
            sentence=sentence,
            operation=self.operation,
        )

    def schema(self, place: Place) -> Iterator[Clause]:
        """One clause per keyword of the place's schema, the nested ones included."""
        yield from self._schema(place, place.schema.value, "", place.subject)

    def _schema(self, place: Place, schema: Any, path: str, subject: str) -> Iterator[Clause]:
        if is_one_way(schema):
            return
        for keyword, value in schema.items():
            keyword_path = join(path, keyword)
            if keyword == "required":
                for name in value:
                    yield self._keyword(
                        place, join(keyword_path, name), keyword_path, keyword, name, subject
                    )
            elif keyword not in _STRUCTURE and not _is_schema(keyword, value):
                if _is_counted(schema, keyword):
                    continue
                yield self._keyword(place, keyword_path, keyword_path, keyword, value, subject)
            yield from self._children(place, keyword, value, keyword_path, subject)

    # A value may violate the subschemas of `not`, `if` and `contains` without breaking a clause; an
    # error below `propertyNames` or an unevaluated keyword is one of the keyword itself.
    def _children(
        self, place: Place, keyword: str, value: Any, keyword_path: str, subject: str
    ) -> Iterator[Clause]:
        if keyword in MAPS_OF_SCHEMAS:
            for name, child in value.items():
                part = part_of(subject, keyword, name)
                yield from self._schema(place, child, join(keyword_path, name), part)
        elif keyword in LISTS_OF_SCHEMAS:
            for index, child in enumerate(value):
                part = part_of(subject, keyword, str(index))
                yield from self._schema(place, child, join(keyword_path, str(index)), part)
        elif _is_schema(keyword, value):
            yield from self._schema(place, value, keyword_path, part_of(subject, keyword))

    def _keyword(
        self, place: Place, path: str, source: str, keyword: str, value: Any, subject: str
    ) -> Clause:
        pointer = place.schema.pointers.get(source, place.pointer)
        sentence = keyword_sentence(subject, keyword, value)
        return self.clause(place.name, path, pointer, place.side, keyword, value, sentence)


def _is_schema(keyword: str, value: Any) -> bool:
    return isinstance(value, dict) and keyword in TRANSPARENT


def _is_counted(schema: Mapping[str, Any], keyword: str) -> bool:
    """Whether `minContains` replaces the clause of `contains`, or is 0 and so has no effect."""
    if keyword == "contains":
        return "minContains" in schema
    return keyword == "minContains" and schema[keyword] == 0
