"""For each request clause the requests that test it, each wrong in that clause alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from clausebook.checks.provider.credential_probes import credential_probes
from clausebook.checks.provider.wrong_location import misplaced
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
from clausebook.resources.members import respelled_bodies, without_optional
from clausebook.resources.probe import Expect, Probe
from clausebook.resources.valid_requests import in_media_type, named_examples, valid_request
from clausebook.schema.keywords import SAME_VALUE
from clausebook.values.nothing import NOTHING
from clausebook.values.variation import varied_all

METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE")
UNKNOWN_METHOD = "CLAUSEBOOK"
LONGEST = 3_000  # characters in a target or a header; servers refuse longer ones on their own


class Planner:
    """Plans the probes of one document."""

    def __init__(self, document: Document, facts: Facts, judge: Judge) -> None:
        self.document = document
        self.facts = facts
        self._judge = judge
        self._clauses: dict[str, list[Clause]] = {}
        for clause in clauses_of(document):
            owner = clause.operation.pointer if clause.operation else ""
            self._clauses.setdefault(owner, []).append(clause)

    def probes(self, operation: Operation) -> Iterator[Probe]:
        """Every probe of the operation's request clauses; its known-good request must be good."""
        good = self.good(operation)
        clauses = self._clauses.get(operation.pointer, [])
        places = [
            *parameters_of(self.document, operation),
            *request_bodies_of(self.document, operation),
        ]
        by_name = {place.name: place for place in places}
        yield from self._known_rows(operation, good)
        yield from self._optional_members(operation, good)
        yield from self._framing(operation, good)
        for clause in clauses:
            if clause.side is Side.REQUEST:
                found = list(self._of_clause(clause, by_name.get(clause.place), good))
                yield from found
                yield from self._with_nothing_optional(found)
        yield from credential_probes(self.document, clauses, good)
        yield from self._undocumented_methods(operation, good)
        yield from equivalent_probes(operation, good)

    def good(self, operation: Operation) -> Draft:
        """The known-good request of the operation."""
        return valid_request(self.document, operation, self.facts)

    def faults(self, draft: Draft) -> list[str]:
        """The keys of the clauses that a draft breaks, those about credentials aside."""
        found = self._judge.request(draft.request({}))
        return [v.clause for v in found if not v.key_parts.is_security]

    def _undocumented_methods(self, operation: Operation, good: Draft) -> Iterator[Probe]:
        """The known-good request by each method that its path does not document."""
        documented = {o.method for o in self.document.operations if o.path == operation.path}
        clause = str(ClauseKey.of_path(operation.path, "methods"))
        undocumented = [method for method in METHODS if method not in documented]
        for method in (*undocumented, UNKNOWN_METHOD):
            # An answer to HEAD ends with its head, whatever GET answers (RFC 9110, 9.3.2).
            alone = (operation.method, method) == ("GET", "HEAD")
            draft = replace(good, method=method)
            if self._judge.operation(draft.request({})) is not None:
                continue  # another template documents it for this very path
            yield Probe(clause, f"the method {method}", Expect.NO_SUCCESS, draft, alone=alone)
            less = required_only(draft)
            if less != draft:
                what = f"the method {method} with nothing optional"
                yield Probe(clause, what, Expect.NO_SUCCESS, less)
        for method in undocumented[:1]:
            draft = replace(good, method=method)
            if self._judge.operation(draft.request({})) is not None:
                continue
            for words, tamper in overrides(operation.method):
                what = f"the method {method} with {words}"
                yield Probe(clause, what, Expect.NO_SUCCESS, draft, tamper=tamper)

    def _known_rows(self, operation: Operation, good: Draft) -> Iterator[Probe]:
        key = str(ClauseKey.of(operation, "operation"))
        yield Probe(key, "the known-good request", Expect.ACCEPTED, good)
        seen = [good]
        for row in range(1, len(self.facts.known)):
            draft = valid_request(self.document, operation, self.facts, row)
            if draft not in seen and not self.faults(draft):
                seen.append(draft)
                yield Probe(key, f"the known row {row + 1}", Expect.ACCEPTED, draft)
                less = required_only(draft)
                if less not in seen and not self.faults(less):
                    seen.append(less)
                    what = f"the known row {row + 1} with nothing optional"
                    yield Probe(key, what, Expect.ACCEPTED, less)

    def _with_nothing_optional(self, probes: Sequence[Probe]) -> Iterator[Probe]:
        """The first of the probes to be refused, sent as the shortest request that is wrong so.

        What checks a request may be reached only where something optional is given.
        """
        for probe in [probe for probe in probes if probe.expects is Expect.REJECTED][:1]:
            less = required_only(probe.draft)
            faults = self.faults(less)
            if less != probe.draft and faults and set(faults) <= set(self.faults(probe.draft)):
                yield replace(probe, what=f"{probe.what}, with nothing optional,", draft=less)

    def _optional_members(self, operation: Operation, good: Draft) -> Iterator[Probe]:
        """What a body need not have is not demanded."""
        for place in request_bodies_of(self.document, operation):
            if place.media_type == good.media_type:
                for what, body in without_optional(place.schema.value, good.body):
                    draft = good.with_body(body)
                    if not self.faults(draft):
                        key = str(ClauseKey.of(operation, "operation"))
                        yield Probe(key, what, Expect.ACCEPTED, draft)

    def _framing(self, operation: Operation, good: Draft) -> Iterator[Probe]:
        """Successes without content are looked at byte by byte; bodies may come in pieces."""
        for clause in self._clauses.get(operation.pointer, []):
            if clause.keyword == "no content" and str(clause.key_parts.status).startswith("2"):
                yield Probe(
                    clause.key,
                    "the known-good request, byte by byte",
                    Expect.ACCEPTED,
                    good,
                    alone=True,
                )
        if good.body is not NOTHING:
            key = str(ClauseKey.of(operation, "operation"))
            yield Probe(
                key, "the known-good request in two pieces", Expect.ACCEPTED, good, alone=True
            )

    def _of_clause(self, clause: Clause, place: Place | None, good: Draft) -> Iterator[Probe]:
        if clause.place == "body" and clause.keyword == "required" and good.body is not NOTHING:
            yield from self._kept(clause, "no body", good.with_body(NOTHING), not clause.value)
        if place is None:
            return
        if place.parameter is None:
            good = in_media_type(self.document, good, place)
            if good.body is not NOTHING and not can_carry(good.media_type or "", good.body):
                return
        if clause.keyword == "media type":
            yield from self._media_type(clause, place, good)
        elif place.parameter is not None:
            slot = (place.parameter.place, place.parameter.name)
            if clause.keyword == "required" and not clause.path.count("/") > 1:
                yield from self._left_out(clause, slot, good)
            else:
                yield from self._parameter(clause, place, slot, good)
        else:
            yield from self._body(clause, place, good)

    def _parameter(self, clause: Clause, place: Place, slot: Slot, good: Draft) -> Iterator[Probe]:
        value = good.values.get(slot, NOTHING)
        yield from self._known_at_the_limit(clause, slot)
        examples = named_examples(self.document, place.parameter.raw if place.parameter else {})
        others = ((repr(example), example) for example in examples)
        limit = clause.value if clause.keyword in ("maxLength", "minLength") else 0
        longest = max(LONGEST, limit + 1)
        for what, changed, allowed in varied_all(clause, place, value, others):
            # Beyond ASCII a header's bytes mean what each end likes, and a line ends at a newline
            # (RFC 9110, 5.5).
            text = text_of(changed)
            written = slot[0] != "header" or (text.isascii() and text.isprintable())
            if written and len(text) <= longest:
                yield from self._kept(clause, what, good.with_value(slot, changed), allowed)

    def _left_out(self, clause: Clause, slot: Slot, good: Draft) -> Iterator[Probe]:
        without = good.with_value(slot, NOTHING)
        yield from self._kept(clause, "leaving it out", without, not clause.value)
        if clause.value and slot in good.values:
            for what, move in misplaced(good, slot):
                faults = self._judge.request(move(without.request({})))
                if all(v.clause == clause.key for v in faults if not v.key_parts.is_security):
                    yield Probe(clause.key, what, Expect.NO_SUCCESS, without, tamper=move)

    def _known_at_the_limit(self, clause: Clause, slot: Slot) -> Iterator[Probe]:
        """A known thing whose name is just as long as allowed must be found under that name."""
        if clause.keyword not in ("maxLength", "minLength") or clause.operation is None:
            return
        for row in range(len(self.facts.known)):
            draft = valid_request(self.document, clause.operation, self.facts, row)
            value = draft.values.get(slot)
            if isinstance(value, str) and len(value) == clause.value and not self.faults(draft):
                yield Probe(
                    clause.key, f"a known name of length {clause.value}", Expect.ACCEPTED, draft
                )
                more = draft.with_value(slot, f"{value}x")
                yield from self._kept(clause, "that name and a character more", more, False)
                return

    def _body(self, clause: Clause, place: Place, good: Draft) -> Iterator[Probe]:
        others = respelled_bodies(self.facts, good.body, split(clause.path))
        for what, changed, allowed in varied_all(clause, place, good.body, others):
            yield from self._kept(clause, what, good.with_body(changed), allowed)

    def _media_type(self, clause: Clause, place: Place, good: Draft) -> Iterator[Probe]:
        if good.body is NOTHING:
            return
        yield from self._kept(clause, f"a body of type {place.media_type}", good, True)
        other = replace(good, content_type="application/x-clausebook-unknown")
        yield from self._kept(clause, "an undocumented media type", other, False)
        if is_json(concrete_type(place.media_type or "")):
            written = good.request({}).body
            broken = {"a body cut short": written[:-1], "a body and more": written + b" x"}
            for what, raw in broken.items():
                yield from self._kept(clause, what, replace(good, raw_body=raw), False)

    def _kept(self, clause: Clause, what: str, draft: Draft, allowed: bool) -> Iterator[Probe]:
        """The probe, if the judge agrees that it is right, or wrong in this clause alone."""
        faults = self.faults(draft)
        if allowed and not faults:
            yield Probe(clause.key, what, Expect.ACCEPTED, draft)
        elif not allowed and faults and all(_is_its_fault(clause, key) for key in faults):
            yield Probe(clause.key, what, Expect.REJECTED, draft)


def _is_its_fault(clause: Clause, key: str) -> bool:
    """Whether a broken clause is this one, or one that only says that no shape of a union fits.

    A value that fits no shape breaks each of them in its own way; which one is told is chance. And
    what a schema evaluates counts for the unevaluated keywords beside it only where the schema fits
    (JSON Schema 2020-12, 11).
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
