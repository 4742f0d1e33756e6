"""Turns what was found in two documents into changes with keys and places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clausebook.clauses import CallKey, ClauseKey
from clausebook.diff.change import Change
from clausebook.diff.direction import Step, judged
from clausebook.diff.schema_rules import step_rule
from clausebook.openapi import Document, Side
from clausebook.openapi import Place as Position
from clausebook.openapi.pointers import follow, split
from clausebook.schema.canonical import Schema

_BRANCH = re.compile(r"/(?:allOf|anyOf|oneOf)/[0-9]+")

# What a change is about: a clause of an operation, or a callback or webhook.
Subject = ClauseKey | CallKey


@dataclass(frozen=True)
class ChangePlace:
    """Where one of the documents speaks of something: a pointer, and a schema that stands there."""

    document: Document
    pointer: str
    schema: Schema | None = None

    def position(self, path: str | None = None) -> Position:
        """The place of the keyword at `path` in the schema, or of the nearest thing around it."""
        pointer = self.pointer if path is None else self._of_keyword(path)
        while pointer and not _exists(self.document, pointer):
            pointer = pointer.rpartition("/")[0]
        return self.document.place(pointer)

    def _of_keyword(self, path: str) -> str:
        pointers = self.schema.pointers if self.schema else {}
        last = ""
        while True:
            found = pointers.get(path) or self._without_branches.get(_BRANCH.sub("", path))
            if found is not None or not path:
                # Annotations have no clause: they stand in the schema that was found.
                return (found or self.pointer) + last
            path, _, token = path.rpartition("/")
            last = "" if last else f"/{token}"

    @cached_property
    def _without_branches(self) -> dict[str, str]:
        """The pointers by the path that a keyword has where its `allOf` is taken apart."""
        found: dict[str, str] = {}
        for path, pointer in (self.schema.pointers if self.schema else {}).items():
            found.setdefault(_BRANCH.sub("", path), pointer)
        return found


class Recorder:
    """Collects changes of one pair of documents, in the order in which they are found."""

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
        """One change that no schema is part of."""
        spots = ChangePlace(self.old, pointers[0]), ChangePlace(self.new, pointers[1])
        places = spots[0].position(), spots[1].position()
        self.changes.append(Change(level, whom, str(clause), rule, why, *values, *places))

    def steps(
        self, key: Subject, side: Side, steps: Iterable[Step], old: ChangePlace, new: ChangePlace
    ) -> None:
        """The changes of one schema, judged by the side that it stands on."""
        for step in steps:
            level, whom, consequence = judged(side, step.effect)
            new_path = step.new_path if step.new_path is not None else step.old_path or ""
            old_path = step.old_path if step.old_path is not None else step.new_path or ""
            path = new_path if step.new_path is not None else old_path
            subject = _subject(path)
            self.changes.append(
                Change(
                    level=level,
                    whom=whom,
                    clause=str(key.below(path)),
                    rule=step_rule(side, step.keyword, step.effect),
                    why=f"{subject}{step.said}: {step.consequence or consequence}.",
                    old=step.old,
                    new=step.new,
                    old_place=old.position(old_path),
                    new_place=new.position(new_path),
                )
            )


def _subject(path: str) -> str:
    """The member that a schema path leads to, in words; nothing for the whole value."""
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
