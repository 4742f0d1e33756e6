"""Records changes with their clause, rule, message and places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clausebook.clauses import CallKey, ClauseKey
from clausebook.diff.change import Change
from clausebook.diff.direction import KeywordChange, classify
from clausebook.diff.schema_rules import schema_rule_id
from clausebook.openapi import Document, Side
from clausebook.openapi import Place as Position
from clausebook.openapi.pointers import follow, split
from clausebook.schema.canonical import Schema

_BRANCH = re.compile(r"/(?:allOf|anyOf|oneOf)/[0-9]+")

# What a change is about: a clause of an operation, or a callback or webhook.
Subject = ClauseKey | CallKey


@dataclass(frozen=True)
class ChangePlace:
    """A place in one of the documents: a pointer, and the schema there."""

    document: Document
    pointer: str
    schema: Schema | None = None

    def position(self, path: str | None = None) -> Position:
        """The position of the keyword at `path` in the schema, or of its nearest parent."""
        pointer = self.pointer if path is None else self._of_keyword(path)
        while pointer and not _exists(self.document, pointer):
            pointer = pointer.rpartition("/")[0]
        return self.document.place(pointer)

    def _of_keyword(self, path: str) -> str:
        pointers = self.schema.pointers if self.schema else {}
        last = ""
        while True:
            pointer = pointers.get(path) or self._without_branches.get(_BRANCH.sub("", path))
            if pointer is not None or not path:
                # Annotations have no pointer of their own: they are in the schema above.
                return (pointer or self.pointer) + last
            path, _, token = path.rpartition("/")
            last = "" if last else f"/{token}"

    @cached_property
    def _without_branches(self) -> dict[str, str]:
        """The pointers by the path that a keyword has without branches."""
        pointers_without_branches: dict[str, str] = {}
        for path, pointer in (self.schema.pointers if self.schema else {}).items():
            pointers_without_branches.setdefault(_BRANCH.sub("", path), pointer)
        return pointers_without_branches


class Recorder:
    """Collects the changes of one pair of documents, in order."""

    def __init__(self, old: Document, new: Document) -> None:
        self.old = old
        self.new = new
        self.changes: list[Change] = []

    def change(
        self,
        level: str,
        whom: str,
        clause: Subject,
        rule: str,
        why: str,
        values: tuple[Any, Any],
        pointers: tuple[str, str],
    ) -> None:
        """Records one change outside schemas."""
        change_places = ChangePlace(self.old, pointers[0]), ChangePlace(self.new, pointers[1])
        places = change_places[0].position(), change_places[1].position()
        self.changes.append(Change(level, whom, str(clause), rule, why, *values, *places))

    def keyword_changes(
        self,
        key: Subject,
        side: Side,
        changes: Iterable[KeywordChange],
        old: ChangePlace,
        new: ChangePlace,
    ) -> None:
        """Records the changes of one schema, classified by its side."""
        for change in changes:
            level, whom, consequence = classify(side, change.impact)
            new_path = change.new_path if change.new_path is not None else change.old_path or ""
            old_path = change.old_path if change.old_path is not None else change.new_path or ""
            path = new_path if change.new_path is not None else old_path
            subject = _subject(path)
            self.changes.append(
                Change(
                    level=level,
                    whom=whom,
                    clause=str(key.below(path)),
                    rule=schema_rule_id(side, change.keyword, change.impact),
                    why=f"{subject}{change.message}: {change.consequence or consequence}.",
                    old=change.old,
                    new=change.new,
                    old_place=old.position(old_path),
                    new_place=new.position(new_path),
                )
            )


def _subject(path: str) -> str:
    """The member that a schema path leads to, as `lines[].amount: `; '' for the whole value."""
    tokens = split(path)
    names, index = [], 0
    while index < len(tokens) - 1:
        if tokens[index] == "properties" and index + 1 < len(tokens) - 1:
            names.append(tokens[index + 1])
            index += 2
        else:
            if tokens[index] == "items":
                names.append("[]")
            index += 1
    text = ".".join(names).replace(".[]", "[]")
    return f"{text}: " if text else ""


def _exists(document: Document, pointer: str) -> bool:
    try:
        follow(document.data, pointer)
    except KeyError:
        return False
    return True
