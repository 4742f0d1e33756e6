"""Which operations the provider accepted at least once in this run, and why not the others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from clausebook.checks.session.made_resources import MadeResources
from clausebook.checks.session.state import RunState
from clausebook.errors import CannotRun
from clausebook.http.exchange import Exchange
from clausebook.openapi import Document, Operation
from clausebook.report.acceptance import UnacceptedOperation
from clausebook.resources.references import references_of
from clausebook.resources.types import address_slots

_UNAUTHENTICATED = re.compile(r"rejected: 40[13]\b")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+\Z")


def is_accepted(operation: Operation, exchange: Exchange) -> bool:
    """Whether the response says that the request was accepted: as documented, else by a 2xx."""
    status = exchange.response.status
    if 200 <= status < 300:
        return True
    only_redirects = not any(code.startswith("2") for code in operation.responses)
    return only_redirects and 300 <= status < 400


def unaccepted_operations(
    document: Document, run: RunState, made: MadeResources
) -> list[UnacceptedOperation]:
    """The operations of which no request was accepted, each with the nearest reason."""
    return [
        _unaccepted(operation, run, made)
        for operation in document.operations
        if operation.label not in run.accepted_operations
    ]


def _unaccepted(operation: Operation, run: RunState, made: MadeResources) -> UnacceptedOperation:
    missing = dict(_missing_resources(operation, made))
    why = next(iter(missing.values()), "") or run.precondition_failures.get(operation.label, "")
    if _UNAUTHENTICATED.search(why):
        hint = _credential_option(operation)
    else:
        names = list(missing) or [slot.name for slot in address_slots(operation)]
        hint = _known_row(names)
    return UnacceptedOperation(operation.label, why or "no valid request was sent to it", hint)


def _missing_resources(operation: Operation, made: MadeResources) -> Iterator[tuple[str, str]]:
    """The parameters and members whose resource this run could not create, each with why."""
    for slot in address_slots(operation):
        if slot.kind in made.reasons:
            yield slot.name, f"no {slot.kind} could be created: {made.reasons[slot.kind]}"
    try:
        draft = made.requests.valid_request(operation)
    except CannotRun:
        return
    for reference in references_of(made.types, draft):
        if reference.place != "path" and reference.kind in made.reasons:
            reason = made.reasons[reference.kind]
            yield reference.name, f"no {reference.kind} could be created: {reason}"


def _known_row(names: list[str]) -> str:
    if not names:
        return ""
    keys = [name if _BARE_KEY.match(name) else json.dumps(name) for name in names]
    return "\n".join(["[[known]]", *(f'{key} = "..."' for key in dict.fromkeys(keys))])


def _credential_option(operation: Operation) -> str:
    """The option by which the first of the alternatives that need a credential is given."""
    for alternative in operation.security:
        if alternative:
            return " ".join(f"--credential '{name}=env:VARIABLE'" for name in alternative)
    return "--header-env 'Authorization=VARIABLE'"
