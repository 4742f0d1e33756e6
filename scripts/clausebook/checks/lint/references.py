"""Lint rules about references: links fit both operations, every component is used.

That a `$ref` leads somewhere is checked in `openapi` when it is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clausebook.checks.registry import lint_rule
from clausebook.errors import Level
from clausebook.openapi import Document, Operation
from clausebook.openapi.pointers import follow, from_fragment, join
from clausebook.openapi.siblings import ignored_siblings
from clausebook.openapi.walk import objects
from clausebook.report.finding import Finding, finding_at

_NAMED_EXPRESSION = re.compile(r"\$request\.(path|query|header)\.(.+)")
_PLACES = ("path", "query", "header", "cookie")


@lint_rule(id="document/link", source="OAS 3.1, 4.8.20")
def links_name_existing_operations(document: Document) -> Iterator[Finding]:
    """Every link names an existing operation, and parameters that both operations have."""
    for operation in document.operations:
        for status, response in operation.responses.items():
            for name, raw in response.get("links", {}).items():
                at = join(operation.response_pointers[status], "links", name)
                link, pointer = document.resolve_at(raw, at)
                for where, problem in _link_problems(document, operation, link):
                    yield finding_at(
                        document, join(pointer, *where), f"the link {name!r} {problem}"
                    )


@lint_rule(
    id="document/reference-siblings", level=Level.NOTE, source="OAS 3.0, 4.7.23; OAS 3.1, 4.8.23"
)
def nothing_is_ignored_beside_a_reference(document: Document) -> Iterator[Finding]:
    """Nothing stands beside a `$ref` that is ignored there."""
    for pointer, names in ignored_siblings(document.data):
        listed = ", ".join(map(repr, names))
        yield finding_at(
            document, pointer, f"{listed} beside $ref is ignored", expected="$ref alone"
        )


@lint_rule(id="document/unused-component", source="Spectral oas3-unused-component")
def components_are_used(document: Document) -> Iterator[Finding]:
    """Every component is reachable from a path or webhook."""
    reached = list(objects(document, components=False))
    used = {located.pointer for located in reached}
    used |= {join("/components/securitySchemes", name) for name in _security_names(document)}
    # A discriminator refers to schemas without a `$ref`, by its mapping or by name.
    implied = any(isinstance(o.value, dict) and "discriminator" in o.value for o in reached)
    for kind, entries in document.data.get("components", {}).items():
        if kind.startswith("x-") or (kind == "schemas" and implied):
            continue
        for name in entries:
            pointer = join("/components", kind, name)
            if pointer not in used:
                problem = f"nothing refers to {name!r} under components/{kind}"
                yield finding_at(document, pointer, problem, expected="a reference, or its removal")


def _security_names(document: Document) -> set[str]:
    alternatives = list(document.data.get("security", []))
    for operation in document.operations:
        alternatives += operation.security
    return {name for alternative in alternatives for name in alternative}


def _link_problems(
    document: Document, source: Operation, link: dict[str, Any]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """The problems of a link, each with the tokens of its place within the link."""
    member, target = _target(document, link)
    if target is None:
        yield (member,), f"names the operation {link.get(member)!r}, which does not exist"
        return
    for name, expression in link.get("parameters", {}).items():
        place, _, bare = name.partition(".")
        wanted = (place, bare) if place in _PLACES and bare else ("", name)
        if not _has_parameter(target, *wanted):
            yield (
                ("parameters", name),
                f"gives {name!r} to {target.label}, which has no such parameter",
            )
        named = _NAMED_EXPRESSION.fullmatch(expression) if isinstance(expression, str) else None
        if named and not _has_parameter(source, *named.groups()):
            problem = f"takes {expression!r} from {source.label}, which has no such parameter"
            yield ("parameters", name), problem


def _target(document: Document, link: dict[str, Any]) -> tuple[str, Operation | None]:
    """The member that names the link's operation, and the operation or None."""
    if "operationRef" not in link:
        wanted = link.get("operationId")
        matching = (o for o in document.operations if wanted and o.operation_id == wanted)
        return "operationId", next(matching, None)
    try:
        raw = follow(document.data, from_fragment(str(link["operationRef"]).removeprefix("#")))
    except KeyError:
        return "operationRef", None
    return "operationRef", next((o for o in document.operations if o.raw is raw), None)


def _has_parameter(operation: Operation, place: str, name: str) -> bool:
    """Whether it has the parameter; header names ignore case, and place '' is any place."""
    for parameter in operation.parameters:
        same = parameter.name == name or (
            parameter.place == "header" and parameter.name.lower() == name.lower()
        )
        if same and place in ("", parameter.place):
            return True
    return False
