"""Valid values in a spelling that some readers do not know: rejecting them is narrow, not wrong.

They are sent in bodies alone: in a query all is text, of which no document says how it is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clausebook.checks.registry import finding_rule
from clausebook.clauses import Clause, Place
from clausebook.errors import Level
from clausebook.openapi.pointers import split
from clausebook.resources import Draft, Expect, Probe
from clausebook.values.placement import descend, replaced, with_keyword_used

NUMBER = "narrow/number"
DATE_TIME = "narrow/date-time"

_DATE_TIMES = {
    "lower-case t and z": "2024-02-29t12:00:00z",
    "a leap second": "2016-12-31T23:59:60Z",
}


@finding_rule(id=NUMBER, level=Level.NOTE, source="JSON Schema Core 2020-12, 4.2.3 and 6.3")
def is_whole_number(clause: Clause) -> bool:
    """A whole number is accepted with a fraction of zero, as 1.0."""
    return clause.keyword == "type" and clause.value == "integer"


@finding_rule(id=DATE_TIME, level=Level.NOTE, source="RFC 3339, 5.6 and 5.7")
def is_date_time(clause: Clause) -> bool:
    """A date-time is accepted with a leap second, and with lower-case letters."""
    return clause.keyword == "format" and clause.value == "date-time"


def narrow_probes(clause: Clause, place: Place, valid: Draft) -> Iterator[Probe]:
    """The valid request with such a value in its body; the caller asks the judge about each."""
    if not (is_whole_number(clause) or is_date_time(clause)):
        return
    tokens = split(clause.path)
    body = with_keyword_used(place.schema.value, valid.body, tokens)
    _, value, steps = descend(place.schema.value, body, tokens[:-1])
    if steps is None:
        return
    rule = NUMBER if is_whole_number(clause) else DATE_TIME
    for description, spelled in _spellings(clause, value).items():
        draft = valid.with_body(replaced(body, steps, spelled))
        yield Probe(clause.key, description, Expect.ACCEPTED, draft, rule=rule)


def _spellings(clause: Clause, value: Any) -> dict[str, Any]:
    if is_date_time(clause):
        return {f"a date-time with {name}": text for name, text in _DATE_TIMES.items()}
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53:
        return {f"{float(value)} for {value}": float(value)}
    return {}
