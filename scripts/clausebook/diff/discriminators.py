"""Which values of the tag name which shape: what a `discriminator` says, with or without `mapping`.

A name in `mapping` takes the place of the implicit one, the schema's own (OAS 3.1, 4.8.25). Where
the shape itself lists what its tag may be, the shape decides, whatever it is called.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clausebook.diff.direction import Impact
from clausebook.diff.source_view import SourceView, SpokenPair
from clausebook.schema.equality import identity, same


@dataclass(frozen=True, slots=True)
class _Tag:
    """The tag's values with the references of their shapes; `certain` where shapes list them."""

    values: Mapping[str, str]
    certain: bool


def discriminator_effect(
    spoken: SpokenPair, was: Mapping[str, Any], now: Mapping[str, Any]
) -> Impact | None:
    """What became of the set of tagged values; None where nothing did, or none was told apart."""
    ours, theirs = was.get("discriminator"), now.get("discriminator")
    if not ours:
        return None
    before = _tag(spoken[0], was, ours)
    if not theirs:
        return Impact.UNKNOWN if before.certain else Impact.BOTH
    if ours.get("propertyName") != theirs.get("propertyName"):
        return Impact.BOTH
    after = _tag(spoken[1], now, theirs)
    if any(
        _another(spoken, before.values[value], after.values[value])
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
    # The shapes still tell themselves apart, and readers that only know their names do not.
    forgotten = ours.get("mapping") and not theirs.get("mapping")
    implicit = {identity(_name(reference)) for reference in before.values.values()}
    return Impact.UNKNOWN if forgotten and implicit != before.values.keys() else None


def _tag(spoken: SourceView, said: Mapping[str, Any], discriminator: Mapping[str, Any]) -> _Tag:
    explicit = {
        identity(value): _reference(target)
        for value, target in (discriminator.get("mapping") or {}).items()
    }
    found = dict(explicit)
    certain = True
    for branch in said.get("oneOf") or said.get("anyOf") or []:
        reference = branch.get("$ref", "") if isinstance(branch, dict) else ""
        listed = _listed(spoken, branch, str(discriminator.get("propertyName")))
        certain = certain and listed is not None
        if reference in explicit.values():
            continue
        if listed is not None:
            found |= {identity(value): reference for value in listed}
        elif reference:
            found[identity(_name(reference))] = reference
    return _Tag(found, certain and bool(said.get("oneOf") or said.get("anyOf")))


def _listed(spoken: SourceView, branch: Any, name: str) -> list[Any] | None:
    """The values that a shape lets its tag have; None where it does not list them."""
    shape: dict[str, Any] = {}
    spoken.gather(branch, shape, set())
    member: dict[str, Any] = {}
    spoken.gather(shape.get("properties", {}).get(name), member, set())
    return [member["const"]] if "const" in member else member.get("enum")


def _reference(target: Any) -> str:
    """A mapping's value is a reference or a schema's name (OAS 3.1, 4.8.25.1)."""
    text = str(target)
    return text if any(c in text for c in "#/.") else f"#/components/schemas/{text}"


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]


def _another(spoken: SpokenPair, old: str, new: str) -> bool:
    """Whether a value names another shape now; a shape that was only renamed is the same."""
    if old == new:
        return False
    was, now, kept = (
        side.referred(reference)
        for side, reference in ((spoken[0], old), (spoken[1], new), (spoken[1], old))
    )
    return kept is not None and not same(was, now)
