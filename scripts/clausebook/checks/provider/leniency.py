"""Whether accepting an invalid request is lenience: read in another way, the request is valid.

What no other reading mends breaks a constraint, and accepting that is an error. The checks that
send the requests know nothing of it, so that the same fact has one rule whichever finds it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from clausebook.checks.registry import finding_rule
from clausebook.clauses import ClauseKey, parameter_place, parameters_of, request_bodies_of
from clausebook.errors import Level
from clausebook.http.exchange import Exchange, Response
from clausebook.judge import Judge, Violation
from clausebook.openapi import Document, Operation
from clausebook.openapi.pointers import split
from clausebook.resources import Draft
from clausebook.resources.draft import Slot
from clausebook.resources.members import member_at, with_member_at
from clausebook.values.nothing import NOTHING
from clausebook.values.readings import Leniency, Reading, readings

TYPE = "lenient/type"
SPELLING = "lenient/spelling"
MEDIA_TYPE = "lenient/media-type"
PATH = "lenient/path"

# What a value is, or how it is written; all other keywords are constraints.
_READ = frozenset({"type", "enum", "const", "format", "anyOf", "oneOf"})
_MOST_NODES = 200  # of a body that are tried
_MOST_VIOLATIONS = 8
_DEEPEST = 4  # how many values of one request are read in another way

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Reread:
    """The draft read in another way: by which rule, and what a response must not show of it."""

    rule: str
    draft: Draft
    name: str = ""
    forbidden: tuple[Any, ...] = ()


@finding_rule(id=TYPE, level=Level.WARNING, source="RFC 8259, 3")
def is_of_another_type(leniency: Leniency) -> bool:
    """A value of another type is rejected, such as a text or a boolean for a number."""
    return leniency in (Leniency.TYPE, Leniency.ROUNDING)


@finding_rule(id=SPELLING, level=Level.WARNING, source="RFC 8259, 6 and 7; RFC 3339, 5.6")
def is_spelled_otherwise(leniency: Leniency) -> bool:
    """A value in another spelling is rejected: hexadecimal, other case, blanks, empty for none."""
    return not is_of_another_type(leniency)


@finding_rule(id=MEDIA_TYPE, level=Level.WARNING, source="RFC 9110, 15.5.16")
def has_undocumented_media_type(draft: Draft) -> bool:
    """A body that parses is rejected if its media type is not documented."""
    return draft.content_type is not None


@finding_rule(id=PATH, level=Level.WARNING, source="RFC 3986, 6.2.2.1 and 6.2.3")
def is_respelled_path(path: str, documented: str) -> bool:
    """A documented path in other case, or with a final slash, is not found."""
    return path != documented and path.rstrip("/").casefold() == documented.rstrip("/").casefold()


def lenient_rule(judge: Judge, document: Document, draft: Draft, exchange: Exchange) -> str:
    """The rule by which accepting this invalid request is lenience; empty if it is an error."""
    rules: list[str] = []
    for _ in range(_DEEPEST):
        broken = _violations(judge, draft)
        if not broken:
            return next((rule for rule in _BY_WEIGHT if rule in rules), "")
        if len(broken) > _MOST_VIOLATIONS:
            return ""
        reread = next(
            (
                it
                for it in _rereadings(document, draft, broken[0])
                if len(_violations(judge, it.draft)) < len(broken)
            ),
            None,
        )
        if reread is None or _shows(exchange.response, reread):
            return ""
        rules.append(reread.rule)
        draft = reread.draft
    return ""


_BY_WEIGHT = (MEDIA_TYPE, TYPE, SPELLING)


def _violations(judge: Judge, draft: Draft) -> list[Violation]:
    violations = judge.request(draft.request({}))
    return [it for it in violations if not it.key_parts.is_security]


def _rereadings(document: Document, draft: Draft, broken: Violation) -> Iterator[_Reread]:
    operation, key = draft.operation, broken.key_parts
    tokens = split(key.keyword_path)
    for parameter in operation.parameters:
        if key.is_within(ClauseKey.of(operation, parameter_place(operation, parameter))):
            slot = (parameter.place, parameter.name)
            yield from _of_parameter(document, draft, slot, tokens, required=parameter.required)
            return
    if key.place.startswith("body"):
        yield from _of_bytes(draft)
        if draft.raw_body is None and draft.body is not NOTHING:
            yield from _of_body(document, draft, tokens)


def _of_parameter(
    document: Document, draft: Draft, slot: Slot, tokens: Sequence[str], *, required: bool
) -> Iterator[_Reread]:
    value = draft.values.get(slot, NOTHING)
    if value is NOTHING:
        return
    if value in ("true", "false"):  # how a boolean is written there
        value = value == "true"
    is_read = bool(_READ.intersection(tokens[-1:])) or _within_union(tokens)
    for reading in readings(value, _members(document, draft.operation, slot)):
        if reading.leniency is Leniency.OMISSION:
            # An empty value is the way to send none, whatever the parameter has to be. A deletion
            # that takes it so may reach further than was asked.
            is_empty = value in (None, "") or is_read
            if is_empty and not required and draft.operation.method != "DELETE":
                yield _Reread(SPELLING, draft.with_value(slot, NOTHING))
        elif is_read:
            yield _reread(draft.with_value(slot, reading.value), slot[1], reading)


def _reread(draft: Draft, name: str, reading: Reading) -> _Reread:
    rule = TYPE if is_of_another_type(reading.leniency) else SPELLING
    is_rounded = reading.leniency is Leniency.ROUNDING
    # Rounded down, up, or cut off: each is another of these.
    forbidden = (reading.value - 1, reading.value, reading.value + 1) if is_rounded else ()
    return _Reread(rule, draft, name, forbidden)


def _of_bytes(draft: Draft) -> Iterator[_Reread]:
    """The body as its documented media type, and without what follows the JSON in it."""
    if has_undocumented_media_type(draft):
        yield _Reread(MEDIA_TYPE, replace(draft, content_type=None))
    if draft.raw_body is not None:
        try:
            text = draft.raw_body.decode()
            _, end = json.JSONDecoder().raw_decode(text)
        except (ValueError, RecursionError):
            return
        yield _Reread(SPELLING, replace(draft, raw_body=text[:end].encode()))


def _of_body(document: Document, draft: Draft, tokens: Sequence[str]) -> Iterator[_Reread]:
    if not (_READ.intersection(tokens[-1:]) or _within_union(tokens)):
        return
    names = [tokens[i + 1] for i, it in enumerate(tokens[:-1]) if it == "properties"]
    members = _members(document, draft.operation, None)
    nodes = (path for path in _nodes(draft.body) if _names(path)[: len(names)] == names)
    for _, path in zip(range(_MOST_NODES), nodes, strict=False):
        name = next((it for it in reversed(path) if isinstance(it, str)), "")
        for reading in readings(member_at(draft.body, path), members):
            if reading.value is not NOTHING:
                body = with_member_at(draft.body, path, reading.value)
                yield _reread(draft.with_body(body), name, reading)
            elif path and isinstance(path[-1], str):
                value = member_at(draft.body, path)
                body = _without(draft.body, path)
                yield _Reread(SPELLING, draft.with_body(body), name, (value,))


def _within_union(tokens: Sequence[str]) -> bool:
    """Whether a keyword stands in a branch of a union, of which another one may be meant."""
    return any(it in ("anyOf", "oneOf") for it in tokens) and tokens[-1] in (*_READ, "anyOf")


def _nodes(value: Any, path: Path = ()) -> Iterator[Path]:
    """The paths to everything inside of a JSON value, the innermost first."""
    inner: Iterator[tuple[str | int, Any]] = iter(())
    if isinstance(value, Mapping):
        inner = iter(value.items())
    elif isinstance(value, list):
        inner = iter(enumerate(value))
    for step, member in inner:
        yield from _nodes(member, (*path, step))
    yield path


def _names(path: Path) -> list[str]:
    return [step for step in path if isinstance(step, str)]


def _without(body: Any, path: Path) -> Any:
    parent = member_at(body, path[:-1])
    rest = {name: value for name, value in parent.items() if name != path[-1]}
    return with_member_at(body, path[:-1], rest)


def _members(document: Document, operation: Operation, slot: Slot | None) -> list[Any]:
    """The members of every enum of a parameter, or of the bodies."""
    if slot is None:
        return [it for p in request_bodies_of(document, operation) for it in _enums(p.schema.value)]
    return [
        member
        for place in parameters_of(document, operation)
        if place.parameter is not None and (place.parameter.place, place.parameter.name) == slot
        for member in _enums(place.schema.value)
    ]


def _enums(schema: Any) -> Iterator[Any]:
    if isinstance(schema, Mapping):
        yield from schema["enum"] if isinstance(schema.get("enum"), list) else ()
        for value in schema.values():
            yield from _enums(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _enums(value)


def _shows(response: Response, reread: _Reread) -> bool:
    """Whether the response shows what the provider must not make of the value."""
    if not reread.forbidden:
        return False
    try:
        body = json.loads(response.body)
    except (ValueError, RecursionError):
        return False
    for path in _nodes(body):
        if path and path[-1] == reread.name:
            value = member_at(body, path)
            if any(type(value) is type(it) and value == it for it in reread.forbidden):
                return True
    return False
