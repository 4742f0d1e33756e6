"""Which stage of guard a test belongs to, by its marker `clausebook_stage`.

Reads the markers of collected items, so whatever pytest understands counts: on a function, class or
module, of one parameter set, imported from anywhere.
"""

from __future__ import annotations

import ast
import difflib
import inspect
import textwrap
from collections import defaultdict
from collections.abc import Iterable

import pytest

from clausebook.report import FORMER_STAGES

STAGES = ("lint", "client", "provider")
"""The stages whose checks pytest runs; `drift` is judged by guard itself."""


def stage_of_item(item: pytest.Item) -> str:
    """The stage that the closest marker names; '' where there is none or it is wrong."""
    marker = item.get_closest_marker("clausebook_stage")
    return str(marker.args[0]) if marker and not _fault(marker) else ""


def wrong_marker(item: pytest.Item) -> str:
    """What is wrong with a marker of the test, as one line with its place; else ''."""
    for marker in item.iter_markers("clausebook_stage"):
        if fault := _fault(marker):
            return f"{place_of_item(item)}: {item.name}: {fault}"
    named = item.get_closest_marker("clausebook_clause")
    if named and item.get_closest_marker("clausebook_stage") is None:
        return (
            f"{place_of_item(item)}: {item.name}: clausebook_clause{named.args!r} without a stage, "
            f"so that no run would judge it; add clausebook_stage, one of {', '.join(STAGES)}"
        )
    return ""


def place_of_item(item: pytest.Item) -> str:
    """File and line (from 1) where the test begins, its decorators included."""
    path, line, _ = item.location
    return f"{path}:{(line or 0) + 1}"


def _fault(marker: pytest.Mark) -> str:
    if len(marker.args) != 1 or marker.kwargs:
        given = ", ".join(
            [*map(repr, marker.args), *(f"{name}={it!r}" for name, it in marker.kwargs.items())]
        )
        return f"clausebook_stage({given}) must name one stage; known stages: {', '.join(STAGES)}"
    fault = stage_fault(marker.args[0])
    return f"clausebook_stage({marker.args[0]!r}) {fault}" if fault else ""


def stage_fault(name: object) -> str:
    """What is wrong with the name of a stage whose checks pytest runs; '' where nothing is."""
    if name in STAGES:
        return ""
    known = f"names no stage of checks; known stages: {', '.join(STAGES)}"
    close = [FORMER_STAGES.get(str(name), ""), *difflib.get_close_matches(str(name), STAGES, 1)]
    return known + next((f"; did you mean {stage!r}?" for stage in close if stage), "")


def repeated_check(collector: pytest.Collector, nodes: Iterable[object]) -> str:
    """The first test id that two functions have, as one line with both places; else ''.

    Of two functions with one name in one scope Python keeps the last, so the first, which was
    written as a check, would be lost without a word. What Python compiled still has both.
    """
    if not any(isinstance(node, pytest.Item) for node in nodes):
        return ""
    if not isinstance(collector, pytest.Module | pytest.Class):
        return ""
    names = {item.originalname for item in nodes if isinstance(item, pytest.Function)}
    lines = _lines_of_functions(collector)
    for name in sorted(names & lines.keys()):
        first, *others = lines[name]
        if others:
            module = collector.getparent(pytest.Module)
            file = module.nodeid if module else collector.nodeid
            places = f"{file}:{first} and {file}:{others[-1]}"
            return (
                f"{collector.nodeid}::{name} stands for two checks, at {places}; "
                "the second replaces the first: rename one"
            )
    return ""


def _lines_of_functions(collector: pytest.Module | pytest.Class) -> dict[str, list[int]]:
    """The lines where functions of each name begin in this module's or class's own body."""
    try:
        source, first = inspect.getsourcelines(collector.obj)
    except (OSError, TypeError):
        return {}
    tree: ast.Module | ast.ClassDef = ast.parse(textwrap.dedent("".join(source)))
    if isinstance(collector, pytest.Class) and isinstance(tree.body[0], ast.ClassDef):
        tree = tree.body[0]
    found: dict[str, list[int]] = defaultdict(list)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found[node.name].append(node.lineno + max(first - 1, 0))
    return found
