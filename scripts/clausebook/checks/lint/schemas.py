"""What any well-made schema keeps: examples obey it, bounds leave room, patterns compile.

Knows schemas and the examples of the objects that hold one; operations are `specification`'s.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TypeGuard

import jsonschema_rs

from clausebook.checks.objects import Located, finding_at, objects
from clausebook.clauses import canonical
from clausebook.document import Document, DocumentError
from clausebook.document.pointers import join
from clausebook.finding import Finding
from clausebook.judge.schemas import SchemaJudge

Sample = tuple[str, Any]

_PAIRS = (
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minContains", "maxContains"),
)
# Accepted by the regular expressions of other languages and so by many tools, but no ECMA-262.
_FOREIGN_SYNTAX = {
    r"\(\?P[<=>]": "a Python group; write `(?<name>...)`",
    r"\(\?[a-zA-Z]+(-[a-zA-Z]*)?[:)]": "an inline flag; spell both cases out in a class",
    r"[*+?}]\+": "a possessive quantifier; leave out the second `+`",
}
_POSIX_CLASS = re.compile(r"\[\[:\w+:\]")
_ESCAPE_OR_CLASS = re.compile(r"\\[pPu]\{\w*(?:=\w*)?\}|\\.|\[(?:\\.|[^\]\\])*\]")


def examples_obey_their_schemas(document: Document) -> Iterator[Finding]:
    """Every example and every default is an instance of the schema it illustrates.

    OAS 3.1, 4.8.12.2, 4.8.14 and 4.8.24: an example should match the schema. An `externalValue` is
    not looked at; a schema's own example may be whole (what one side alone carries included).
    """
    judges: dict[tuple[str, str], SchemaJudge | None] = {}

    def broken(schema: Any, at: str, side: str, value: Any) -> str:
        if (at, side) not in judges:
            judges[at, side] = _judge(document, schema, at, side)
        judge = judges[at, side]
        errors = judge.errors(value) if judge else iter(())
        return next((f"{message} ({path})" for path, message in errors), "")

    for located in objects(document):
        schema_at, samples, sides = _samples(document, located)
        for pointer, value in samples:
            schema = located.value if located.kind == "schema" else located.value["schema"]
            problems = [broken(schema, schema_at, side, value) for side in sides]
            if all(problems):
                message = f"the example breaks its schema: {problems[0]}"
                yield finding_at(
                    document,
                    pointer,
                    message,
                    expected=f"an instance of the schema at {document.place(schema_at)}",
                    actual=_shown(value),
                )


def bounds_leave_room(document: Document) -> Iterator[Finding]:
    """No lower bound above its upper bound: no value at all would satisfy the schema."""
    for located in objects(document):
        if located.kind != "schema" or not isinstance(located.value, dict):
            continue
        for lower, upper in (*_PAIRS, *_number_bounds(located.value)):
            low, high = located.value.get(lower), located.value.get(upper)
            if not _is_number(low) or not _is_number(high):
                continue
            strict = _is_strict(located.value, lower, upper)
            if low > high or (strict and low == high):
                yield finding_at(
                    document,
                    join(located.pointer, lower),
                    f"no value satisfies both {lower} and {upper}",
                    expected=f"{lower} {'below' if strict else 'at most'} {upper}",
                    actual=f"{lower} {low}, {upper} {high}",
                )


def patterns_are_regular_expressions(document: Document) -> Iterator[Finding]:
    """Every pattern is one of ECMA-262, the dialect that JSON Schema and OpenAPI mean."""
    for located in objects(document):
        if located.kind != "schema" or not isinstance(located.value, dict):
            continue
        patterns = {join(located.pointer, "patternProperties", name): name
                    for name in located.value.get("patternProperties", {})}  # fmt: skip
        if isinstance(located.value.get("pattern"), str):
            patterns[join(located.pointer, "pattern")] = located.value["pattern"]
        for pointer, pattern in patterns.items():
            problem = _pattern_problem(pattern)
            if problem:
                yield finding_at(
                    document,
                    pointer,
                    f"the pattern is no regular expression of ECMA-262: {problem}",
                    expected="a pattern that every implementation reads alike",
                    actual=pattern,
                )


def _samples(document: Document, located: Located) -> tuple[str, list[Sample], tuple[str, ...]]:
    """Where the schema of an object stands, its examples, and the sides on which they may hold."""
    value, pointer = located.value, located.pointer
    if not isinstance(value, dict):
        return "", [], ()
    if located.kind == "schema":
        found = [(join(pointer, key), value[key]) for key in ("example", "default") if key in value]
        listed = value.get("examples")
        if isinstance(listed, list):
            found += [(join(pointer, "examples", str(i)), item) for i, item in enumerate(listed)]
        return pointer, found, ("request", "response")
    if located.kind not in ("parameter", "header", "media type") or "schema" not in value:
        return "", [], ()
    found = [(join(pointer, "example"), value["example"])] if "example" in value else []
    for name, entry in value.get("examples", {}).items():
        example, at = document.resolve_at(entry, join(pointer, "examples", name))
        if isinstance(example, dict) and "value" in example:
            found.append((join(at, "value"), example["value"]))
    side = {"parameter": "request", "header": "response"}.get(located.kind, located.side)
    return join(pointer, "schema"), found, (side,) if side else ("request", "response")


def _judge(document: Document, schema: Any, pointer: str, side: str) -> SchemaJudge | None:
    """None where the schema has a pattern that is none, which another rule says."""
    try:
        return SchemaJudge(canonical(document, schema, pointer, side), str(document.place(pointer)))
    except DocumentError:
        return None


def _number_bounds(schema: dict[str, Any]) -> list[tuple[str, str]]:
    lowers = [key for key in ("minimum", "exclusiveMinimum") if _is_number(schema.get(key))]
    uppers = [key for key in ("maximum", "exclusiveMaximum") if _is_number(schema.get(key))]
    return [(lower, upper) for lower in lowers for upper in uppers]


def _is_strict(schema: dict[str, Any], lower: str, upper: str) -> bool:
    """OAS 3.0 marks an exclusive bound by `true` beside it, 3.1 writes it under another name."""
    if lower not in ("minimum", "exclusiveMinimum"):
        return False
    marks = (schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum"))
    return "exclusive" in (lower + upper) or any(mark is True for mark in marks)


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _pattern_problem(pattern: str) -> str:
    if _POSIX_CLASS.search(pattern):
        return "it has a POSIX class; write its characters out"
    bare = _ESCAPE_OR_CLASS.sub("_", pattern)
    for syntax, problem in _FOREIGN_SYNTAX.items():
        if re.search(syntax, bare):
            return f"it has {problem}"
    if r"\k<" in pattern:
        # Right in ECMA-262, and beyond the engine that is asked below.
        return ""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except (jsonschema_rs.ValidationError, ValueError):
        return "it does not compile"
    return ""


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:117]}..."
