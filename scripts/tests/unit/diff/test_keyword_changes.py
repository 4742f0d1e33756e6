"""Every keyword, changed in every way, on both sides: a comparison ends, and shows what changed."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from clausebook.diff import compare
from clausebook.openapi import Document
from clausebook.schema.acceptance import compile_schema
from clausebook.schema.canonical import canonical
from clausebook.schema.keywords import KEYWORDS
from clausebook.values.edge_samples import edge_samples
from fakes.paths import DOCUMENTS
from fakes.written_documents import written

TABLE = yaml.safe_load((DOCUMENTS / "keyword_changes.yaml").read_text("utf-8"))
SIDES = ("request", "response")


@dataclass(frozen=True)
class Edit:
    """One change of a keyword. `allows` is which values the new schema allows: fewer, more, other;
    `declared` and `undeclared` for a member that may have been sent all along; empty where values
    are to show it.
    """

    keyword: str
    what: str
    old: dict[str, Any]
    new: dict[str, Any]
    allows: str = ""
    version: str = "3.1.0"

    @property
    def id(self) -> str:
        """The id in the tests."""
        return f"{self.keyword} {self.what}"


def _edits() -> Iterator[Edit]:
    for keyword, row in TABLE.items():
        version = row.get("version", "3.1.0")
        without = row["beside"]

        def having(value: Any, keyword: str = keyword, beside: Any = without) -> dict[str, Any]:
            return {**beside, keyword: value}

        value = having(row["value"])
        added, removed = _ADDS[row.get("adds", "a limit")]
        yield Edit(keyword, "added", without, value, added, version)
        yield Edit(keyword, "removed", value, without, removed, version)
        if "stricter" in row:
            stricter = having(row["stricter"])
            yield Edit(keyword, "stricter", value, stricter, "fewer", version)
            yield Edit(keyword, "looser", stricter, value, "more", version)
        if "other" in row:
            yield Edit(keyword, "incomparable", value, having(row["other"]), "other", version)
        forms = {"absent": without, "a schema": value}
        for boolean in (True, False) if KEYWORDS[keyword].holds else ():
            forms[str(boolean).lower()] = having(_with_boolean(keyword, row["value"], boolean))
        for (one, old), (other, new) in itertools.permutations(forms.items(), 2):
            if "a schema" not in (one, other) or "absent" not in (one, other):
                yield Edit(keyword, f"from {one} to {other}", old, new)


def _with_boolean(keyword: str, value: Any, boolean: bool) -> Any:
    """The keyword's value with a boolean in place of its schema, or of the first of them."""
    match KEYWORDS[keyword].holds:
        case "list":
            return [boolean, *value[1:]]
        case "map":
            return {**value, next(iter(value)): boolean}
    return boolean


# What a keyword allows when it is added, and when it is removed.
_ADDS = {
    "a limit": ("fewer", "more"),
    "more": ("more", "fewer"),
    "a declaration": ("declared", "undeclared"),
}
EDITS = list(_edits())
each_side = pytest.mark.parametrize("side", SIDES)


def _document(schema: dict[str, Any], version: str, folder: Path) -> Document:
    """A document with the schema in request and response."""
    content = f"content: {{application/json: {{schema: {json.dumps(schema)}}}}}"
    folder.mkdir()
    text = f"""\
    paths:
      /a:
        post:
          requestBody: {{required: true, {content}}}
          responses: {{'200': {{description: ok, {content}}}}}
    """
    return written(folder, text, version)


def _harms(edit: Edit, side: str, *documents: Document) -> bool | None:
    """Whether the edit breaks consumers of that side; None where no value shows a difference."""
    if edit.allows in ("fewer", "more"):
        return (edit.allows == "fewer") == (side == "request")
    if edit.allows:
        return edit.allows in ("other", "undeclared")
    old, new = (
        canonical(it, s, "", side).value
        for it, s in zip(documents, (edit.old, edit.new), strict=True)
    )
    accepts = compile_schema(old), compile_schema(new)
    values = [*edge_samples(old, {}), *edge_samples(new, {}), *_EVERYTHING]
    lost = any(accepts[0](value) and not accepts[1](value) for value in values)
    gained = any(accepts[1](value) and not accepts[0](value) for value in values)
    if not lost and not gained:
        return None
    return lost if side == "request" else gained


_EVERYTHING: tuple[Any, ...] = (
    *("", "a", "abcd", 1, 1.5, True, None, [], ["a"], [1], [True], ["a", 1], {}),
    *({"a": "x"}, {"a": 1}, {"a": True}, {"ab": None}, {"b": 1}, {"a": 1, "b": 1}),
)


def test_the_table_has_a_row_for_every_keyword() -> None:
    assert set(TABLE) == set(KEYWORDS)


@each_side
@pytest.mark.parametrize("edit", EDITS, ids=[edit.id for edit in EDITS])
def test_a_change_of_a_keyword_is_shown_at_the_level_of_its_harm(
    edit: Edit, side: str, tmp_path: Path
) -> None:
    old = _document(edit.old, edit.version, tmp_path / "old")
    new = _document(edit.new, edit.version, tmp_path / "new")

    changes = compare(old, new)

    start = " body " if side == "request" else " response "
    levels = {change.level for change in changes if start in change.clause}
    harms = _harms(edit, side, old, new)
    if harms is True:
        assert levels & {"breaking", "warning"}
    if harms is False:
        assert levels
        assert "breaking" not in levels
