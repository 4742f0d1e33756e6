"""Lint rules about schemas: consistent bounds, patterns that are ECMA-262."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeGuard

from clausebook.checks.registry import lint_rule
from clausebook.errors import Level
from clausebook.openapi import Document
from clausebook.openapi.pointers import join
from clausebook.openapi.walk import objects
from clausebook.report.finding import Finding, finding_at
from clausebook.schema.usable_patterns import (
    compiles,
    is_beyond_validator,
    is_valid_pattern,
    needs_no_u,
)

_PAIRS = (
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minContains", "maxContains"),
)
# Syntax of other languages that many tools accept, but not ECMA-262.
_FOREIGN_SYNTAX = {
    r"\(\?P[<=>]": "a Python group; write `(?<name>...)`",
    r"\(\?[a-zA-Z]+(-[a-zA-Z]*)?[:)]": "an inline flag; spell both cases out in a class",
    r"[*+?}]\+": "a possessive quantifier; leave out the second `+`",
}
_POSIX_CLASS = re.compile(r"\[\[:\w+:\]")
_ESCAPE_OR_CLASS = re.compile(r"\\[pPu]\{\w*(?:=\w*)?\}|\\.|\[(?:\\.|[^\]\\])*\]")


@lint_rule(id="document/bounds", source="JSON Schema Validation 2020-12, 6.2 to 6.5")
def bounds_are_consistent(document: Document) -> Iterator[Finding]:
    """No lower bound is above its upper bound, since no value would satisfy the schema."""
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


@lint_rule(id="document/pattern", source="JSON Schema Core 2020-12, 6.4; ECMA-262, 22.2.1")
def patterns_are_regular_expressions(document: Document) -> Iterator[Finding]:
    """Every pattern is a regular expression of ECMA-262, as JSON Schema and OpenAPI require."""
    for pointer, pattern in _patterns(document):
        problem = _pattern_problem(pattern)
        if problem:
            yield finding_at(
                document,
                pointer,
                f"the pattern is not a regular expression of ECMA-262: {problem}",
                expected="a pattern of ECMA-262",
                actual=pattern,
            )


@lint_rule(
    id="document/pattern-without-u", level=Level.NOTE, source="JSON Schema Core 2020-12, 6.4"
)
def patterns_compile_with_the_u_flag(document: Document) -> Iterator[Finding]:
    """Every pattern is one with the flag `u` of ECMA-262 too; one that is not is not judged."""
    for pointer, pattern in _patterns(document):
        if needs_no_u(pattern) and not _pattern_problem(pattern):
            yield finding_at(
                document,
                pointer,
                "the pattern is not judged: it is none of ECMA-262 with the flag u",
                expected="brackets escaped, and nothing escaped that needs no escape",
                actual=pattern,
            )


@lint_rule(
    id="document/pattern-too-large", level=Level.NOTE, source="JSON Schema Core 2020-12, 6.4"
)
def patterns_can_be_compiled(document: Document) -> Iterator[Finding]:
    """The validator can compile every pattern; one that is too large for it is not judged."""
    for pointer, pattern in _patterns(document):
        if is_beyond_validator(pattern) and not _pattern_problem(pattern):
            yield finding_at(
                document,
                pointer,
                "the pattern is not judged: the validator cannot compile it",
                expected="smaller repetitions, and no named back-reference",
                actual=pattern,
            )


def _patterns(document: Document) -> Iterator[tuple[str, str]]:
    """Each pattern with its pointer."""
    for located in objects(document):
        if located.kind == "schema" and isinstance(located.value, dict):
            for name in located.value.get("patternProperties", {}):
                yield join(located.pointer, "patternProperties", name), name
            if isinstance(located.value.get("pattern"), str):
                yield join(located.pointer, "pattern"), located.value["pattern"]


def _number_bounds(schema: dict[str, Any]) -> list[tuple[str, str]]:
    lowers = [key for key in ("minimum", "exclusiveMinimum") if _is_number(schema.get(key))]
    uppers = [key for key in ("maximum", "exclusiveMaximum") if _is_number(schema.get(key))]
    return [(lower, upper) for lower in lowers for upper in uppers]


def _is_strict(schema: dict[str, Any], lower: str, upper: str) -> bool:
    """Whether a bound is exclusive: in OAS 3.0 by `true` beside it, in 3.1 by its keyword."""
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
    if is_valid_pattern(pattern) or compiles(pattern) or needs_no_u(pattern):
        return ""
    return "it does not compile"
