"""Waivers and suppressions end with a local calendar day, wherever they are asked about."""

from __future__ import annotations

import ast
import datetime
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import clausebook
import pytest
from clausebook.clauses import clauses_of
from clausebook.config.facts import FactsError, Waiver, facts_from, load_facts
from clausebook.config.waivers import is_in_force, local_today, until_of
from clausebook.errors import CannotRun
from clausebook.guard.verdicts import StageTally, clause_verdicts, expired, unused
from clausebook.report.finding import Finding
from fakes.notes_api import NOTES

DAY = datetime.date(2027, 3, 31)
NIGHT = datetime.timedelta(days=1)
# 2027-03-31 23:30 and 2027-04-01 00:30, in UTC.
LATE, EARLY = (
    datetime.datetime(2027, 3, 31, 23, 30, tzinfo=datetime.UTC).timestamp(),
    datetime.datetime(2027, 4, 1, 0, 30, tzinfo=datetime.UTC).timestamp(),
)


@pytest.fixture
def _zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


# POSIX counts hours west of Greenwich: UTC+14 is `XXX-14`.
@pytest.mark.parametrize(
    ("_zone", "moment", "today"),
    [
        ("UTC0", LATE, DAY),
        ("UTC0", EARLY, DAY + NIGHT),
        ("XXX-14", LATE, DAY + NIGHT),
        ("XXX12", EARLY, DAY),
        ("CET-1CEST,M3.5.0,M10.5.0/3", LATE, DAY + NIGHT),
        ("EST5EDT,M3.2.0,M11.1.0", EARLY, DAY),
    ],
    indirect=["_zone"],
)
@pytest.mark.usefixtures("_zone")
def test_today_is_the_day_of_the_local_calendar(moment: float, today: datetime.date) -> None:
    assert local_today(lambda: moment) == today


def test_the_last_day_is_included() -> None:
    assert is_in_force(DAY, DAY)
    assert is_in_force(DAY, DAY - NIGHT)
    assert not is_in_force(DAY, DAY + NIGHT)
    assert is_in_force(None, DAY)


@pytest.mark.parametrize("name", ["until", "other"])
def test_a_date_is_read_and_none_is_forever(name: str) -> None:
    assert until_of({name: DAY}, "here") == (DAY if name == "until" else None)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("2027-03-31", "^here: until is '2027-03-31', not a date; write a date such as"),
        (20270331, "^here: until is 20270331, not a date"),
        (True, "^here: until is True, not a date"),
        (
            datetime.datetime(2027, 3, 31, 12),
            "^here: until is 2027-03-31T12:00:00, which has a time; write a date such as",
        ),
        (datetime.time(12), "not a date"),
    ],
    ids=["text", "number", "boolean", "date-time", "time"],
)
def test_an_invalid_date_is_reported_with_its_place(value: object, message: str) -> None:
    with pytest.raises(CannotRun, match=message):
        until_of({"until": value}, "here")


def test_a_waiver_with_a_time_of_day_is_a_wrong_fact(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text('[[waiver]]\nclause = "a"\nreason = "b"\nuntil = 2027-03-31T12:00:00\n')

    with pytest.raises(FactsError, match=r"facts\.toml: waiver 1: until is 2027-03-31T12:00:00"):
        load_facts(path)


@pytest.mark.parametrize(
    ("today", "findings", "notes"),
    [(DAY, 0, 0), (DAY + NIGHT, 1, 1)],
    ids=["last day", "day after"],
)
def test_guard_waives_to_the_end_of_the_day_and_then_says_so(
    today: datetime.date, findings: int, notes: int
) -> None:
    waiver = Waiver("GET /a operation", "known", DAY)
    judged = StageTally(findings=[Finding("GET /a operation", "provider", "broken")])

    judged.waive([waiver], today)

    assert len(judged.findings) == findings
    assert (
        expired([waiver], today)
        == [
            "the waiver of 'GET /a operation' expired on 2027-03-31 and no longer counts; renew or "
            "remove it"
        ][:notes]
    )


def test_only_one_function_says_what_day_it_is() -> None:
    """A day is asked for by `.today()` or by `.date()` of a moment, and nowhere else compared."""
    package = Path(clausebook.__file__).parent
    found = []
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("today", "fromtimestamp"):
                found.append(f"{path.relative_to(package)}:{ast.unparse(node)}")
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "date"
            ):
                found.append(f"{path.relative_to(package)}:{ast.unparse(node)}")
            if isinstance(node, ast.Compare) and any(
                isinstance(side, ast.Attribute) and side.attr == "until"
                for side in (node.left, *node.comparators)
            ):
                found.append(f"{path.relative_to(package)}:{ast.unparse(node)}")

    # The site shows when a report was written, to the minute and in UTC.
    allowed = {"docs/evidence.py:datetime.fromtimestamp"}
    assert set(found) - allowed == {"config/waivers.py:datetime.date.fromtimestamp"}


@pytest.mark.parametrize(
    ("waiver", "kept"),
    [
        pytest.param('rule = "lenient/path"', ["lenient/pathological", "other"], id="a rule"),
        pytest.param('rule = "lenient/*"', ["other"], id="a family of rules"),
        pytest.param('clause = "GET /a *"', [], id="the clauses of an operation"),
    ],
)
def test_a_waiver_sets_aside_what_its_pattern_means(waiver: str, kept: list[str]) -> None:
    facts = facts_from(tomllib.loads(f'[[waiver]]\n{waiver}\nreason = "agreed"'), "facts")
    rules = ("lenient/path", "lenient/pathological", "other")
    tally = StageTally(findings=[Finding("GET /a b", "provider", "m", rule=it) for it in rules])

    tally.waive(facts.waivers, DAY)

    assert [finding.rule for finding in tally.findings] == kept
    assert tally.waived == {"GET /a b": "agreed"}
    assert unused(facts.waivers, [tally], DAY) == []


def test_a_waiver_that_matches_nothing_is_a_warning() -> None:
    waiver = Waiver("", "agreed", None, "lenient/path")

    (warning,) = unused([waiver], [StageTally()], DAY)

    assert (warning.level, warning.rule) == ("warning", "waiver/unused")
    assert "'lenient/path' matches no finding" in warning.message


def test_a_waiver_of_one_rule_hides_no_other_finding_about_its_clause() -> None:
    clause = clauses_of(NOTES)[0]
    findings = [Finding(clause.key, "provider", "m", rule=it) for it in ("lenient/path", "other")]
    tally = StageTally(findings=findings, failed={clause.key})

    tally.waive([Waiver("", "agreed", None, "lenient/path")], DAY)

    (verdict,) = clause_verdicts([clause], {"provider": tally})
    assert verdict.verdict == "broken"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ('reason = "r"', "needs one of 'clause' and 'rule'"),
        ('clause = "a"\nrule = "b"\nreason = "r"', "needs one of 'clause' and 'rule'"),
        ('rule = "*"\nreason = "r"', "waives all"),
    ],
    ids=["neither", "both", "all"],
)
def test_a_waiver_says_what_it_waives(row: str, words: str) -> None:
    with pytest.raises(FactsError, match=words):
        facts_from(tomllib.loads(f"[[waiver]]\n{row}"), "facts")
