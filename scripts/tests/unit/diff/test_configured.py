"""`[tool.clausebook.diff]`: levels of rules, suppressions, and the message for a wrong entry."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from clausebook.cli import main
from clausebook.cli.arguments import parser
from fakes.command import assert_one_line, run
from fakes.git_history import ADDED, SHORTER, commit, edit, printed_report, repository

__all__ = ["repository"]

LONGER = "request-maxLength-narrows"
NEW = "request-parameter-added"


def compared(code: int, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["diff", "--format", "json"]) == code
    return printed_report(capsys)


def levels(data: dict[str, Any]) -> list[str]:
    return [change["level"] for change in data["changes"]]


def configure(folder: Path, text: str) -> None:
    settings = folder / "pyproject.toml"
    settings.write_text(settings.read_text("utf-8") + text, "utf-8")


@pytest.mark.parametrize(
    ("level", "code", "shown"),
    [
        ("breaking", 1, ["breaking"]),
        ("warning", 0, ["warning"]),
        ("compatible", 0, ["compatible"]),
        ("off", 0, []),
    ],
)
def test_a_rule_has_the_level_that_the_configuration_gives_it(
    level: str, code: int, shown: list[str], repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(repository, f'[tool.clausebook.diff.rules]\n"{LONGER}" = "{level}"\n')
    edit(repository, SHORTER)
    commit(repository, "shorter")

    assert levels(compared(code, capsys)) == shown


def test_changes_of_rules_that_are_off_are_counted_in_a_note(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(repository, f'[tool.clausebook.diff.rules]\n"{LONGER}" = "off"\n')
    edit(repository, SHORTER, ADDED)
    commit(repository, "both")

    data = compared(0, capsys)

    assert levels(data) == ["compatible"]
    assert f"1 change is not shown because these rules are off: {LONGER}" in data["notes"]


def test_a_raised_rule_asks_for_a_larger_step_of_the_version(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(repository, ADDED, version="1.1.0")
    commit(repository, "new")
    assert run(capsys, "diff", "--check-version")[0] == 0

    configure(repository, f'[tool.clausebook.diff.rules]\n"{NEW}" = "breaking"\n')

    code, out, _ = run(capsys, "diff", "--check-version", "--fail-on", "nothing")
    assert code == 1
    assert "the changes need a major step" in out


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param(
            '[tool.clausebook.diff.rules]\n"request-maxLength-narrow" = "off"\n',
            ["request-maxLength-narrow'", f"did you mean '{LONGER}'?"],
            id="unknown rule",
        ),
        pytest.param(
            '[tool.clausebook.diff.rules]\n"qqq" = "off"\n',
            ["there is no diff rule 'qqq'", "scripts/manual/diff-rules.md lists them"],
            id="unlike any rule",
        ),
        pytest.param(
            '[tool.clausebook.diff.rules]\ndeprecated = "warnning"\n',
            ["the level 'warnning' of 'deprecated' is unknown; did you mean 'warning'?"],
            id="unknown level",
        ),
        pytest.param(
            '[tool.clausebook.diff.rules]\ndeprecated = "note"\n',
            ["'note' of 'deprecated' is unknown; write one of breaking, warning, compatible, off"],
            id="level of other reports",
        ),
        pytest.param(
            "[tool.clausebook.diff.rules]\ndeprecated = false\n",
            ["'deprecated' is False; write its level in quotation marks"],
            id="no text",
        ),
        pytest.param(
            '[tool.clausebook.diff]\nrules = ["deprecated"]\n',
            ["rules is ['deprecated'], not a table"],
            id="no table",
        ),
        pytest.param(
            "[tool.clausebook.diff.rule]\ndeprecated = 'off'\n",
            ["no entry called 'rule'; did you mean 'rules'?"],
            id="misspelt table",
        ),
        pytest.param(
            "[[tool.clausebook.diff.ignore]]\nclause = 'x'\nreason = 'y'\nrule = 'deprecate'\n",
            ["ignore 1: there is no diff rule 'deprecate'; did you mean 'deprecated'?"],
            id="unknown rule of a suppression",
        ),
        pytest.param(
            "[[tool.clausebook.diff.ignore]]\nclause = 'x'\nreason = 'y'\nuntil = 'soon'\n",
            ["ignore 1: until is 'soon', not a date; write a date such as 2027-03-31"],
            id="no date",
        ),
        pytest.param(
            "[[tool.clausebook.diff.ignore]]\nclause = 'x'\nreason = 'y'\n"
            "until = 2027-03-31T12:00:00Z\n",
            ["until is 2027-03-31T12:00:00+00:00, which has a time; write a date such as"],
            id="time of day",
        ),
    ],
)
def test_a_wrong_configuration_is_one_line_that_names_file_and_value(
    text: str, parts: list[str], repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(repository, text)

    assert_one_line(run(capsys, "diff"), "pyproject.toml", *parts)


_VERBS = {
    "guard": [],
    "prove": [],
    "diff": [],
    "generate": ["--check"],
    "docs": [],
    "serve": [],
    "clauses": [],
    "explain": ["GET /things operation"],
    "checks": [],
}


@pytest.mark.parametrize(("verb", "arguments"), _VERBS.items(), ids=_VERBS)
@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param(
            "[tool.clausebook.diff.rules]\ndeprecate = 'off'\n",
            ["there is no diff rule 'deprecate'; did you mean 'deprecated'?"],
            id="unknown rule",
        ),
        pytest.param(
            "[tool.clausebook.diff.rules]\ndeprecated = 'of'\n",
            ["the level 'of' of 'deprecated' is unknown; did you mean 'off'?"],
            id="unknown level",
        ),
        pytest.param(
            "[[tool.clausebook.diff.ignore]]\nclause = 'x'\nreason = 'y'\nrule = 'deprecate'\n",
            ["ignore 1: there is no diff rule 'deprecate'"],
            id="unknown rule of a suppression",
        ),
    ],
)
def test_every_verb_rejects_an_unknown_rule_or_level(
    verb: str,
    arguments: list[str],
    text: str,
    parts: list[str],
    repository: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure(repository, text)

    assert_one_line(run(capsys, verb, *arguments), "pyproject.toml", *parts)


def test_the_verbs_that_read_no_configuration_are_known() -> None:
    verbs = next(action.choices for action in parser()._actions if isinstance(action.choices, dict))

    assert set(verbs) - set(_VERBS) == {"report"}


@pytest.mark.parametrize(
    ("today", "code", "note"),
    [
        (datetime.date(2027, 3, 30), 0, ""),
        (datetime.date(2027, 3, 31), 0, ""),
        (datetime.date(2027, 4, 1), 1, "expired on 2027-03-31; renew or remove it"),
    ],
    ids=["day before", "last day", "day after"],
)
def test_a_suppression_counts_to_the_end_of_its_last_local_day(
    today: datetime.date,
    code: int,
    note: str,
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("clausebook.config.waivers.local_today", lambda: today)
    entry = "clause = 'GET /things query kind /maxLength'\nreason = 'agreed'\nuntil = 2027-03-31\n"
    configure(repository, f"[[tool.clausebook.diff.ignore]]\n{entry}")
    edit(repository, SHORTER)
    commit(repository, "shorter")

    notes = " ".join(compared(code, capsys)["notes"])

    assert note in notes
    assert bool(note) is ("expired" in notes)


@pytest.mark.parametrize("form", ["text", "json", "junit", "sarif", "github", "markdown", "html"])
def test_every_format_names_the_rule(
    form: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(repository, SHORTER)
    commit(repository, "shorter")

    code, out, _ = run(capsys, "diff", "--format", form)

    assert code == 1
    assert LONGER in out
