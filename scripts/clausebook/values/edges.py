"""Values at the limits of a canonical schema, each with a name and the path of its clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.schema.bounds import MOST_CHARACTERS

# Reserved in URLs (RFC 3986, 2.2), text that looks percent-encoded, and text beyond ASCII.
_SPECIAL_TEXTS = {
    "reserved": "/?#&=+% ;:@!$'()*,[]",
    "escaped": "%2F%20+%252F",
    "unicode": "é☃😀Ωж",
    "quotes": "\"'\\<>{}|^`",
}
# Longer texts take too long; httpx rejects a URL of 64 KiB.
_MAX_LENGTH = 10_000


def scalar_edges(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """The limits of a string, a number, a boolean or an enum: name, value and path of each."""
    for member in schema.get("enum", []):
        yield f"= {member}", member, "/enum"
    for keyword in ("anyOf", "oneOf", "allOf"):
        for index, branch in enumerate(schema.get(keyword, [])):
            yield from (
                (f"{name} ({keyword} {index})", value, path)
                for name, value, path in scalar_edges(branch)
            )
    declared = schema.get("type", [])
    types = [declared] if isinstance(declared, str) else declared
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
    least, most = schema.get("minLength", 0), schema.get("maxLength", _MAX_LENGTH + 1)
    if least > MOST_CHARACTERS:
        return
    if least:
        yield "shortest", "a" * least, "/minLength"
    if most <= _MAX_LENGTH:
        yield "longest", "a" * most, "/maxLength"
        # A length counts characters (JSON Schema 2020-12 validation, 6.3.1), not bytes.
        yield "longest in unicode", "é☃😀"[:most] + "ж" * (most - 3), "/maxLength"
    for name, text in _SPECIAL_TEXTS.items():
        # A truncated text may end in half an escape; it is a valid value all the same.
        yield name, text[:most].ljust(least, "a"), "/type"
