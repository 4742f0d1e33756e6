"""Findings that say one fact are one: by fingerprint, counted, in the order to mend them.

A fingerprint is made of the rule, the clause and the kind of what came. It holds no value, id,
time, port or seed, so that two runs against one service give equal ones.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from clausebook.clauses import ClauseKey, erased
from clausebook.errors import Level
from clausebook.openapi.pointers import split
from clausebook.report.finding import Finding

_LEVELS = tuple(Level)
_STAGES = ("provider", "client", "drift", "lint")
_STYLE = "style/"
_SHARED = "/components/"
# Families of built-in checks are ways to find a fact and no part of it.
_WAYS = ("conformance/", "fuzz/", "robustness/", "lifecycle/", "facts/")
_LINT_PLACE = re.compile(r"[^:\n]+:[1-9][0-9]*:(?:[1-9][0-9]*:)? ")
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`|\{.*\}|\[.*\]", re.DOTALL)
_WITH_DIGIT = re.compile(r"\S*\d\S*")
_STATUS = re.compile(r"([1-5])\d\d(?= |\Z)")


def grouped(findings: Iterable[Finding], pointers: Mapping[str, str]) -> list[Finding]:
    """One finding for each fingerprint: the first, with how often it came and what it touches.

    `pointers` says where the document has each clause: a fault of a shared component is one,
    however many operations show it. A finding that has a fingerprint already keeps it.
    """
    groups: dict[str, Finding] = {}
    for finding in _of_one_failure(map(_counted, findings)):
        subject = pointers.get(finding.clause, "")
        shared = subject if subject.startswith(_SHARED) else finding.clause
        fingerprint = finding.fingerprint or _fingerprint(finding, shared)
        before = groups.get(fingerprint)
        own = replace(finding, fingerprint=fingerprint)
        groups[fingerprint] = own if before is None else _together(before, own)
    return sorted(groups.values(), key=_order)


def _counted(finding: Finding) -> Finding:
    """The finding with the clause that it names, and the operation of that."""
    if finding.clauses:
        return finding
    operations = _operations(finding.clause)
    return replace(finding, clauses=(finding.clause,), operations=operations)


def _operations(clause: str) -> tuple[str, ...]:
    """The operation that a clause or a pointer into the document is about, if any."""
    key = ClauseKey.find(clause)
    if key is not None and key.path:
        return (str(key.operation_key),)
    tokens = split(clause) if clause.startswith("/paths/") else []
    return (f"{tokens[2].upper()} {erased(tokens[1])}",) if len(tokens) > 2 else ()


def _together(first: Finding, second: Finding) -> Finding:
    """Both as one; what it shows is of the first, or of the second where that weighs more."""
    shown = min(first, second, key=lambda finding: _LEVELS.index(finding.level))
    return replace(
        shown,
        times=first.times + second.times,
        clauses=_union(first.clauses, second.clauses),
        operations=_union(first.operations, second.operations),
    )


def _of_one_failure(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, with those about one response of 5xx as one: it is undocumented, too, and it
    breaks the clause that the request was about.
    """
    failures: dict[str, Finding] = {}
    others = []
    for finding in findings:
        failed = finding.reproduce and not finding.fingerprint and _status_class(finding) == "5xx"
        if not failed:
            others.append(finding)
            continue
        before = failures.get(finding.reproduce, finding)
        shown, other = sorted((before, finding), key=_generality)
        clauses = _union(shown.clauses, other.clauses)
        failures[finding.reproduce] = replace(shown, clauses=clauses)
    yield from failures.values()
    yield from others


def _generality(finding: Finding) -> int:
    """How little a clause says of the request that failed."""
    key = ClauseKey.find(finding.clause)
    if key is None or key.kind == "responses":
        return 3
    return 0 if key.keyword_path else 2 if key.kind == "operation" else 1


def _fingerprint(finding: Finding, subject: str) -> str:
    rule = finding.stage if finding.rule.startswith(_WAYS) else finding.rule
    parts = (rule, subject, finding.kind or _kind(finding))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def _kind(finding: Finding) -> str:
    """The class of what came: the message without values, and the class of the status.

    Values in a message about the document are the document's own: they are what it is about.
    """
    if finding.stage == "lint":
        return _LINT_PLACE.sub("", finding.message, count=1)
    words = _WITH_DIGIT.sub("#", _QUOTED.sub("#", finding.message))
    return f"{' '.join(words.split())} {_status_class(finding)}".strip()


def _status_class(finding: Finding) -> str:
    status = _STATUS.match(finding.actual) if finding.stage == "provider" else None
    return f"{status[1]}xx" if status else ""


def _order(finding: Finding) -> tuple[bool, int, int, int, str, str]:
    """Errors of the service first, the document's next, style last; the widest first."""
    return (
        finding.rule.startswith(_STYLE),
        _LEVELS.index(finding.level),
        _STAGES.index(finding.stage) if finding.stage in _STAGES else 0,
        -len(finding.operations),
        finding.clause,
        finding.fingerprint,
    )


def _union(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*first, *second]))
