"""For each request clause the requests that test it, each wrong in that clause alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from clausebook.checks.provider.credential_probes import credential_probes
from clausebook.checks.provider.narrow_probes import narrow_probes
from clausebook.checks.provider.wrong_location import misplaced_values
from clausebook.clauses import (
    Clause,
    ClauseKey,
    Place,
    clauses_of,
    parameters_of,
    request_bodies_of,
)
from clausebook.config.facts import Facts
from clausebook.http.concrete_types import can_carry, concrete_type, is_json
from clausebook.http.parameter_writing import text_of
from clausebook.judge import Judge
from clausebook.openapi import Document, Operation, Side
from clausebook.openapi.pointers import split
from clausebook.resources.draft import Draft, Slot, required_only
from clausebook.resources.equivalent_requests import equivalent_probes, overrides
from clausebook.resources.expressible import can_say, form_can_say
from clausebook.resources.members import respelled_bodies, without_optional
from clausebook.resources.probe import Expect, Probe
from clausebook.resources.sent_values import is_form
from clausebook.resources.valid_requests import in_media_type, named_examples, valid_request
from clausebook.schema.keywords import SAME_VALUE
from clausebook.schema.validation import SchemaValidator
from clausebook.values.nothing import NOTHING
from clausebook.values.variation import all_variations

METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE")
UNKNOWN_METHOD = "CLAUSEBOOK"
LONGEST = 3_000  # characters in a target or a header; web servers reject longer ones themselves


class Planner:
    """Builds the probes of one document."""

    def __init__(self, document: Document, facts: Facts, judge: Judge) -> None:
        self.document = document
        self.facts = facts
        self._judge = judge
        self._types: dict[str, frozenset[str]] = {}  # of parameters, by their pointers
        self._clauses: dict[str, list[Clause]] = {}
        for clause in clauses_of(document):
            owner = clause.operation.pointer if clause.operation else ""
            self._clauses.setdefault(owner, []).append(clause)

    def probes(self, operation: Operation) -> Iterator[Probe]:
        """Every probe of the operation's request clauses. It must have a valid request."""
        valid = self.valid_request(operation)
        clauses = self._clauses.get(operation.pointer, [])
        places = [
            *parameters_of(self.document, operation),
            *request_bodies_of(self.document, operation),
        ]
        by_name = {place.name: place for place in places}
        yield from self._known_rows(operation, valid)
        yield from self._optional_members(operation, valid)
        yield from self._framing(operation, valid)
        for clause in clauses:
            if clause.side is Side.REQUEST:
                probes = list(self._of_clause(clause, by_name.get(clause.place), valid))
                yield from probes
                yield from self._shortest_invalid(probes)
        yield from credential_probes(self.document, clauses, valid)
        yield from self._undocumented_methods(operation, valid)
        yield from equivalent_probes(operation, valid)

    def valid_request(self, operation: Operation) -> Draft:
        """The valid request of the operation."""
        return valid_request(self.document, operation, self.facts)

    def broken_clauses(self, draft: Draft) -> list[str]:
        """The keys of the clauses that a draft breaks, except those about credentials."""
        violations = self._judge.request(draft.request({}))
        return [v.clause for v in violations if not v.key_parts.is_security]

    def _undocumented_methods(self, operation: Operation, valid: Draft) -> Iterator[Probe]:
        """The valid request with each method that its path does not document."""
        documented = {o.method for o in self.document.operations if o.path == operation.path}
        clause = str(ClauseKey.of_path(operation.path, "methods"))
        undocumented = [method for method in METHODS if method not in documented]
        for method in (*undocumented, UNKNOWN_METHOD):
            # A response to HEAD has no body, whatever GET returns (RFC 9110, 9.3.2).
            dedicated = (operation.method, method) == ("GET", "HEAD")
            draft = replace(valid, method=method)
            if self._judge.operation(draft.request({})) is not None:
                continue  # another template documents it for this very path
            yield Probe(
                clause, f"the method {method}", Expect.NO_SUCCESS, draft, dedicated=dedicated
            )
            shortest = required_only(draft)
            if shortest != draft:
                description = f"the method {method} without optional parameters"
                yield Probe(clause, description, Expect.NO_SUCCESS, shortest)
        for method in undocumented[:1]:
            draft = replace(valid, method=method)
            if self._judge.operation(draft.request({})) is not None:
                continue
            for words, tamper in overrides(operation.method):
                description = f"the method {method} with {words}"
                yield Probe(clause, description, Expect.NO_SUCCESS, draft, tamper=tamper)

    def _known_rows(self, operation: Operation, valid: Draft) -> Iterator[Probe]:
        key = str(ClauseKey.of(operation, "operation"))
        yield Probe(key, "the valid request", Expect.ACCEPTED, valid)
        sent = [valid]
        for row in range(1, len(self.facts.known)):
            draft = valid_request(self.document, operation, self.facts, row)
            if draft not in sent and not self.broken_clauses(draft):
                sent.append(draft)
                yield Probe(key, f"the known row {row + 1}", Expect.ACCEPTED, draft)
                shortest = required_only(draft)
                if shortest not in sent and not self.broken_clauses(shortest):
                    sent.append(shortest)
                    description = f"the known row {row + 1} without optional parameters"
                    yield Probe(key, description, Expect.ACCEPTED, shortest)

    def _shortest_invalid(self, probes: Sequence[Probe]) -> Iterator[Probe]:
        """The first of the probes that must be rejected, without optional parameters.

        A provider may validate a request only if an optional parameter is present.
        """
        for probe in [probe for probe in probes if probe.expects is Expect.REJECTED][:1]:
            shortest = required_only(probe.draft)
            broken = self.broken_clauses(shortest)
            allowed = set(self.broken_clauses(probe.draft))
            if shortest != probe.draft and broken and set(broken) <= allowed:
                yield replace(
                    probe,
                    description=f"{probe.description}, without optional parameters,",
                    draft=shortest,
                )

    def _optional_members(self, operation: Operation, valid: Draft) -> Iterator[Probe]:
        """Bodies without each optional member, which must be accepted."""
        for place in request_bodies_of(self.document, operation):
            if place.media_type == valid.media_type:
                for description, body in without_optional(place.schema.value, valid.body):
                    draft = valid.with_body(body)
                    if not self.broken_clauses(draft):
                        key = str(ClauseKey.of(operation, "operation"))
                        yield Probe(key, description, Expect.ACCEPTED, draft)

    def _framing(self, operation: Operation, valid: Draft) -> Iterator[Probe]:
        """Dedicated connections: to see every byte of a 204, and to send a body in two pieces."""
        for clause in self._clauses.get(operation.pointer, []):
            if clause.keyword == "no content" and str(clause.key_parts.status).startswith("2"):
                yield Probe(
                    clause.key,
                    "the valid request on a dedicated connection",
                    Expect.ACCEPTED,
                    valid,
                    dedicated=True,
                )
        if valid.body is not NOTHING:
            key = str(ClauseKey.of(operation, "operation"))
            yield Probe(
                key,
                "the valid request with its body in two pieces",
                Expect.ACCEPTED,
                valid,
                dedicated=True,
            )

    def _of_clause(self, clause: Clause, place: Place | None, valid: Draft) -> Iterator[Probe]:
        if clause.place == "body" and clause.keyword == "required" and valid.body is not NOTHING:
            yield from self._confirmed(
                clause, "no body", valid.with_body(NOTHING), not clause.value
            )
        if place is None:
            return
        if place.parameter is None:
            valid = in_media_type(self.document, valid, place)
            if valid.body is not NOTHING and not can_carry(valid.media_type or "", valid.body):
                return
        if clause.keyword == "media type":
            yield from self._media_type(clause, place, valid)
        elif place.parameter is not None:
            slot = (place.parameter.place, place.parameter.name)
            if clause.keyword == "required" and not clause.path.count("/") > 1:
                yield from self._left_out(clause, slot, valid)
            else:
                yield from self._parameter(clause, place, slot, valid)
        else:
            yield from self._body(clause, place, valid)

    def _parameter(self, clause: Clause, place: Place, slot: Slot, valid: Draft) -> Iterator[Probe]:
        value = valid.values.get(slot, NOTHING)
        yield from self._known_at_the_limit(clause, slot)
        examples = named_examples(self.document, place.parameter.raw if place.parameter else {})
        others = ((repr(example), example) for example in examples)
        limit = clause.value if clause.keyword in ("maxLength", "minLength") else 0
        longest = max(LONGEST, limit + 1)
        for description, changed, allowed in all_variations(clause, place, value, others):
            # A header has no defined encoding beyond ASCII, and a newline ends it (RFC 9110, 5.5).
            text = text_of(changed)
            can_be_sent = slot[0] != "header" or (text.isascii() and text.isprintable())
            if can_be_sent and len(text) <= longest and self._can_say(place, changed, allowed):
                yield from self._confirmed(
                    clause, description, valid.with_value(slot, changed), allowed
                )

    def _can_say(self, place: Place, value: Any, allowed: bool) -> bool:
        if place.parameter is None:
            return True
        if place.pointer not in self._types:
            self._types[place.pointer] = SchemaValidator(place.schema, place.pointer).types
        return can_say(place.parameter, self._types[place.pointer], value, allowed=allowed)

    def _left_out(self, clause: Clause, slot: Slot, valid: Draft) -> Iterator[Probe]:
        without = valid.with_value(slot, NOTHING)
        yield from self._confirmed(clause, "a request without it", without, not clause.value)
        if clause.value and slot in valid.values:
            for description, tamper in misplaced_values(valid, slot):
                violations = self._judge.request(tamper(without.request({})))
                if all(v.clause == clause.key for v in violations if not v.key_parts.is_security):
                    yield Probe(clause.key, description, Expect.NO_SUCCESS, without, tamper=tamper)

    def _known_at_the_limit(self, clause: Clause, slot: Slot) -> Iterator[Probe]:
        """Probes with a known name that is exactly as long as the limit, and one character more."""
        if clause.keyword not in ("maxLength", "minLength") or clause.operation is None:
            return
        for row in range(len(self.facts.known)):
            draft = valid_request(self.document, clause.operation, self.facts, row)
            value = draft.values.get(slot)
            if (
                isinstance(value, str)
                and len(value) == clause.value
                and not self.broken_clauses(draft)
            ):
                yield Probe(
                    clause.key, f"a known name of length {clause.value}", Expect.ACCEPTED, draft
                )
                longer = draft.with_value(slot, f"{value}x")
                yield from self._confirmed(
                    clause, "that name and one more character", longer, False
                )
                return

    def _body(self, clause: Clause, place: Place, valid: Draft) -> Iterator[Probe]:
        others = respelled_bodies(self.facts, valid.body, split(clause.path))
        for description, changed, allowed in all_variations(clause, place, valid.body, others):
            schema = place.schema.value
            if is_form(place.media_type) and not form_can_say(schema, changed, valid.files):
                continue
            yield from self._confirmed(clause, description, valid.with_body(changed), allowed)
        if (valid.media_type or "").partition(";")[0] == "application/json":
            for probe in narrow_probes(clause, place, valid):
                if not self.broken_clauses(probe.draft):
                    yield probe

    def _media_type(self, clause: Clause, place: Place, valid: Draft) -> Iterator[Probe]:
        if valid.body is NOTHING:
            return
        yield from self._confirmed(clause, f"a body of type {place.media_type}", valid, True)
        other = replace(valid, content_type="application/x-clausebook-unknown")
        yield from self._confirmed(clause, "an undocumented media type", other, False)
        if is_json(concrete_type(place.media_type or "")):
            body = valid.request({}).body
            invalid = {"a truncated body": body[:-1], "a body with trailing text": body + b" x"}
            for description, raw in invalid.items():
                yield from self._confirmed(clause, description, replace(valid, raw_body=raw), False)

    def _confirmed(
        self, clause: Clause, description: str, draft: Draft, allowed: bool
    ) -> Iterator[Probe]:
        """The probe, if the judge confirms that it breaks no clause, or this one only."""
        broken = self.broken_clauses(draft)
        if allowed and not broken:
            yield Probe(clause.key, description, Expect.ACCEPTED, draft)
        elif not allowed and broken and all(_is_same_violation(clause, key) for key in broken):
            yield Probe(clause.key, description, Expect.REJECTED, draft)


def _is_same_violation(clause: Clause, key: str) -> bool:
    """Whether the broken clause `key` follows from the violation of this clause.

    A value that matches no branch of a union breaks each in another way, and the judge reports any
    one of them. And `unevaluated...` keywords count what a schema beside them evaluates only if
    that schema is valid (JSON Schema 2020-12, 11).
    """
    if key == clause.key:
        return True
    tokens, broken = clause.path.split("/"), ClauseKey.parse(key)
    unions = [i for i, token in enumerate(tokens) if i and token in ("anyOf", "oneOf")]
    above = [clause.key_parts.below("/".join(tokens[: index + 1])) for index in unions]
    beside = ["/".join(tokens[:i]) for i, token in enumerate(tokens) if i and token in SAME_VALUE]
    return any(broken.is_within(union) for union in above) or broken in {
        clause.key_parts.below(f"{schema}/{keyword}")
        for schema in beside
        for keyword in ("unevaluatedProperties", "unevaluatedItems")
    }
