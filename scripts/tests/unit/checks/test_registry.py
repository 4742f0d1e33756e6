"""The registry of lint rules: what registers one, which modules are imported, what is refused."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from clausebook.checks import lint, registry
from clausebook.checks.configured import ConfiguredCheck, configured_checks, enabled_checks
from clausebook.checks.lint_run import lint_findings
from clausebook.checks.plugins import import_built_in
from clausebook.checks.registry import Kind, lint_rule, registered_checks
from clausebook.config.settings import find_settings
from clausebook.errors import CannotRun, CouldNotJudge, Level
from clausebook.openapi import Document, load
from clausebook.report.finding import Finding
from fakes.lint_project import make_project, rule


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test registers or imports is gone after it."""
    import_built_in()  # once for all tests: a module registers its rules when it is first imported
    monkeypatch.setattr(registry, "_registered", list(registry._registered))
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield
    for name in ("own_rules", "their_rules", "clausebook.checks.lint.added"):
        sys.modules.pop(name, None)


def rules_of(folder: Path) -> dict[str, ConfiguredCheck]:
    return {it.check.id: it for it in configured_checks(find_settings(folder))}


def nothing(document: Document) -> Iterator[Finding]:
    """It asks   for this,
    say. And it goes on.

    At length.
    """
    yield from ()


def test_a_rule_asks_what_the_first_sentence_of_its_docstring_says() -> None:
    lint_rule(id="ours/nothing", level=Level.NOTE, default=False, source="RFC 1")(nothing)

    [found] = [it for it in registered_checks() if it.id == "ours/nothing"]
    assert (found.asks, found.level, found.default) == ("It asks for this, say.", "note", False)
    assert found.place == f"{__file__}:{nothing.__code__.co_firstlineno}"


@pytest.mark.parametrize("id", ["ours", "Ours/rule", "ours/my_rule", "ours/", "a/b/c", "ours/*"])
def test_an_id_that_is_no_family_and_name_in_kebab_case_is_refused(id: str) -> None:
    with pytest.raises(ValueError, match="FAMILY/NAME in kebab-case"):
        lint_rule(id=id)


def test_a_rule_without_a_docstring_is_refused() -> None:
    def silent(document: Document) -> Iterator[Finding]:
        yield from ()

    with pytest.raises(ValueError, match="'ours/silent' has no docstring"):
        lint_rule(id="ours/silent")(silent)


def test_two_rules_with_one_id_are_refused_with_both_places() -> None:
    def other(document: Document) -> Iterator[Finding]:
        """It asks for something else."""
        yield from ()

    lint_rule(id="ours/nothing")(nothing)
    lint_rule(id="ours/nothing")(other)

    with pytest.raises(CannotRun, match="two checks have the id 'ours/nothing'") as refused:
        registered_checks()
    for line in (nothing.__code__.co_firstlineno, other.__code__.co_firstlineno):
        assert f"{__file__}:{line}" in str(refused.value)


def test_a_module_that_is_imported_under_two_names_registers_its_rules_once() -> None:
    lint_rule(id="ours/nothing")(nothing)
    lint_rule(id="ours/nothing")(nothing)

    assert [it.id for it in registered_checks()].count("ours/nothing") == 1


def test_a_built_in_rule_is_added_by_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "added.py").write_text(rule("document/added"), encoding="utf-8")
    monkeypatch.setattr(lint, "__path__", [*lint.__path__, str(tmp_path)])

    assert "document/added" in rules_of(tmp_path)


def test_a_plugin_of_the_project_adds_to_the_built_in_rules(tmp_path: Path) -> None:
    built_in = set(rules_of(tmp_path))
    folder = make_project(tmp_path, 'plugins = ["own_rules"]\n', own_rules=rule())

    assert set(rules_of(folder)) == {*built_in, "ours/title"}


