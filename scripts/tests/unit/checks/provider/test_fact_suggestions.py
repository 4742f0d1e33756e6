"""Facts that are missing are listed, and counted in the verdict line; none is guessed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from clausebook.checks.provider.fact_suggestions import missing_facts
from clausebook.config.facts import Absent, Facts, Foreign, Same
from clausebook.report import Run
from clausebook.report.text import as_text
from fakes.documented_sites import write_document
from fakes.notes_api import FACTS, NOTES

FOREIGN = Foreign("name", "theirs", 401, {})
ABSENT = Absent("name", "nobody", 400)


@pytest.mark.parametrize(
    ("facts", "kinds"),
    [
        (Facts(), ["known", "foreign"]),
        (FACTS, ["absent", "foreign"]),
        (replace(FACTS, absent=(ABSENT,)), ["foreign"]),
        (replace(FACTS, absent=(ABSENT,), foreign=(FOREIGN,)), []),
        (Facts(known=({"name": "ann"},), absent=(ABSENT,)), ["known", "foreign"]),
    ],
    ids=["none", "known alone", "no foreign", "all", "no neighbour"],
)
def test_each_fact_that_would_let_more_be_asserted_is_listed(
    facts: Facts, kinds: list[str]
) -> None:
    assert [line.partition(":")[0] for line in missing_facts(NOTES, facts)] == kinds


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("nme", "name"),
        ("GET /notes/{name} path name", "GET /notes/{} path 1"),
        ("nothing-alike", "DELETE /notes/{} path 1"),
        ("name", None),
        ("text", None),
        ("GET /notes/{} path 1", None),
    ],
    ids=["mistyped", "place mistyped", "nothing alike", "parameter", "member", "place"],
)
@pytest.mark.parametrize("kind", ["absent", "foreign", "same"])
def test_a_fact_about_a_name_that_nothing_has_is_listed(
    kind: str, name: str, like: str | None
) -> None:
    facts = {
        "absent": Facts(absent=(Absent(name, "x", 400), Absent(name, "y", 400))),
        "foreign": Facts(foreign=(Foreign(name, "x", 401, {}),)),
        "same": Facts(same=(Same(name, ("x", "y")),)),
    }
    lines = missing_facts(NOTES, facts[kind])

    assert [line for line in lines if "has no parameter or member" in line] == (
        [
            f"{kind}: the document has no parameter or member {name!r}; write a plain name, or "
            f"a place as `clausebook clauses` prints it, such as {like!r}"
        ]
        if like
        else []
    )


def test_a_member_that_only_a_schema_describes_has_a_name_too(tmp_path: Path) -> None:
    described = {"anyOf": [{"type": "object", "properties": {"rare": {"type": "string"}}}]}
    body = {"content": {"application/json": {"schema": described, "example": {"often": "x"}}}}
    post = {"requestBody": body, "responses": {"204": {"description": "Made."}}}
    info = {"title": "Things", "version": "1"}
    data = {"openapi": "3.1.0", "info": info, "paths": {"/things": {"post": post}}}
    facts = Facts(absent=tuple(Absent(name, "x", 400) for name in ("rare", "often", "never")))
    lines = missing_facts(write_document(tmp_path, data), facts)

    assert [line.split(";")[0] for line in lines if "has no parameter or member" in line] == [
        "absent: the document has no parameter or member 'never'"
    ]


def test_they_are_shown_and_counted_in_the_verdict_line() -> None:
    lines = missing_facts(NOTES, Facts())
    shown = as_text(Run("s", 1.0, [], [], [], None, lines), color=False, quiet=False)

    assert [line for line in shown.splitlines() if line.startswith("missing fact: ")] == [
        f"missing fact: {line}" for line in lines
    ]
    assert "0 findings, 2 missing facts; s, 1.0 s" in shown
