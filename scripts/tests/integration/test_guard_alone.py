"""guard with a document and nothing else: the built-in checks against a mock."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from clausebook.checks.configured import built_in_checks
from clausebook.checks.registry import Kind
from clausebook.config.settings import find_settings
from clausebook.guard import stages_for
from clausebook.mock import MockProvider
from clausebook.openapi import load
from fakes.command import completed
from fakes.guard_runs import assert_cannot_run, guard
from fakes.paths import DOCUMENTS, ROOT
from fakes.repositories import make_repository
from fakes.serving import running

OWN = sorted((ROOT / "scripts" / "clausebook" / "checks").glob("test_*.py"))
PETS = (DOCUMENTS / "pets.yaml").read_text(encoding="utf-8")
# A provider that refuses what is wrong needs an answer to do it with.
REFUSING = PETS.replace("      responses:\n", "      responses:\n        4XX: {description: No.}\n")
KEY = "a-key-long-enough-to-tell"
FACTS = """\
[[known]]
pet_id = "tom"
[[known]]
pet_id = "felix"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that has only a document."""
    made = tmp_path / "alone"
    made.mkdir()
    (made / "openapi.yaml").write_text(REFUSING, encoding="utf-8")
    return made


def test_a_document_alone_is_checked_against_a_mock_made_from_it(folder: Path) -> None:
    done = guard(folder, "--spec", "openapi.yaml", "--max-examples", "1", "--format", "json")

    data = json.loads(done.stdout)
    assert (done.returncode, data["findings"]) == (0, [])
    assert (data["verdict"], data["is_mock"], data["never_accepted"]) == ("incomplete", True, [])
    assert data["missing_facts"] == []
    assert [stage["name"] for stage in data["stages"]] == ["lint", "provider"]
    assert all(stage["checks"] for stage in data["stages"])
    last = done.stderr.splitlines()[-1]
    assert last.startswith("drift, client left out: there is no client in")
    assert last.endswith("generated; `clausebook generate` writes one")


@pytest.mark.parametrize(("total", "code"), [("12", 0), ("twelve", 1)], ids=["right", "wrong"])
def test_webhooks_alone_are_linted(tmp_path: Path, total: str, code: int) -> None:
    example = f"{{schema: {{type: integer}}, example: {total}}}"
    content = f"requestBody: {{content: {{application/json: {example}}}}}"
    paid = f"paid: {{post: {{{content}, responses: {{'200': {{description: Noted.}}}}}}}}"
    head = "openapi: 3.1.0\ninfo: {title: Events, version: '1'}\n"
    (tmp_path / "openapi.yaml").write_text(f"{head}webhooks: {{{paid}}}\n", encoding="utf-8")

    done = guard(tmp_path, "--spec", "openapi.yaml", "--format", "json")

    data = json.loads(done.stdout)
    assert (done.returncode, data["could_not_judge"]) == (code, [])
    assert [finding["rule"] for finding in data["findings"]] == ["document/example"] * code


@pytest.mark.parametrize(
    ("right", "code"), [(True, 0), (False, 1)], ids=["right provider", "wrong provider"]
)
def test_an_unrelated_provider_is_checked_against_its_document(
    folder: Path, right: bool, code: int
) -> None:
    document = load(folder / "openapi.yaml")
    (folder / "facts.toml").write_text(FACTS, encoding="utf-8")
    # The wrong one lets everybody in.
    with running(MockProvider(document, {"key": KEY} if right else None)) as url:
        done = guard(
            folder, "--only", "provider", "--spec", "openapi.yaml", "--url", url,
            "--facts", "facts.toml", "--header", f"X-Key: {KEY}", "--max-examples", "1",
        )  # fmt: skip

    assert done.returncode == code, done.stdout + done.stderr
    assert ("GET /pets/{} security" in done.stdout) is not right


def test_a_document_is_found_from_where_the_command_was_given(folder: Path) -> None:
    (folder / "below").mkdir()
    words = ["guard", "--project", str(folder / "below"), "--only", "lint", "--workers", "1"]

    done = completed([*words, "--spec", "openapi.yaml"], folder, {})

    assert done.returncode == 0, done.stderr


def test_a_former_name_of_a_stage_is_understood_and_said(folder: Path) -> None:
    done = guard(folder, "--only", "spec", "--spec", "openapi.yaml", "--format", "json")

    assert done.returncode == 0, done.stderr
    assert [stage["name"] for stage in json.loads(done.stdout)["stages"]] == ["lint"]
    assert "--only: 'spec' is called 'lint' now" in done.stderr


def test_files_above_the_folder_have_no_effect(folder: Path) -> None:
    (folder.parent / "pytest.ini").write_text("[pytest]\naddopts = --no-such\n", encoding="utf-8")
    (folder / "conftest.py").write_text("raise SystemExit('not mine')\n", encoding="utf-8")

    done = guard(folder, "--only", "lint", "--spec", "openapi.yaml", "--format", "json")

    assert done.returncode == 0, done.stdout + done.stderr
    enabled = [rule for rule in built_in_checks(Kind.LINT) if rule.level is not None]
    assert json.loads(done.stdout)["stages"][0]["checks"] == len(enabled)


def test_a_configured_folder_of_contract_tests_must_exist(tmp_path: Path) -> None:
    folder = make_repository(tmp_path, settings='contract_tests = "nowhere"\n')

    done = guard(folder, "--only", "provider", "--quiet")

    assert_cannot_run(done, str(folder / "nowhere"), "correct contract_tests", "leave it out")


@pytest.mark.parametrize(
    ("settings", "client", "stages"),
    [
        (False, False, ("lint", "provider")),
        (False, True, ("lint", "drift", "client", "provider")),
        (True, False, ("lint", "drift", "client", "provider")),
    ],
    ids=["a document alone", "with a client", "a repository that has lost its client"],
)
def test_the_client_stage_is_left_out_only_if_no_client_is_configured(
    tmp_path: Path, settings: bool, client: bool, stages: tuple[str, ...]
) -> None:
    if settings:
        (tmp_path / "pyproject.toml").write_text("[tool.clausebook]\n", encoding="utf-8")
    if client:
        (tmp_path / "generated").mkdir()

    assert tuple(stages_for(find_settings(tmp_path))) == stages


def test_a_missing_client_is_not_kept(folder: Path) -> None:
    done = guard(folder, "--spec", "openapi.yaml", "--only", "client")

    assert (done.returncode, done.stdout) == (2, "")
    assert "generated" in done.stderr


@pytest.mark.parametrize("own", OWN, ids=lambda path: path.name)
def test_the_contract_tests_of_this_repository_run_every_test_of_clausebooks_own(own: Path) -> None:
    here = ast.parse((ROOT / "contract_tests" / own.name).read_text(encoding="utf-8"))
    imported = {name.name for node in ast.walk(here) if isinstance(node, ast.ImportFrom)
                for name in node.names}  # fmt: skip

    tests = {
        node.name
        for node in ast.parse(own.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }
    assert tests
    assert tests <= imported
