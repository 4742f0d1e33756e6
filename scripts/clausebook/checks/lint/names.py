"""Lint rule about operationIds, which name functions of generated clients."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausebook.checks.registry import lint_rule
from clausebook.errors import Level
from clausebook.openapi import Document
from clausebook.openapi.pointers import join
from clausebook.report.finding import Finding, finding_at

_CAMEL_CASE = re.compile(r"[a-z][a-zA-Z0-9]*")
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
# Tells verbs from nouns that are in the path too; an unlisted verb causes no false alarm.
_VERBS = frozenset(
    re.findall(
        r"[a-z]+",
        """
        accept activate add apply approve archive assign attach authorize begin block
        book build buy call cancel change check clear clone close commit complete
        compute confirm connect copy count create deactivate decline delete deploy
        describe destroy detach disable discard download edit enable end execute expire
        export fetch find finish generate get grant head import insert install invite
        invoke issue join launch leave link list load lock log login logout lookup make
        mark merge modify monitor move notify open order pass patch pause pay ping place
        poll post preview print publish purge push put query queue read receive record
        redeem refresh refund register reject release reload remove rename render renew
        reopen replace report request reset resolve restart restore resume retrieve
        retry return revoke rotate run save schedule search select send set share ship
        show sign start stop store stream submit subscribe suspend switch sync tag test
        track transfer transform trigger unblock unlink unlock unsubscribe update upload
        upsert use validate verify view watch withdraw write
        """,
    )
)
_USUAL_VERBS = frozenset(
    {"get", "list", "create", "delete", "update", "put", "post", "patch", "add"}
)


@lint_rule(
    id="style/operation-id",
    level=Level.WARNING,
    default=False,
    source="Spectral operation-operationId",
)
def operation_ids_are_verbs_in_camel_case(document: Document) -> Iterator[Finding]:
    """Each operation has an operationId in camelCase that begins with a verb.

    The id names a function of each generated client, so it is as public as the path.
    """
    for operation in document.operations:
        name, pointer = operation.operation_id, join(operation.pointer, "operationId")
        if not name:
            problem = f"{operation.label} has no operationId"
            yield finding_at(document, operation.pointer, problem, expected="such as showPet")
            continue
        problem = _name_problem(name, operation.path)
        if problem:
            expected = "camelCase with the verb first, such as showPet"
            yield finding_at(document, pointer, problem, expected=expected, actual=name)


def _name_problem(name: str, path: str) -> str:
    if not _CAMEL_CASE.fullmatch(name):
        return f"operationId {name!r} is not camelCase"
    first, *rest = (word.lower() for word in _WORD.findall(name))
    if first in _VERBS:
        return ""
    nouns = {word.lower().rstrip("s") for word in re.findall(r"[A-Za-z0-9]+", path)}
    if first.rstrip("s") in nouns or (rest and rest[-1] in _USUAL_VERBS):
        return f"operationId {name!r} does not begin with a verb"
    return ""
