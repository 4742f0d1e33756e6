"""A run in which nothing is broken and not everything was judged is incomplete."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from clausebook.report import Run, Stage, UnacceptedOperation, render
from clausebook.report.merging import merge
from clausebook.report.reading import read_report
from fakes.reports import judged

REFUSED = "POST /orders is rejected: 422"
HINT = '[[known]]\norder_id = "..."'
OPERATIONS = [
    UnacceptedOperation(f"{method} /orders/{{order_id}}", REFUSED, HINT)
    for method in ("GET", "DELETE")
]
RUN = Run("s.yaml", 1.0, [Stage("provider", "kept", 1, 1, 1.0)], never_accepted=OPERATIONS)
FORMS = ("junit", "sarif", "github", "markdown", "html")


@pytest.mark.parametrize(
    ("run", "verdict"),
    [
        pytest.param(RUN, "incomplete", id="never accepted"),
        pytest.param(replace(RUN, never_accepted=[], is_mock=True), "incomplete", id="mock"),
        pytest.param(replace(RUN, never_accepted=[]), "kept", id="all accepted"),
        pytest.param(replace(judged(), never_accepted=OPERATIONS), "broken", id="broken"),
    ],
)
def test_incomplete_is_what_is_neither_broken_nor_kept(run: Run, verdict: str) -> None:
    assert run.verdict == verdict


def test_text_names_them_first_and_each_reason_once() -> None:
    text = render(replace(judged(), never_accepted=OPERATIONS), "text", quiet=True)

    assert text.count(REFUSED) == 1
    assert text.startswith(f"\nnever accepted: {REFUSED}\n  GET /orders/{{order_id}}\n  DELETE ")
    assert '\n    [[known]]\n    order_id = "..."\n' in text
    assert "incomplete: " in render(RUN, "text")
    assert "2 operations never accepted" in text


@pytest.mark.parametrize("form", FORMS)
def test_every_format_names_them_with_their_reason(form: str) -> None:
    shown = render(RUN, form)

    assert REFUSED in shown.replace("\\", "")
    assert "DELETE /orders/" in shown


@pytest.mark.parametrize("form", [form for form in FORMS if form != "sarif"])
def test_every_format_but_sarif_says_that_a_mock_was_judged(form: str) -> None:
    assert "a mock made from the document was judged" in render(replace(RUN, is_mock=True), form)


def test_it_is_read_back_and_merged(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    run = replace(RUN, is_mock=True)
    path.write_text(render(run, "json"), encoding="utf-8")

    assert read_report(path) == run
    merged = merge([run, replace(RUN, never_accepted=OPERATIONS[:1])])
    assert (merged.verdict, merged.never_accepted) == ("incomplete", RUN.never_accepted)
