"""What any well-made operation keeps: its name, its summary, its tags, its answers.

Knows operations; schemas and references have rules of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clausebook.checks.objects import finding_at
from clausebook.document import Document, Operation
from clausebook.document.pointers import join
from clausebook.finding import Finding

_LONGEST_SUMMARY = 50
_EFFECTS = ("create", "read", "delete")
_WITHOUT_CONTENT = re.compile(r"1..|204|205|304")
_SUCCESS = re.compile(r"[23]..|101|default", re.IGNORECASE)
_CAMEL_CASE = re.compile(r"[a-z][a-zA-Z0-9]*")
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
# Only used to tell a verb from a noun that stands in the path too; an unlisted verb does no harm.
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


def operation_ids_are_verbs_in_camel_case(document: Document) -> Iterator[Finding]:
    """Each operation has an id of its own, camelCase, that begins with what it does.

    The id becomes a function's name in every generated client, so it is as public as the path.
    """
    seen: dict[str, Operation] = {}
    for operation in document.operations:
        name, pointer = operation.operation_id, join(operation.pointer, "operationId")
        if not name:
            problem = f"{operation.label} has no operationId"
            yield finding_at(document, operation.pointer, problem, expected="such as showPet")
            continue
        if name in seen:
            problem = f"operationId {name!r} also names {seen[name].label}"
            yield finding_at(document, pointer, problem, expected="one name, one operation")
        seen.setdefault(name, operation)
        problem = _name_problem(name, operation.path)
        if problem:
            expected = "camelCase with the verb first, such as showPet"
            yield finding_at(document, pointer, problem, expected=expected, actual=name)


def summaries_are_short(document: Document) -> Iterator[Finding]:
    """Each operation has a summary that fits a heading: at most 50 characters, no full stop."""
    for operation in document.operations:
        summary = str(operation.raw.get("summary") or "").strip()
        pointer = join(operation.pointer, "summary")
        if not summary:
            problem = f"{operation.label} has no summary"
            yield finding_at(
                document, operation.pointer, problem, expected="what it does, in a few words"
            )
        elif len(summary) > _LONGEST_SUMMARY:
            expected = f"at most {_LONGEST_SUMMARY}; the rest belongs into description"
            yield finding_at(
                document,
                pointer,
                f"the summary has {len(summary)} characters",
                expected=expected,
                actual=summary,
            )
        elif summary.endswith("."):
            yield finding_at(document, pointer, "the summary ends with a full stop", actual=summary)


def tags_are_declared(document: Document) -> Iterator[Finding]:
    """Every tag of an operation stands in the document's own `tags`, where it is described."""
    declared = [tag.get("name") for tag in document.data.get("tags", [])]
    for operation in document.operations:
        for index, tag in enumerate(operation.raw.get("tags", [])):
            if tag not in declared:
                pointer = join(operation.pointer, "tags", str(index))
                problem = f"the tag {tag!r} of {operation.label} is not declared"
                expected = (
                    f"one of {', '.join(map(repr, declared))}" if declared else "a list `tags`"
                )
                yield finding_at(document, pointer, problem, expected=expected)


def effects_are_known(document: Document) -> Iterator[Finding]:
    """`x-effect`, where an operation has one, is create, read or delete."""
    for operation in document.operations:
        if "x-effect" in operation.raw and operation.raw["x-effect"] not in _EFFECTS:
            pointer = join(operation.pointer, "x-effect")
            expected, actual = " or ".join(_EFFECTS), repr(operation.raw["x-effect"])
            problem = f"{operation.label} has an unknown x-effect"
            yield finding_at(document, pointer, problem, expected=expected, actual=actual)


def nothing_where_no_content_is_allowed(document: Document) -> Iterator[Finding]:
    """A 1xx, 204, 205 or 304 documents no content (RFC 9110, 15.2, 15.3.5, 15.3.6, 15.4.5)."""
    for operation in document.operations:
        for status, response in operation.responses.items():
            if _WITHOUT_CONTENT.fullmatch(status) and response.get("content"):
                pointer = join(operation.response_pointers[status], "content")
                problem = f"{operation.label} documents content for {status}, which cannot have any"
                yield finding_at(document, pointer, problem, actual=", ".join(response["content"]))


def every_operation_can_succeed(document: Document) -> Iterator[Finding]:
    """Each operation documents an answer that is no refusal."""
    for operation in document.operations:
        if not any(_SUCCESS.fullmatch(status) for status in operation.responses):
            pointer = join(operation.pointer, "responses")
            problem = f"{operation.label} documents no success"
            actual = ", ".join(operation.responses) or "no response"
            yield finding_at(document, pointer, problem, expected="a 2xx or 3xx", actual=actual)


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
