"""Requests that are only strange: what is done to a known-good one, place by place.

Which of them a provider takes is its own affair; `robustness` holds it to what it must not do.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from clausebook.auth import schemes_of
from clausebook.checks.provider.near_miss_names import near_miss_values, paths_like
from clausebook.checks.provider.probes import Planner
from clausebook.clauses import Place, parameters_of
from clausebook.config.facts import Facts
from clausebook.http.exchange import Request
from clausebook.http.parameter_writing import encoded
from clausebook.openapi import Document, Effect, Operation
from clausebook.resources import Draft, valid_request
from clausebook.resources.draft import Slot
from clausebook.resources.equivalent_requests import overrides
from clausebook.resources.links import creating_draft
from clausebook.values.nothing import NOTHING

_LONG = 8_000
_STRANGE: dict[str, Any] = {
    "a NUL": "a\0b",
    "a value with control characters": "a\x07\x1b\r\nb",
    "a very long value": "a" * _LONG,
    "a number beyond 32 bits": 2**31,
    "a number beyond 64 bits": 2**64,
    "a very long number": "9" * 5_000,
    "a value with quotation marks, a path upwards and signs of formats": "../a'b\"c%25{0}%s%n$d",
    "an astral character": "\U0001f600",
    "a value of white space only": "  ",
    "a quotation mark": 'a"b',
}
_REPEATED = "a quotation mark"  # whoever repeats it in a refusal has to escape it (RFC 8259, 7)


@dataclass(frozen=True)
class Malformation:
    """What is done to a draft, and to the finished request after that.

    `pair` is added to the query, `slash` to the path. `elsewhere`: it names another thing than the
    known-good one; `nowhere`: its path is not documented; `repeated`: a documented answer is likely
    to repeat it; `undoing`: it asks a write to undo itself.
    """

    draft: Draft
    pair: str = ""
    slash: bool = False
    header: tuple[str, str] | None = None
    elsewhere: bool = False
    nowhere: bool = False
    repeated: bool = False
    undoing: bool = False

    def __call__(self, request: Request) -> Request:
        """The strange request."""
        path, target = request.path, request.target
        if self.slash:
            target = f"{path}/{'?' if request.query else ''}{request.query}"
        if self.pair:
            target = f"{target}{'&' if request.query else '?'}{self.pair}"
        changed = replace(request, target=target)
        return changed.with_header(*self.header) if self.header else changed


Malformations = Mapping[str, Malformation]


def malformed_requests_of(
    planner: Planner, operation: Operation, facts: Facts, good: Draft
) -> Iterator[tuple[str, Malformations]]:
    """The changes of each kind, by what they are."""
    yield "a strange target", _targets(good)
    yield "a path that is not documented", _paths(planner.document, good)
    yield "a strange header", _headers(planner.document, good)
    yield "a method override", _overrides(planner.document, facts, good)
    for place in parameters_of(planner.document, operation):
        yield from _of_parameter(planner, facts, good, place)
    if isinstance(good.body, dict):
        yield "a strange body", _bodies(good, good.body)
        for name in good.body:
            body = functools.partial(_with_member, good, good.body, name)
            yield f"a strange member {name}", _each(body)


def _with_member(good: Draft, body: dict[str, Any], name: str, value: Any) -> Draft:
    return good.with_body({**body, name: value})


def _each(made: Callable[[Any], Draft], elsewhere: bool = False) -> dict[str, Malformation]:
    """The strange values, each in the draft that is made of it."""
    return {
        what: Malformation(made(value), elsewhere=elsewhere, repeated=what == _REPEATED)
        for what, value in _STRANGE.items()
    }


def _of_parameter(
    planner: Planner, facts: Facts, good: Draft, place: Place
) -> Iterator[tuple[str, Malformations]]:
    """The changes of one parameter of the query or the path, where the good request has it."""
    parameter = place.parameter
    assert parameter is not None
    slot = (parameter.place, parameter.name)
    if slot not in good.values or parameter.place not in ("query", "path"):
        return
    elsewhere = _names(planner.document, facts, good, slot)
    changes = _each(functools.partial(good.with_value, slot), elsewhere)
    if parameter.place == "query":
        name = encoded(parameter.name)
        changes["its repetition"] = Malformation(good, f"{name}={encoded(good.values[slot])}")
        changes["its repetition that is not UTF-8"] = Malformation(good, f"{name}=%ff%ed%a0%80")
        if parameter.required:
            changes["an empty value"] = Malformation(good.with_value(slot, ""), elsewhere=elsewhere)
    yield f"a strange {parameter.name}", changes
    if good.operation.effect is Effect.DELETE:
        like = near_miss_values(facts, parameter.name, good.values[slot], place.schema.value)
        drafts = {text: good.with_value(slot, text) for text in like}
        yield (
            f"what is only like {parameter.name}",
            {
                f"the {parameter.name} {text!r}": Malformation(draft, elsewhere=True)
                for text, draft in drafts.items()
                if not planner.faults(draft)
            },
        )


def _names(document: Document, facts: Facts, good: Draft, slot: Slot) -> bool:
    """Whether a parameter says which thing is meant: the write that makes it says that too."""
    made = [
        creating_draft(document, facts, draft) for draft in (good, good.with_value(slot, "a\0b"))
    ]
    return made[0] != made[1]


def _targets(good: Draft) -> Malformations:
    bare = good
    for slot in good.values:
        if slot[0] == "query":
            bare = bare.with_value(slot, NOTHING)
    changes = {
        "an unknown query key": Malformation(good, "clausebook_unknown=1"),
        "a key with brackets": Malformation(good, f"{_key_of_query(good)}%5B%5D=1"),
        "a key without a value": Malformation(good, "clausebook_unknown"),
        "an empty pair": Malformation(good, "&"),
        "a broken escape": Malformation(good, "clausebook_unknown=%zz"),
        "a query that is not UTF-8": Malformation(good, "clausebook_unknown=%ff%fe"),
    }
    return changes if bare == good else {**changes, "no query at all": Malformation(bare)}


def _key_of_query(good: Draft) -> str:
    names = (name for place, name in good.values if place == "query")
    return encoded(next(names, "clausebook_unknown"))


def _paths(document: Document, good: Draft) -> Malformations:
    """The request by a path that is only like the documented one, and like no other of them."""
    like = {
        words: Malformation(draft, elsewhere=True, nowhere=True)
        for words, draft in paths_like(document, good)
    }
    return {"a final slash": Malformation(good, slash=True, elsewhere=True, nowhere=True), **like}


def _headers(document: Document, good: Draft) -> Malformations:
    demanded = {name for requirement in good.operation.security for name in requirement}
    schemes = [s for name, s in schemes_of(document).items() if name in demanded]
    named = [scheme.parameter for scheme in schemes if scheme.place == "header"]
    changes = {
        **{f"a very long {name}": Malformation(good, header=(name, "x" * _LONG)) for name in named},
        **{
            f"a {name} beyond ASCII": Malformation(good, header=(name, "\xe4\u0416"))
            for name in named
        },
        "an unknown Accept": Malformation(
            good, header=("Accept", "application/x-clausebook-unknown")
        ),
        "an unknown Authorization": Malformation(good, header=("Authorization", "Clausebook x")),
        "a very long header": Malformation(good, header=("X-Clausebook", "x" * _LONG)),
    }
    if good.body is NOTHING:
        typed = "application/x-clausebook-unknown"
        changes["a body where none is documented"] = Malformation(
            replace(good, raw_body=b'{"a": 1}', content_type="application/json")
        )
        changes["a body of an unknown kind"] = Malformation(
            replace(good, raw_body=b"\xff\x00", content_type=typed)
        )
    return changes


def _overrides(document: Document, facts: Facts, good: Draft) -> Malformations:
    """Requests to be taken for another documented method of the same path, with its query.

    What a deletion is taken for shows in nothing, since the thing is gone in any case.
    """
    own = good.operation
    others = [o for o in document.operations if o.path == own.path and o.label != own.label]
    said = good.request({}).query.split("&")
    changes = {}
    for other in others if own.effect is not Effect.DELETE else ():
        query = valid_request(document, other, facts).request({}).query.split("&")
        more = [pair for pair in query if pair not in said]
        for words, _ in overrides(other.method) if other.effect is not Effect.READ else ():
            pair = "&".join(filter(None, [*more, "" if ": " in words else words]))
            undoing = other.effect is Effect.DELETE
            changes[words] = Malformation(good, header=_header(words), pair=pair, undoing=undoing)
    return changes


def _header(words: str) -> tuple[str, str] | None:
    name, colon, value = words.partition(": ")
    return (name, value) if colon else None


def _bodies(good: Draft, body: dict[str, Any]) -> Malformations:
    first = json.dumps(next(iter(body), "a"))
    twice = json.dumps(body)[:-1] + f", {first}: null}}"
    raw = {
        "a body that is not UTF-8": b'{"a": "\xff"}',
        "a deeply nested body": b"[" * 500 + b"]" * 500,
        "a body with a NaN": b'{"a": NaN}',
        "a body with a lone surrogate": b'{"a": "\\ud800"}',
        "a member twice": twice.encode(),
    }
    changes = {words: Malformation(replace(good, raw_body=text)) for words, text in raw.items()}
    changes["an unknown member"] = Malformation(good.with_body({**body, "clausebook_unknown": 1}))
    return changes
