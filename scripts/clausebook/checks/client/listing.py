"""Lists the client checks of a document, to be run against any client."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clausebook.checks.client.client_check import ClientCase, ClientCheck, ClientPlan
from clausebook.checks.client.own_checks import own_client_checks
from clausebook.checks.discovery import import_modules
from clausebook.checks.registry import Kind, Phase, RegisteredCheck, in_order, registered_checks
from clausebook.judge import Judge
from clausebook.openapi import Document, Operation


def built_in_client_families() -> tuple[RegisteredCheck, ...]:
    """The built-in families of client checks, in order."""
    import_modules("clausebook.checks.client")
    return in_order(it for it in registered_checks(Kind.CLIENT) if it.is_built_in)


def client_checks(
    document: Document,
    *,
    asynchronous: bool = False,
    registered: Iterable[RegisteredCheck] | None = None,
) -> list[ClientCheck]:
    """The deterministic checks, in a fixed order; none is drawn at random.

    The document of the `ClientDriver` that they are run against must be this one, whatever document
    its client was made from. `registered` are the families and checks of one's own; the built-in
    ones where it is None. Those of one's own come last.
    """
    plan = ClientPlan(document, Judge(document))
    wanted = built_in_client_families() if registered is None else in_order(registered)
    families = [it for it in wanted if it.phase != Phase.OWN]
    built_in = [
        case.check(label_of(operation), asynchronous=asynchronous)
        for operation in document.operations
        for case in cases_of(plan, operation, families)
    ]
    own = [it for it in wanted if it.phase == Phase.OWN]
    return [*built_in, *(check for it in own for check in own_client_checks(it, document))]


def cases_of(
    plan: ClientPlan, operation: Operation, families: Iterable[RegisteredCheck]
) -> Iterator[ClientCase]:
    """The cases of the families for one operation."""
    for family in families:
        yield from family.function(plan, operation)


def label_of(operation: Operation) -> str:
    """The name of an operation in the names of checks."""
    return operation.operation_id or operation.label
