"""The table `[tool.clausebook.checks]`: which pattern wins, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from clausebook.config.check_levels import CheckLevels, check_levels_from
from clausebook.config.settings import find_settings
from clausebook.errors import CannotRun, Level
from fakes.lint_project import make_project

RULES = ("style/summary", "style/tags", "document/example")


def levels(**entries: str) -> CheckLevels:
    return check_levels_from(entries, "there")


@pytest.mark.parametrize(
    ("entries", "level"),
    [
        pytest.param({}, Level.NOTE, id="nothing is said"),
        pytest.param({"style/*": "error"}, Level.ERROR, id="the family"),
        pytest.param({"style/summary": "off", "style/*": "error"}, None, id="id before family"),
        pytest.param({"*": "off", "style/*": "warning"}, Level.WARNING, id="family before all"),
        pytest.param({"style/sum*": "note", "style/*": "error"}, Level.NOTE, id="longest pattern"),
        pytest.param({"document/*": "off"}, Level.NOTE, id="another family"),
    ],
)
def test_the_more_specific_pattern_wins(entries: dict[str, str], level: Level | None) -> None:
    backwards = dict(reversed(entries.items()))

    assert levels(**entries).level_of("style/summary", Level.NOTE) == level
    assert levels(**backwards).level_of("style/summary", Level.NOTE) == level


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        ("style/sumary", r"did you mean 'style/summary'\?"),
        ("stlye/*", r"did you mean 'style/\*'\?"),
        ("zzz", "see `clausebook checks`"),
    ],
)
def test_a_pattern_that_matches_no_rule_is_refused_by_name(pattern: str, hint: str) -> None:
    with pytest.raises(CannotRun, match=rf"^there: no check is called .*; {hint}$"):
        levels(**{pattern: "error"}).check_known(RULES)


def test_a_pattern_that_matches_a_rule_is_known() -> None:
    levels(**{"style/*": "off", "document/example": "note"}).check_known(RULES)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('checks."style/tags" = "eror"', "'style/tags' is 'eror'; did you mean 'error'"),
        ('checks."style/tags" = "loud"', "is 'loud'; write one of error, warning, note, off"),
        ('checks."style/tags" = false', "'style/tags' is False; write one of"),
        ('checks.style.tags = "off"', r"'style' is a table; write \"style/tags\" = LEVEL"),
        ('checks = "error"', "checks is 'error'; write a table"),
        ('check = "error"', "no entry called 'check'; did you mean 'checks'"),
        ('plugins = "my_rules"', "plugins is 'my_rules'; write a list"),
        ('plugins = ["my_rules.py!"]', "'my_rules.py!', which is not a module name"),
    ],
)
def test_a_value_of_another_kind_is_refused_with_its_file(
    tmp_path: Path, line: str, message: str
) -> None:
    folder = make_project(tmp_path, f"{line}\n")

    with pytest.raises(CannotRun, match=message) as refused:
        find_settings(folder)

    assert str(folder / "pyproject.toml") in str(refused.value)


@pytest.mark.parametrize(
    ("entries", "check", "level"),
    [
        ({}, "lenient/path", Level.ERROR),
        ({}, "gap/undocumented-status", Level.WARNING),
        ({"lenient/*": None}, "lenient/path", None),
        ({"lenient/path": Level.NOTE}, "lenient/path", Level.NOTE),
        ({"lenient/path": Level.NOTE}, "lenient/type", Level.ERROR),
    ],
    ids=["lenience", "another family", "off", "by its id", "another id"],
)
def test_lenience_is_an_error_in_a_strict_run_unless_the_table_says_otherwise(
    entries: dict[str, Level | None], check: str, level: Level | None
) -> None:
    assert CheckLevels(entries, strict=True).level_of(check, Level.WARNING) == level
    assert CheckLevels({}).level_of(check, Level.WARNING) == Level.WARNING
