"""The schemas of a document with their patterns as Python spells them, for the generated client.

Says which keywords a client must leave unchecked for a pattern's sake; `patterns` spells them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.schema.ecma_patterns import python_pattern
from clausebook.schema.keywords import MAPS_OF_SCHEMAS

_NAMED = frozenset({*MAPS_OF_SCHEMAS, "$defs"}) - {"patternProperties"}
_VALUES = frozenset({"enum", "required", "dependentRequired"})
_UNEVALUATED = frozenset({"unevaluatedProperties", "unevaluatedItems"})


def with_python_patterns(schema: Any) -> Any:
    """The schema with each pattern beside Python's spelling of it.

    A pattern that Python cannot express is left out, and so is every keyword that would refuse more
    without it, as `not` would: better unchecked than wrongly refused.
    """
    definitions = schema.get("$defs", {}) if isinstance(schema, dict) else {}
    referred = any(_loses(definition, False) for definition in definitions.values())
    return _spelled(schema, referred)


def _spelled(schema: Any, referred: bool) -> Any:
    """`referred` says that what a `$ref` leads to may lose a pattern."""
    if isinstance(schema, list):
        return [_spelled(item, referred) for item in schema]
    if not isinstance(schema, dict):
        return schema
    unchecked = _unchecked(schema, referred)
    return dict(_keywords({k: v for k, v in schema.items() if k not in unchecked}, referred))


def _keywords(schema: Mapping[str, Any], referred: bool) -> Iterator[tuple[str, Any]]:
    for keyword, value in schema.items():
        if keyword in _NAMED:
            yield keyword, {name: _spelled(part, referred) for name, part in value.items()}
        elif keyword == "pattern":
            yield keyword, [value, python_pattern(value)]
        elif keyword == "patternProperties":
            members = value.items()
            yield keyword, [(n, python_pattern(n), _spelled(part, referred)) for n, part in members]
        elif keyword in _VALUES:
            yield keyword, value
        else:
            yield keyword, _spelled(value, referred)


def _unchecked(schema: Mapping[str, Any], referred: bool) -> frozenset[str]:
    """The keywords that cannot be checked, and those that would refuse more without them."""
    found = {keyword for keyword in ("not", "oneOf") if _loses(schema.get(keyword), referred)}
    if "pattern" in schema and python_pattern(schema["pattern"]) is None:
        found.add("pattern")
    if any(python_pattern(name) is None for name in schema.get("patternProperties", {})):
        found |= {"patternProperties", "additionalProperties"}
    if _loses(schema.get("if"), referred):
        found |= {"if", "then", "else"}
    if _loses(schema.get("contains"), referred):
        found.add("maxContains")
    if schema.keys() & _UNEVALUATED and _loses(schema, referred):
        found |= _UNEVALUATED
    return frozenset(found)


def _loses(schema: Any, referred: bool) -> bool:
    """Whether a pattern somewhere in the schema, or in one of these schemas, is left out."""
    if isinstance(schema, list):
        return any(_loses(part, referred) for part in schema)
    if not isinstance(schema, dict):
        return False
    if "$ref" in schema:
        return referred
    named = [part for k in (*_NAMED, "patternProperties") for part in schema.get(k, {}).values()]
    others = (v for k, v in schema.items() if k not in {*_NAMED, *_VALUES, "patternProperties"})
    patterns = [*schema.get("patternProperties", {})]
    patterns += [schema["pattern"]] if "pattern" in schema else []
    lost = any(python_pattern(pattern) is None for pattern in patterns)
    return lost or any(_loses(part, referred) for part in (*named, *others))