def test_an_installed_package_adds_rules_by_its_entry_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "theirs-1.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Name: theirs\nVersion: 1\n", encoding="utf-8")
    points = "[clausebook.checks]\ntheirs = their_rules\n"
    (installed / "entry_points.txt").write_text(points, encoding="utf-8")
    (tmp_path / "their_rules.py").write_text(rule("theirs/title"), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    assert "theirs/title" in rules_of(tmp_path)

    (tmp_path / "their_rules.py").unlink()
    del sys.modules["their_rules"]
    with pytest.raises(CannotRun, match=r"entry point theirs = 'their_rules' of theirs .*mend"):
        rules_of(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            None,
            r"cannot import 'own_rules': ModuleNotFoundError: No module named 'own_rules'; put the "
            "module there, beside pyproject.toml",
            id="missing",
        ),
        pytest.param(
            "import no_such_thing\n",
            r"No module named 'no_such_thing' at \S+own_rules.py:1; mend the module",
            id="missing import",
        ),
        pytest.param("x = 1\ny = (\n", r"SyntaxError: .* at \S+own_rules.py:2; mend", id="syntax"),
        pytest.param("\n1 / 0\n", r"ZeroDivisionError: .* at \S+own_rules.py:2; mend", id="raises"),
        pytest.param("raise SystemExit(3)", r"SystemExit: 3 at \S+own_rules.py:1", id="exits"),
        pytest.param(rule("title"), r"FAMILY/NAME in kebab-case, not 'title' at", id="wrong id"),
    ],
)
def test_a_plugin_that_cannot_be_imported_is_refused_with_place_and_cure(
    tmp_path: Path, text: str | None, message: str
) -> None:
    modules = {} if text is None else {"own_rules": text}
    folder = make_project(tmp_path, 'plugins = ["own_rules"]\n', **modules)

    with pytest.raises(CannotRun, match=message) as refused:
        rules_of(folder)
    assert str(refused.value).startswith(
        f"plugins in [tool.clausebook] of {folder / 'pyproject.toml'}: "
    )


def test_a_plugin_that_another_module_hides_is_refused(tmp_path: Path) -> None:
    folder = make_project(tmp_path, 'plugins = ["calendar"]\n', calendar=rule())

    with pytest.raises(CannotRun, match=r"'calendar' is \S+calendar.py, .*; rename") as refused:
        rules_of(folder)
    assert str(folder / "calendar.py") in str(refused.value)


def test_an_unknown_id_in_the_configuration_is_refused(tmp_path: Path) -> None:
    folder = make_project(tmp_path, 'checks."style/sumary" = "off"\n')

    with pytest.raises(CannotRun, match=r"pyproject.toml: checks: .*did you mean 'style/summary'"):
        rules_of(folder)


def test_a_configuration_that_leaves_no_rule_on_is_refused(tmp_path: Path) -> None:
    folder = make_project(tmp_path, 'checks."*" = "off"\n')

    with pytest.raises(CannotRun, match=r"pyproject.toml: checks turns every lint check off"):
        enabled_checks(find_settings(folder), Kind.LINT)


Judging = Callable[[str], tuple[Finding, ...]]


@pytest.fixture
def judging(tmp_path: Path) -> Judging:
    """What a rule with this body finds."""

    def findings(body: str, settings: str = "") -> tuple[Finding, ...]:
        folder = make_project(
            tmp_path, f'plugins = ["own_rules"]\n{settings}', own_rules=rule(body=body)
        )
        return lint_findings(rules_of(folder)["ours/title"], load(folder / "openapi.yaml"))

    return findings


def test_a_finding_has_the_id_and_the_level_of_its_rule(tmp_path: Path) -> None:
    settings = 'plugins = ["own_rules"]\nchecks."ours/*" = "note"\n'
    folder = make_project(tmp_path, settings, own_rules=rule())

    [finding] = lint_findings(rules_of(folder)["ours/title"], load(folder / "openapi.yaml"))

    assert (finding.rule, finding.level) == ("ours/title", Level.NOTE)


@pytest.mark.parametrize(
    ("body", "raised"),
    [
        ("yield document.nothing", "AttributeError: "),
        ("return 5", "TypeError: "),
        ('yield "a text"', "TypeError: "),
        ("assert document is None", "AssertionError"),
    ],
)
def test_a_rule_that_fails_of_itself_could_not_be_judged(
    judging: Judging, body: str, raised: str
) -> None:
    with pytest.raises(CouldNotJudge, match=f"ours/title could not be judged: .*{raised}") as told:
        judging(body)

    assert re.search(r"mend the check at \S+own_rules.py:6, or set it to off$", str(told.value))


def test_a_file_beside_the_document_that_cannot_be_read_is_the_users_to_mend(
    judging: Judging,
) -> None:
    with pytest.raises(CannotRun, match=r"^SOURCES.md is gone$"):
        judging("from clausebook.errors import CannotRun; raise CannotRun('SOURCES.md is gone')")
