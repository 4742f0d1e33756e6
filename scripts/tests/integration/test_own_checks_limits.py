"""Checks of a project that hang, block or end their process: named, while the others go on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from clausebook.pytest_plugin import limit
from fakes.guard_runs import BUILT_IN, HEADER, assert_could_not_judge, guard, report
from fakes.repositories import add_modules, make_repository

IN_A_HURRY = """
from clausebook.pytest_plugin import limit
limit.SECONDS = limit.GRACE_SECONDS = 0.5
"""
ENDLESS = {
    "loops": "def test_a():\n    while True:\n        pass\n",
    "swallows exceptions": "def test_a():\n    while True:\n        try:\n            "
    "sum(range(9))\n        except Exception:\n            pass\n",
    "waits": "def test_a():\n    import socket\n    one, other = socket.socketpair()\n    "
    "one.recv(1)\n",
    "waits in a fixture": "@pytest.fixture\ndef slow():\n    import time\n    time.sleep(99)\n"
    "\ndef test_a(slow):\n    pass\n",
}


@pytest.mark.parametrize("test", ENDLESS.values(), ids=ENDLESS)
def test_a_check_that_hangs_is_stopped_and_the_others_go_on(tmp_path: Path, test: str) -> None:
    tests = f"{HEADER}\n{test}\ndef test_b():\n    assert False, 'found'\n"
    folder = add_modules(make_repository(tmp_path, tests), conftest=IN_A_HURRY)

    code, data = report(folder)

    assert code == 2
    assert [finding["clause"] for finding in data["findings"]] == ["test_b"]
    (ended,) = data["could_not_judge"]
    assert ended["test"] == "contract_tests/test_things.py::test_a"
    assert "it took more than 0.5 s and was ended" in ended["why"]


HANGING_RULE = """
from clausebook.checks.registry import lint_rule

@lint_rule(id="ours/hanging")
def hangs(document):
    'It waits.'
    while True:
        pass
"""


def test_a_lint_rule_that_hangs_is_stopped_and_the_others_go_on(tmp_path: Path) -> None:
    folder = add_modules(make_repository(tmp_path), conftest=IN_A_HURRY + HANGING_RULE)

    code, data = report(folder)

    (ended,) = data["could_not_judge"]
    assert (code, data["stages"][0]["checks"]) == (2, BUILT_IN + 1)
    assert ended["test"].endswith("[ours/hanging]")
    assert "it took more than 0.5 s and was ended" in ended["why"]


STUCK = """\
def test_a():
    import signal, time
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    time.sleep(99)
"""


def test_a_check_that_blocks_outside_python_is_named_with_its_process(tmp_path: Path) -> None:
    tests = f"{HEADER}\ndef test_found():\n    assert False, 'found'\n\n{STUCK}"
    folder = add_modules(make_repository(tmp_path, tests), conftest=IN_A_HURRY)

    code, data = report(folder)

    assert (code, [finding["clause"] for finding in data["findings"]]) == (2, ["test_found"])
    (ended,) = data["could_not_judge"]
    assert ended["test"] == "contract_tests/test_things.py::test_a"
    assert "ended the process" in ended["why"]


def test_a_check_may_take_a_minute() -> None:
    assert limit.SECONDS == 60


def test_a_check_that_ends_its_worker_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    tests = "\ndef test_a():\n    import os\n    os._exit(0)\n\ndef test_b():\n    assert False\n"
    done = guard(
        make_repository(tmp_path, HEADER + tests),
        *("--only", "lint", "--workers", "2", "--format", "json", "--quiet"),
    )

    assert_could_not_judge(done, "contract_tests/test_things.py::test_a", "crashed")
    assert [finding["clause"] for finding in json.loads(done.stdout)["findings"]] == ["test_b"]
