"""guard and checks of the client that a plugin registers: found, levelled, proven, listed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from clausebook.openapi import load
from fakes.command import run
from fakes.generated_documents import unpacked
from fakes.guard_runs import assert_cannot_run
from fakes.guard_runs import guard_process as guard
from fakes.lint_project import make_project

MANUAL = Path(__file__).resolve().parents[2] / "manual" / "extending.md"
PLUGIN = 'plugins = ["my_checks"]\n'
IMPORT = "from clausebook.checks.registry import check\n"
CRASHING = '''

@check(stage="client", id="ours/crashing")
def crashes(client):
    """It says nothing."""
    1 / 0
'''
HANGING = '''
from clausebook.pytest_plugin import limit
limit.SECONDS = limit.GRACE_SECONDS = 0.5

@check(stage="client", id="ours/hanging")
def hangs(client):
    """It waits."""
    while True:
        pass
'''
KILLING = '''
from clausebook.checks.client import request_cases
from clausebook.http.exchange import Response

@check(stage="client", id="ours/limits")
def sent_limits(client, operation):
    """A negative limit is sent."""
    for given in request_cases(client.document, operation)[:1]:
        with __import__("contextlib").suppress(client.errors.Error):
            client.call(operation, {"query limit": -1}, response=Response(200))
        assert client.requests[-1:] and "limit=-1" in client.requests[-1].target
'''


def example() -> str:
    """The manual's own check of the client."""
    blocks = re.findall(r"```python\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    [text] = [block for block in blocks if 'stage="client"' in block]
    return str(text)


def with_client(folder: Path, settings: str = PLUGIN, **modules: str) -> Path:
    """A project with a generated client."""
    unpacked(load(make_project(folder, settings, **modules) / "openapi.yaml"), folder / "generated")
    return folder


def judged(folder: Path) -> tuple[int, str, dict[str, Any]]:
    done = guard(folder, "--only", "client", "--format", "json", "--max-examples", "1")
    assert done.stdout, done.stderr
    return done.returncode, done.stderr, json.loads(done.stdout)


def test_the_manuals_own_check_passes_and_counts_as_one_more(tmp_path: Path) -> None:
    _, _, without = judged(with_client(tmp_path, ""))

    code, err, data = judged(with_client(tmp_path, my_checks=example()))

    assert (code, data["findings"]) == (0, []), err
    assert data["stages"][0]["checks"] == without["stages"][0]["checks"] + 1


@pytest.mark.parametrize(("level", "code"), [("error", 1), ("warning", 0)])
def test_what_it_asks_for_is_found_at_the_configured_level(
    tmp_path: Path, level: str, code: int
) -> None:
    settings = f'{PLUGIN}checks."ours/request-id" = "{level}"\n'
    wrong = example().replace("X-Request-Id", "X-Other-Id")

    returned, _, data = judged(with_client(tmp_path, settings, my_checks=wrong))

    [finding] = data["findings"]
    assert (returned, finding["rule"], finding["level"]) == (code, "ours/request-id", level)
    assert finding["clause"] == "GET /pets operation"


@pytest.mark.parametrize(
    ("added", "why"),
    [(CRASHING, "it raised ZeroDivisionError"), (HANGING, "it took more than 0.5 s")],
    ids=["raises", "hangs"],
)
def test_one_that_could_not_be_judged_is_named_while_the_others_go_on(
    tmp_path: Path, added: str, why: str
) -> None:
    wrong = example().replace("X-Request-Id", "X-Other-Id")

    returned, _, data = judged(with_client(tmp_path, my_checks=wrong + added))

    [unjudged] = data["could_not_judge"]
    assert returned == 2
    assert why in unjudged["why"]
    assert [finding["rule"] for finding in data["findings"]] == ["ours/request-id"]


@pytest.mark.parametrize(
    ("stage", "id"), [("client", "client/sends-requests"), ("lint", "lifecycle/replace")]
)
def test_the_id_of_a_built_in_check_of_any_kind_is_one_line_and_exit_2(
    tmp_path: Path, stage: str, id: str
) -> None:
    folder = with_client(tmp_path, my_checks=example().replace("ours/request-id", id))

    done = guard(folder, "--only", stage, "--quiet")

    assert_cannot_run(done, f"{id!r}", "my_checks.py:", "rename one")


def test_a_proof_runs_it_against_the_clients_of_mutants(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the built-in checks of the client off, nothing else notices a limit that is not sent."""
    settings = PLUGIN + 'checks."client/*" = "off"\n'
    folder = make_project(tmp_path, settings, my_checks=IMPORT + KILLING)

    _, out, _ = run(capsys, "prove", "--project", folder, "--format", "json")

    killers = {it["by"] for it in json.loads(out)["mutants"] if it["side"] == "client"}
    assert "GET /pets operation: ours/limits" in killers


def test_the_catalogue_lists_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make_project(tmp_path, PLUGIN, my_checks=example())

    _, out, _ = run(capsys, "checks", "--project", folder, "--kind", "client", "--format", "json")

    [entry] = [it for it in json.loads(out) if it["id"] == "ours/request-id"]
    assert (entry["kind"], entry["enabled"]) == ("client", True)
    assert entry["source"] == "API guide, chapter 5"
