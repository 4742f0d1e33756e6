"""What links and `x-effect`s say belongs together: who makes, shows and deletes a thing.

The write is the operation with `x-effect: create` whose responses link to the others (OAS 3.1,
4.8.20); the links say under which names they speak of the same thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausebook.clauses import named_in_facts
from clausebook.config.facts import Facts
from clausebook.openapi import Document, Effect, Operation
from clausebook.openapi.pointers import split
from clausebook.resources.draft import Draft
from clausebook.resources.valid_requests import valid_request
from clausebook.values.nothing import NOTHING


def creator_of(
    document: Document, operation: Operation
) -> tuple[Operation, Mapping[str, str]] | None:
    """The operation that makes what this one works on, and where its request names the same.

    None where a link takes a name from the answer: what a request makes is then told only by its
    answer, so that no request can be written beforehand that names the same thing.
    """
    for candidate in document.operations:
        if candidate.effect is not Effect.CREATE or candidate.label == operation.label:
            continue
        for response in candidate.responses.values():
            for entry in response.get("links", {}).values():
                link = document.resolve(entry)
                named = link.get("parameters", {})
                told_first = not any(str(e).startswith("$response") for e in named.values())
                own = operation.operation_id and link.get("operationId") == operation.operation_id
                if own and told_first:
                    return candidate, named
    return None


def linked_to(document: Document, creator: Operation, effect: Effect) -> Operation | None:
    """The operation with this `x-effect` that works on what `creator` makes."""
    for operation in document.operations:
        found = creator_of(document, operation) if operation.effect is effect else None
        if found is not None and found[0].label == creator.label:
            return operation
    return None


def creating_draft(document: Document, facts: Facts, draft: Draft) -> Draft | None:
    """The write that makes what `draft` names; None where no operation is linked to do so."""
    found = creator_of(document, draft.operation)
    if found is None:
        return None
    creator, named = found
    made = valid_request(document, creator, facts)
    for name, expression in named.items():
        value = next((v for (_, own), v in draft.values.items() if own == name), NOTHING)
        if value is not NOTHING:
            made = _with_expression(made, str(expression), value)
    return made


def sibling_draft(document: Document, facts: Facts, draft: Draft, effect: Effect) -> Draft | None:
    """The documented read or deletion of what `draft` names; None where none is linked.

    `draft` may be of the write itself or of any operation that the write links to.
    """
    if draft.operation.effect is Effect.CREATE:
        creator, named = draft.operation, _spoken_names(document, draft)
    else:
        found = creator_of(document, draft.operation)
        if found is None:
            return None
        creator = found[0]
        named = {name: value for (_, name), value in draft.values.items()}
    operation = linked_to(document, creator, effect)
    if operation is None:
        return None
    made = valid_request(document, operation, facts)
    for place, name in list(made.values):
        if name in named:
            made = made.with_value((place, name), named[name])
    return made


def _spoken_names(document: Document, draft: Draft) -> dict[str, Any]:
    """What a write's request says, by the names that its links give it."""
    found: dict[str, Any] = {}
    for response in draft.operation.responses.values():
        for entry in response.get("links", {}).values():
            for name, expression in document.resolve(entry).get("parameters", {}).items():
                value = _expressed(draft, str(expression))
                if value is not NOTHING:
                    found[name] = value
    return found


def _expressed(draft: Draft, expression: str) -> Any:
    """What a runtime expression of a link reads from a draft (OAS 3.1, 4.8.20.4)."""
    source = expression.removeprefix("$request.")
    if source.startswith("body#"):
        value = draft.body
        for token in split(source.removeprefix("body#")):
            value = value.get(token, NOTHING) if isinstance(value, Mapping) else NOTHING
        return value
    place, _, name = source.partition(".")
    return draft.values.get((place, name), NOTHING)


def _with_expression(draft: Draft, expression: str, value: Any) -> Draft:
    """The draft with what a runtime expression reads set to `value`."""
    source = expression.removeprefix("$request.")
    if source.startswith("body#") and isinstance(draft.body, Mapping):
        names = split(source.removeprefix("body#"))
        return draft.with_body({**draft.body, names[0]: value}) if len(names) == 1 else draft
    place, _, name = source.partition(".")
    return draft.with_value((place, name), value)


def is_known(facts: Facts, draft: Draft) -> bool:
    """Whether facts say that everything the request names exists, and exists together."""
    rows = [{named_in_facts(key): v for key, v in row.items()} for row in facts.known]
    names = {name for row in rows for name in row}
    members = draft.body if isinstance(draft.body, Mapping) else {}
    named = {name: value for (_, name), value in draft.values.items() if name in names}
    named |= {name: value for name, value in members.items() if name in names}
    return any(
        all(row.get(name) in equivalent_values(facts, name, value) for name, value in named.items())
        for row in rows
    )


def equivalent_values(facts: Facts, name: str, value: Any) -> list[Any]:
    """The value, and what else facts call the same thing, of a parameter or member."""
    same = (fact.values for fact in facts.same if fact.parameter == name)
    return [value, *(v for values in same if value in values for v in values if v != value)]
