"""Is the document well made? House rules that any good OpenAPI document keeps, each a function.

Holds the table of rules. It knows documents only: no client, no server. That a document is valid
OpenAPI at all is `document`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from clausebook.checks.objects import finding_at, objects
from clausebook.checks.operation_rules import (
    effects_are_known,
    every_operation_can_succeed,
    nothing_where_no_content_is_allowed,
    operation_ids_are_verbs_in_camel_case,
    summaries_are_short,
    tags_are_declared,
)
from clausebook.checks.reference_rules import components_are_used, links_lead_somewhere
from clausebook.checks.schema_rules import (
    bounds_leave_room,
    examples_obey_their_schemas,
    patterns_are_regular_expressions,
)
from clausebook.document import Document
from clausebook.document.pointers import split
from clausebook.documentation.translations import every_text_is_translated
from clausebook.finding import Finding
from clausebook.sources import every_clause_has_a_source

Rule = Callable[[Document], Iterator[Finding]]


def everything_is_described(document: Document) -> Iterator[Finding]:
    """Every parameter, property, response and request body says what it is for."""
    for located in objects(document):
        if located.kind in ("parameter", "response"):
            described = _has_text(located.value)
        elif located.kind == "schema" and located.role == "properties":
            described = isinstance(located.value, bool) or _is_described(document, located.value)
        else:
            continue
        if not described:
            name = split(located.pointer)[-1]
            if located.kind == "parameter":
                name = f"{located.value['in']} {located.value['name']}"
            what = "property" if located.kind == "schema" else located.kind
            problem = f"the {what} {name} has no description"
            yield finding_at(document, located.pointer, problem, expected="a description")


def _has_text(value: Any) -> bool:
    return bool(str(value.get("description") or "").strip())


def _is_described(document: Document, schema: dict[str, Any]) -> bool:
    """Whether the schema, what it refers to, or the one schema it wraps has a description."""
    if _has_text(schema):
        return True
    target = document.resolve(schema)
    parts = target.get("allOf", []) if isinstance(target, dict) else []
    return any(
        _has_text(document.resolve(part)) for part in (target, *parts) if isinstance(part, dict)
    )


RULES: Mapping[str, Rule] = {
    "examples obey their schemas": examples_obey_their_schemas,
    "bounds leave room": bounds_leave_room,
    "patterns are regular expressions": patterns_are_regular_expressions,
    "operation ids are verbs in camelCase": operation_ids_are_verbs_in_camel_case,
    "summaries are short": summaries_are_short,
    "everything is described": everything_is_described,
    "nothing where no content is allowed": nothing_where_no_content_is_allowed,
    "tags are declared": tags_are_declared,
    "effects are known": effects_are_known,
    "every operation can succeed": every_operation_can_succeed,
    "links lead somewhere": links_lead_somewhere,
    "components are used": components_are_used,
    "every clause has a source": every_clause_has_a_source,
    "every text is translated": every_text_is_translated,
}


def findings_of(document: Document) -> list[Finding]:
    """What every rule has to say about the document, in the rules' order."""
    return [finding for rule in RULES.values() for finding in rule(document)]
