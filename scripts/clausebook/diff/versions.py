"""The step that `info.version` owes to the changes: breaking major, compatible minor, text patch.

A warning needs a minor step: who takes it for breaking may take a larger one. Below 1.0.0 nothing
is promised for good (Semantic Versioning 2.0.0, 4); here, as most package managers read it, a
breaking change then needs a minor step and every other one a patch. After a pre-release any later
version will do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from clausebook.errors import CannotRun
from clausebook.openapi import Document
from clausebook.report.comparison import BREAKING, Change, VersionStep

STEPS = ("none", "patch", "minor", "major")

# A pre-release follows three numbers only: `2024-06-01` is a date, whose steps mean nothing.
_VERSION = re.compile(r"v?(\d+)(?:\.(\d+)(?:\.(\d+)(?:-([0-9A-Za-z.-]+))?)?)?(?:\+[0-9A-Za-z.-]+)?")
_TEXT = frozenset(
    {"description", "summary", "title", "example", "examples", "externalDocs", "contact"}
    | {"license", "termsOfService", "tags", "links", "deprecated"}
)


def version_step(old: Document, new: Document, changes: Iterable[Change]) -> VersionStep:
    """Whether `info.version` keeps up with the changes.

    Raises CannotRun for a version that has no order, with its place.
    """
    was, now = _read(old), _read(new)
    needed = _needed(changes, old, new, first=was[0][0] == 0)
    taken = _taken(was, now)
    shown = str(old.data["info"]["version"]), str(new.data["info"]["version"])
    problem = ""
    if taken == "back":
        problem = f"info.version went back from {shown[0]} to {shown[1]}"
    elif STEPS.index(taken) < STEPS.index(needed) and not (was[1] and taken != "none"):
        stays = f"stays {shown[1]}" if taken == "none" else f"goes from {shown[0]} to {shown[1]}"
        problem = (
            f"the changes need a {needed} step and info.version {stays}; "
            f"{_proposed(was[0], needed)} would do"
        )
    return VersionStep(*shown, needed, taken, problem, str(new.place("/info/version")))


def _needed(changes: Iterable[Change], old: Document, new: Document, first: bool) -> str:
    levels = {change.level for change in changes}
    if BREAKING in levels:
        return "minor" if first else "major"
    if levels:
        return "patch" if first else "minor"
    return "none" if set(_texts(old.data)) == set(_texts(new.data)) else "patch"


def _texts(value: Any) -> Iterator[tuple[str, str]]:
    """What the document tells people, wherever it stands: moving a text changes nothing."""
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in _TEXT or key.startswith("x-"):
                yield key, json.dumps(item, sort_keys=True, default=str)
            yield from _texts(item)


_Version = tuple[tuple[int, int, int], tuple[tuple[int, int, str], ...]]


def _read(document: Document) -> _Version:
    text = str(document.data.get("info", {}).get("version", ""))
    found = _VERSION.fullmatch(text)
    if found is None:
        place = document.place("/info/version")
        message = "--check-version needs one such as 1.2.0"
        raise CannotRun(f"{place}: info.version is {text!r}, which has no order; {message}")
    numbers = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    parts = found[4].split(".") if found[4] else []
    rest = tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in parts)
    return numbers, rest


def _taken(was: _Version, now: _Version) -> str:
    """The step from one version to the other (Semantic Versioning 2.0.0, 11), or `back`."""
    for place, step in enumerate(("major", "minor", "patch")):
        if now[0][place] != was[0][place]:
            return step if now[0] > was[0] else "back"
    if was[1] == now[1]:
        return "none"
    later = not now[1] or bool(was[1] and now[1] > was[1])
    return "patch" if later else "back"


def _proposed(was: tuple[int, int, int], needed: str) -> str:
    major, minor, patch = was
    if needed == "major":
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if needed == "minor" else f"{major}.{minor}.{patch + 1}"
