"""A body with other texts in it, so that what must be unique does not collide with what is there.

Only texts that may be anything within their schema are changed; the caller filters by the judge.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Mapping
from random import Random
from typing import Any

from clausebook.schema.merging import together
from clausebook.values.texts import texts_of_length

_CHOICES = 16  # texts of one pattern among which one is chosen


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
            merged = together(merged, branch)
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
        lengths = dict.fromkeys((len(text), min(len(text) + 4, most)))
        drawn = (t for n in lengths for t in texts_of_length(schema["pattern"], n))
        texts = [other for other in itertools.islice(drawn, _CHOICES) if other != text]
        return random.choice(texts) if texts else text
    if most < len(token):
        return token[: max(most, 0)]
    return f"{text[: most - len(token) - 1]}-{token}" if most > len(token) else token
