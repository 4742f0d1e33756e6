"""Facts that are missing are listed, and counted in the verdict line; none is guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from clausebook.checks.missing import missing_facts
from clausebook.facts import Absent, Facts, Foreign
from clausebook.report import Result
from clausebook.report.text import as_text
from noted import FACTS, NOTES

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


def test_they_are_shown_and_counted_in_the_verdict_line() -> None:
    lines = missing_facts(NOTES, Facts())
    shown = as_text(Result("s", 1.0, [], [], [], None, lines), color=False, quiet=False)

    assert [line for line in shown.splitlines() if line.startswith("missing fact: ")] == [
        f"missing fact: {line}" for line in lines
    ]
    assert "0 findings, 2 missing facts; s, 1.0 s" in shown
