"""Compares discriminators: which value selects which schema, with or without `mapping`.

A name in `mapping` replaces the implicit one, the schema's name (OAS 3.1, 4.8.25). If a branch
lists the values of its discriminator property, these count, not its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clausebook.diff.source_view import SourceView, ViewPair
from clausebook.schema.equality import identity, same
from clausebook.schema.keywords.comparing import Impact


@dataclass(frozen=True, slots=True)
class _DiscriminatorValues:
    """The reference by discriminator value; `certain` if every branch lists its values."""

    values: Mapping[str, str]
    certain: bool


def discriminator_impact(
    views: ViewPair, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Impact | None:
    """The impact of a changed discriminator; None if it did not change, or was only added."""
    old_entry, new_entry = old.get("discriminator"), new.get("discriminator")
    if not old_entry:
        return None
    before = _discriminator_values(views[0], old, old_entry)
    if not new_entry:
        return Impact.UNKNOWN if before.certain else Impact.BOTH
    if old_entry.get("propertyName") != new_entry.get("propertyName"):
        return Impact.BOTH
    after = _discriminator_values(views[1], new, new_entry)
    if any(
        _is_another_schema(views, before.values[value], after.values[value])
        for value in before.values.keys() & after.values.keys()
    ):
        return Impact.BOTH
    lost, gained = (
        before.values.keys() - after.values.keys(),
        after.values.keys() - before.values.keys(),
    )
    if lost and gained:
        return Impact.BOTH
    if lost or gained:
        return Impact.NARROWS if lost else Impact.WIDENS
    # Branches still list their values, but consumers that select by schema name are misled.
    mapping_removed = old_entry.get("mapping") and not new_entry.get("mapping")
    implicit = {identity(_name(reference)) for reference in before.values.values()}
    return Impact.UNKNOWN if mapping_removed and implicit != before.values.keys() else None


def _discriminator_values(
    views: SourceView, schema: Mapping[str, Any], discriminator: Mapping[str, Any]
) -> _DiscriminatorValues:
    explicit = {
        identity(value): _reference(target)
        for value, target in (discriminator.get("mapping") or {}).items()
    }
    values = dict(explicit)
    certain = True
    for branch in schema.get("oneOf") or schema.get("anyOf") or []:
        reference = branch.get("$ref", "") if isinstance(branch, dict) else ""
        listed = _listed_values(views, branch, str(discriminator.get("propertyName")))
        certain = certain and listed is not None
        if reference in explicit.values():
            continue
        if listed is not None:
            values |= {identity(value): reference for value in listed}
        elif reference:
            values[identity(_name(reference))] = reference
    return _DiscriminatorValues(
        values, certain and bool(schema.get("oneOf") or schema.get("anyOf"))
    )


def _listed_values(views: SourceView, branch: Any, name: str) -> list[Any] | None:
    """The values that a branch lists for its discriminator property; None if it lists none."""
    keywords: dict[str, Any] = {}
    views.gather(branch, keywords, set())
    member: dict[str, Any] = {}
    views.gather(keywords.get("properties", {}).get(name), member, set())
    return [member["const"]] if "const" in member else member.get("enum")


def _reference(target: Any) -> str:
    """A mapping's value is a reference or a schema's name (OAS 3.1, 4.8.25.1)."""
    text = str(target)
    return text if any(c in text for c in "#/.") else f"#/components/schemas/{text}"


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]


def _is_another_schema(views: ViewPair, old: str, new: str) -> bool:
    """Whether a value selects another schema now; a schema that was only renamed is the same."""
    if old == new:
        return False
    before, after, kept = (
        side.referred(reference)
        for side, reference in ((views[0], old), (views[1], new), (views[1], old))
    )
    return kept is not None and not same(before, after)
