"""The version step that the changes need: breaking major, compatible minor, text patch.

A warning needs a minor step; a larger one is allowed. Below 1.0.0 nothing is
stable (Semantic Versioning 2.0.0, 4); as in most package managers, there a
breaking change needs a minor step and every other change a patch. After a pre-release any later
version is allowed.
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

# A pre-release follows three numbers only: `2024-06-01` is a date and has no steps.
_VERSION = re.compile(r"v?(\d+)(?:\.(\d+)(?:\.(\d+)(?:-([0-9A-Za-z.-]+))?)?)?(?:\+[0-9A-Za-z.-]+)?")
_TEXT = frozenset(
    {"description", "summary", "title", "example", "examples", "externalDocs", "contact"}
    | {"license", "termsOfService", "tags", "links", "deprecated"}
)


def version_step(old: Document, new: Document, changes: Iterable[Change]) -> VersionStep:
    """The step that the changes need and the one that `info.version` takes.

    Raises CannotRun for a version that cannot be ordered, with its place.
    """
    before, after = _parsed(old), _parsed(new)
    needed = _step_needed(changes, old, new, first=before[0][0] == 0)
    taken = _step_taken(before, after)
    shown = str(old.data["info"]["version"]), str(new.data["info"]["version"])
    problem = ""
    if taken == "back":
        problem = f"info.version went back from {shown[0]} to {shown[1]}"
    elif STEPS.index(taken) < STEPS.index(needed) and not (before[1] and taken != "none"):
        step = f"stays {shown[1]}" if taken == "none" else f"goes from {shown[0]} to {shown[1]}"
        problem = (
            f"the changes need a {needed} step and info.version {step}; "
            f"raise it to {_proposed(before[0], needed)}"
        )
    return VersionStep(*shown, needed, taken, problem, str(new.place("/info/version")))


def _step_needed(changes: Iterable[Change], old: Document, new: Document, first: bool) -> str:
    levels = {change.level for change in changes}
    if BREAKING in levels:
        return "minor" if first else "major"
    if levels:
        return "patch" if first else "minor"
    return "none" if set(_texts(old.data)) == set(_texts(new.data)) else "patch"


def _texts(value: Any) -> Iterator[tuple[str, str]]:
    """The texts of a document for people, without their places: moving a text is no change."""
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in _TEXT or key.startswith("x-"):
                yield key, json.dumps(item, sort_keys=True, default=str)
            yield from _texts(item)


_Version = tuple[tuple[int, int, int], tuple[tuple[int, int, str], ...]]


def _parsed(document: Document) -> _Version:
    text = str(document.data.get("info", {}).get("version", ""))
    match = _VERSION.fullmatch(text)
    if match is None:
        place = document.place("/info/version")
        message = "write one such as 1.2.0 for --check-version"
        raise CannotRun(f"{place}: info.version {text!r} cannot be ordered; {message}")
    numbers = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    parts = match[4].split(".") if match[4] else []
    rest = tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in parts)
    return numbers, rest


def _step_taken(old: _Version, new: _Version) -> str:
    """The step from one version to the other (Semantic Versioning 2.0.0, 11), or `back`."""
    for place, step in enumerate(("major", "minor", "patch")):
        if new[0][place] != old[0][place]:
            return step if new[0] > old[0] else "back"
    if old[1] == new[1]:
        return "none"
    later = not new[1] or bool(old[1] and new[1] > old[1])
    return "patch" if later else "back"


def _proposed(old: tuple[int, int, int], needed: str) -> str:
    major, minor, patch = old
    if needed == "major":
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if needed == "minor" else f"{major}.{minor}.{patch + 1}"
