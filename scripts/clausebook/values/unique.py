"""A body with other texts in it, so that what must be unique does not collide with what is there.

Only texts that may be anything within their schema are changed; the caller filters by the judge.
"""

from __future__ import annotations

import string
import uuid
from collections.abc import Mapping
from random import Random
from typing import Any

from clausebook.schema.merging import roughly_merged
from clausebook.values.texts import matches, random_text

_LENGTHS = (16, 12, 20, 8, 24, 36)  # characters in a text that is unlikely to be there already
_LOWER, _UPPER = string.ascii_lowercase, string.ascii_uppercase
_ACCENTED = "àáâäçèéêëìíîïñòóôöùúûü"


def with_unique_texts(schema: Any, value: Any, random: Random) -> Any:
    """The value with each free text in it replaced by one that is unlikely to be there already."""
    schema = _merged(schema)
    if isinstance(value, Mapping):
        described = schema.get("properties", {})
        return {
            name: with_unique_texts(described.get(name, {}), member, random)
            if name in described
            else member
            for name, member in value.items()
        }
    if isinstance(value, list):
        items = schema.get("items", {})
        return [with_unique_texts(items, item, random) for item in value]
    if not isinstance(value, str) or "enum" in schema or "const" in schema:
        return value
    return _unique_text(schema, value, random)


def _merged(schema: Any) -> dict[str, Any]:
    if not isinstance(schema, dict):
        return {}
    merged = {name: part for name, part in schema.items() if name != "allOf"}
    for branch in schema.get("allOf", []):
        if isinstance(branch, dict):
            merged = roughly_merged(merged, branch)
    for branch in (*schema.get("anyOf", []), *schema.get("oneOf", [])):
        # `anyOf [X, null]` is how generators write that X may be null.
        if isinstance(branch, dict) and branch.get("type") not in ("null", None):
            return {**branch, **merged}
    return merged


def _unique_text(schema: Mapping[str, Any], text: str, random: Random) -> str:
    token = f"{random.getrandbits(48):x}"
    kind = schema.get("format")
    if kind == "uuid":
        return str(uuid.UUID(int=random.getrandbits(128), version=4))
    if kind in ("email", "idn-email"):
        return f"user-{token}@example.com"
    if kind in ("uri", "url", "iri") and text.startswith("http"):
        return f"https://example.com/{token}"
    if kind not in (None, "password"):
        return text
    most = schema.get("maxLength", 64)
    if "pattern" in schema:
        return _unique_match(schema, text, token, most, random)
    if most < len(token):
        return token[: max(most, 0)]
    return f"{text[: most - len(token) - 1]}-{token}" if most > len(token) else token


def _unique_match(
    schema: Mapping[str, Any], text: str, token: str, most: int, random: Random
) -> str:
    """Another text of a pattern: a plain one where it takes that, else one made by chance."""
    pattern, least = schema["pattern"], schema.get("minLength", 0)
    digits = str(int(token, 16))
    plain = (f"user-{token}@example.com", f"{text}-{token}", f"{text}{token}", token, digits)
    for other in (*plain, *(candidate.upper() for candidate in plain)):
        if least <= len(other) <= most and matches(pattern, other):
            return other
    for length in (*_LENGTHS, len(text) + 4, len(text)):
        if least <= length <= most:
            drawn = random_text(pattern, length, random)
            if drawn is not None:
                return drawn
    return text


def respelled(text: str, random: Random) -> str:
    """A text of the same length and the same kinds of character, unlikely to be there already."""
    return "".join(_other_letter(letter, random) for letter in text)


def _other_letter(letter: str, random: Random) -> str:
    for letters in (_LOWER, _UPPER, _ACCENTED):
        if letter in letters:
            return random.choice(letters)
    return letter
