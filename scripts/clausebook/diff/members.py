"""The members of objects compared: which must be there, which may be, and of what shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.diff.direction import Impact, Step, strictly
from clausebook.diff.keywords import effect_of
from clausebook.diff.schema_walk import SchemaWalk
from clausebook.openapi.pointers import join
from clausebook.schema.equality import shown

_Schema = Mapping[str, Any]


def object_steps(
    walk: SchemaWalk, old: _Schema, new: _Schema, old_path: str, new_path: str
) -> Iterator[Step]:
    """What changed for objects that both schemas speak of."""
    yield from _required(old, new, old_path, new_path)
    yield from _named(walk, old, new, old_path, new_path)
    yield from _unnamed(walk, old, new, old_path, new_path)
    for keyword in ("patternProperties", "dependentSchemas"):
        yield from _by_key(walk, keyword, (old, new), (old_path, new_path))
    yield from _dependent(old, new, old_path, new_path)


def _required(old: _Schema, new: _Schema, old_path: str, new_path: str) -> Iterator[Step]:
    was, now = old.get("required", []), new.get("required", [])
    for name in dict.fromkeys([*was, *now]):
        if (name in was) == (name in now):
            continue
        at = [join(path, "required", name) for path in (old_path, new_path)]
        if name in now:
            said = f"the member {name!r} is required now"
            yield Step("required", Impact.NARROWS, at[0], at[1], False, True, said)
        elif name in old.get("properties", {}) and name not in new.get("properties", {}):
            continue  # its removal is told where the member itself is compared
        else:
            said = f"the member {name!r} is not required any more"
            yield Step("required", Impact.WIDENS, at[0], at[1], True, False, said)


def _named(
    walk: SchemaWalk, old: _Schema, new: _Schema, old_path: str, new_path: str
) -> Iterator[Step]:
    was, now = old.get("properties", {}), new.get("properties", {})
    for name in dict.fromkeys([*was, *now]):
        at = [join(path, "properties", name) for path in (old_path, new_path)]
        if name in was and name in now:
            yield from walk.steps(was[name], now[name], at[0], at[1])
            continue
        there, other = (was, new) if name in was else (now, old)
        rest = other.get("additionalProperties", True)
        if isinstance(rest, dict):
            ends = (there[name], rest) if name in was else (rest, there[name])
            yield from walk.steps(ends[0], ends[1], at[0], at[1])
        elif name in was:
            refused = rest is False and not other.get("patternProperties")
            effect = Impact.REFUSED if refused else Impact.LOST
            said = f"the member {name!r} is gone" + (
                ", and members that are not named are refused" if refused else ""
            )
            yield Step("properties", effect, at[0], at[1], was[name], None, said)
        elif rest is False or name not in _newly_required(old, new):
            closed = rest is False and not other.get("patternProperties")
            effect = Impact.WIDENS if closed else Impact.GAINED
            said = f"the member {name!r} is new" + (
                ", where no member might be there that was not named" if closed else ""
            )
            yield Step("properties", effect, at[0], at[1], None, now[name], said)


def _newly_required(old: _Schema, new: _Schema) -> set[str]:
    """The members whose arrival is told where they become required."""
    return set(new.get("required", [])) - set(old.get("required", []))


def _unnamed(
    walk: SchemaWalk, old: _Schema, new: _Schema, old_path: str, new_path: str
) -> Iterator[Step]:
    was, now = (s.get("additionalProperties", True) for s in (old, new))
    at = [join(path, "additionalProperties") for path in (old_path, new_path)]
    if isinstance(was, dict) and isinstance(now, dict):
        yield from walk.steps(was, now, at[0], at[1])
    elif was != now:
        order = (False, None, True)
        narrows = order.index(_openness(now)) < order.index(_openness(was))
        said = f"members that are not named are {_welcome(now)} now and were {_welcome(was)}"
        effect = effect_of(narrows, not narrows)
        yield Step("additionalProperties", effect, at[0], at[1], was, now, said)


def _openness(rest: Any) -> bool | None:
    """Closed, open to some values, or open to all."""
    return rest if isinstance(rest, bool) else None


def _welcome(rest: Any) -> str:
    if isinstance(rest, bool):
        return "allowed" if rest else "refused"
    return f"allowed where they fit {shown(rest, 40)}"


def _by_key(
    walk: SchemaWalk,
    keyword: str,
    schemas: tuple[_Schema, _Schema],
    paths: tuple[str, str],
) -> Iterator[Step]:
    was, now = (s.get(keyword, {}) for s in schemas)
    for key in dict.fromkeys([*was, *now]):
        at = [join(path, keyword, key) for path in paths]
        if key in was and key in now:
            steps = walk.steps(was[key], now[key], at[0], at[1])
            yield from strictly(steps) if keyword == "dependentSchemas" else steps
        else:
            effect = Impact.NARROWS if key in now else Impact.WIDENS
            word = "new" if key in now else "gone"
            said = f"what {keyword} says of {key!r} is {word}"
            yield Step(keyword, effect, at[0], at[1], was.get(key), now.get(key), said)


def _dependent(old: _Schema, new: _Schema, old_path: str, new_path: str) -> Iterator[Step]:
    keyword = "dependentRequired"
    was, now = (
        {(k, name) for k, names in s.get(keyword, {}).items() for name in names} for s in (old, new)
    )
    if was != now:
        at = [join(path, keyword) for path in (old_path, new_path)]
        effect = effect_of(bool(now - was), bool(was - now))
        said = "which members demand which others has changed"
        yield Step(keyword, effect, at[0], at[1], old.get(keyword), new.get(keyword), said)
