"""Which keywords of a Schema Object hold schemas, and in what shape.

It stands here because a document cannot be read without it; whatever else is known of a keyword
stands in `schema.keywords`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Shape = Literal["one", "list", "map"]

# JSON Schema 2020-12 core, 8.2.4, 10 and 11; `definitions` is what earlier drafts called `$defs`.
SCHEMA_PARTS: Mapping[str, Shape] = {
    **dict.fromkeys(("properties", "patternProperties", "$defs"), "map"),
    **dict.fromkeys(("definitions", "dependentSchemas"), "map"),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "list"),
    **dict.fromkeys(("items", "additionalProperties", "propertyNames"), "one"),
    **dict.fromkeys(("contains", "not", "if", "then", "else"), "one"),
    **dict.fromkeys(("unevaluatedProperties", "unevaluatedItems"), "one"),
}
