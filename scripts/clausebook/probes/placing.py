"""One value inside another: found by a schema's keyword path, replaced without the rest."""

from __future__ import annotations

from typing import Any

from clausebook.probes.draft import NOTHING


def descend(schema: Any, value: Any, tokens: list[str]) -> tuple[Any, Any, list[Any] | None]:
    """Follows a keyword path through schema and value together.

    Returns the schema there, the value there (NOTHING where it has none), and the steps that lead
    to it through the value; the steps are None where the value does not go that way.
    """
    where: list[Any] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token == "properties" and isinstance(value, dict):
            name = tokens[index + 1]
            schema, value = schema[token][name], value.get(name, NOTHING)
            where.append(name)
            index += 2
        elif token == "items" and isinstance(value, list) and value:
            schema, value = schema[token], value[0]
            where.append(0)
            index += 1
        elif token == "additionalProperties" and isinstance(value, dict):
            named = schema.get("properties", {})
            name = next((own for own in value if own not in named), "clausebook_member")
            schema, value = schema[token], value.get(name, NOTHING)
            where.append(name)
            index += 1
        elif token in ("anyOf", "oneOf", "allOf"):
            schema = schema[token][int(tokens[index + 1])]
            index += 2
        else:
            return None, NOTHING, None
    return schema, value, where


def replaced(value: Any, where: list[Any], changed: Any) -> Any:
    """`value` with what stands at `where` replaced by `changed`."""
    if not where:
        return changed
    step, rest = where[0], where[1:]
    if isinstance(value, list):
        return [replaced(v, rest, changed) if i == step else v for i, v in enumerate(value)]
    return {**value, step: replaced(value.get(step, {}), rest, changed)}
