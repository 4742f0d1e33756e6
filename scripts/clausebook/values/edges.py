"""Values at the limits of a canonical schema, each with a name and the path of its clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.schema.bounds import MOST_CHARACTERS

# What URLs reserve (RFC 3986, 2.2), what is mistaken for an escape, and text beyond ASCII.
_TEXTS = {
    "reserved": "/?#&=+% ;:@!$'()*,[]",
    "escaped": "%2F%20+%252F",
    "unicode": "é☃😀Ωж",
    "quotes": "\"'\\<>{}|^`",
}
# Longer texts are no edge worth the time; a URL of 64 KiB is refused by httpx itself.
_LONGEST = 10_000


def scalar_edges(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """The edges of a text, a number, a boolean or an enum; a name, the value and the path."""
    for member in schema.get("enum", []):
        yield f"= {member}", member, "/enum"
    for keyword in ("anyOf", "oneOf", "allOf"):
        for index, branch in enumerate(schema.get(keyword, [])):
            yield from (
                (f"{name} ({keyword} {index})", v, p) for name, v, p in scalar_edges(branch)
            )
    named = schema.get("type", [])
    types = [named] if isinstance(named, str) else named
    if "string" in types and "enum" not in schema:
        yield from _text_edges(schema)
    if {"integer", "number"} & set(types):
        for keyword in ("minimum", "maximum"):
            if keyword in schema:
                yield f"at its {keyword}", schema[keyword], f"/{keyword}"
        yield from (
            ("zero", 0, "/type"),
            ("below zero", -1, "/type"),
            ("large", 2**31 - 1, "/type"),
        )
    if "boolean" in types:
        yield from (("true", True, "/type"), ("false", False, "/type"))


def _text_edges(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    least, most = schema.get("minLength", 0), schema.get("maxLength", _LONGEST + 1)
    if least > MOST_CHARACTERS:
        return
    if least:
        yield "shortest", "a" * least, "/minLength"
    if most <= _LONGEST:
        yield "longest", "a" * most, "/maxLength"
        # A length counts characters (JSON Schema 2020-12 validation, 6.3.1), not bytes.
        yield "longest in unicode", "é☃😀"[:most] + "ж" * (most - 3), "/maxLength"
    for name, text in _TEXTS.items():
        # A text that a limit cuts short may end in half an escape, which is a value like any other.
        yield name, text[:most].ljust(least, "a"), "/type"
