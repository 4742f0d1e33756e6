"""The pytest side in a run that is none of ours, and beside plugins that are not ours."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from clausebook.config.run_config import RunConfig
from clausebook.http.transport.address import is_loopback
from fakes.lint_project import make_project
from pytest_socket import SocketConnectBlockedError

HEAVY = ("httpx", "hypothesis", "jsonschema_rs", "rich", "yaml", "uvicorn", "openapi_python_client")


def test_it_imports_nothing_that_a_foreign_run_does_not_need() -> None:
    program = (
        "import sys, pytest; before = set(sys.modules); import clausebook.pytest_plugin; "
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    loaded = done.stdout.split()
    assert "clausebook" in loaded
    assert not set(loaded) & set(HEAVY)


def test_a_foreign_run_beside_another_plugin_with_the_plain_options_passes(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "def pytest_addoption(parser):\n"
        "    for name in ('spec', 'url', 'facts', 'seed', 'header'):\n"
        "        parser.addoption('--' + name)\n",
        encoding="utf-8",
    )
    (tmp_path / "test_a.py").write_text("def test_a():\n    pass\n", encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--url", "http://h", "-W", "error"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "1 passed" in done.stdout


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost:8080", True),
        ("http://LOCALHOST", True),
        ("http://a.localhost", True),
        ("http://127.0.0.1:1", True),
        ("http://127.8.9.1", True),
        ("http://[::1]:80/base", True),
        ("http://127.0.0.1.example.com", False),
        ("http://localhost.example.com", False),
        ("http://127.0.0.1@example.com", False),
        ("http://0.0.0.0", False),
        ("http://10.0.0.1", False),
        ("https://example.com/127.0.0.1", False),
    ],
)
def test_loopback_goes_by_the_host_alone(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected


# The documentation address of RFC 5737: nobody's, should the block ever fail.
@pytest.mark.filterwarnings("ignore:A test tried to use socket:UserWarning")
def test_the_suite_cannot_reach_beyond_loopback() -> None:
    with socket.socket() as outward:
        outward.settimeout(0.1)
        with pytest.raises(SocketConnectBlockedError, match=r"192\.0\.2\.1"):
            outward.connect(("192.0.2.1", 9))


DRAWS = """
import hypothesis

@hypothesis.given(hypothesis.strategies.none())
def test_draws(_):
    settings = test_draws._hypothesis_internal_use_settings
    assert (settings.deadline, settings.database, settings.derandomize) == (None, None, True)
    assert settings.max_examples == 7
"""


def test_properties_draw_the_same_in_each_run_without_a_clock(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.clausebook]\n", encoding="utf-8")
    (tmp_path / "test_a.py").write_text(DRAWS, encoding="utf-8")

    done = _pytest(tmp_path, "--clausebook-max-examples=7")

    assert "1 passed" in done.stdout, done.stdout


def test_a_run_that_draws_nothing_does_not_wait_for_hypothesis(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.clausebook]\n", encoding="utf-8")
    (tmp_path / "test_a.py").write_text(
        "import sys\ndef test_a():\n    assert 'hypothesis' not in sys.modules\n", encoding="utf-8"
    )

    done = _pytest(tmp_path)

    assert "1 passed" in done.stdout, done.stdout


def test_guard_does_not_wait_for_hypothesis_after_a_run_that_drew_nothing(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.clausebook]\n", encoding="utf-8")
    (tmp_path / "conftest.py").write_text(
        "import sys\ndef pytest_unconfigure():\n    print('in', 'hypothesis' in sys.modules)\n",
        encoding="utf-8",
    )
    (tmp_path / "test_a.py").write_text("def test_a():\n    pass\n", encoding="utf-8")
    RunConfig(events=tmp_path / "events").write(tmp_path / "config.json")

    done = _pytest(tmp_path, "--clausebook-config=config.json")

    assert "1 passed" in done.stdout
    assert "in False" in done.stdout


STAGED = """
import pytest

@pytest.mark.clausebook_stage("lint")
def test_of_lint(clausebook_url):
    assert clausebook_url == "http://127.0.0.1:1"

@pytest.mark.clausebook_stage("provider")
def test_of_provider():
    pass
"""


@pytest.mark.parametrize("how", ["options", "file"])
def test_options_and_the_file_of_guard_ask_for_the_same_run(how: str, tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text(STAGED, encoding="utf-8")
    options = ["--clausebook-url=http://127.0.0.1:1/", "--clausebook-stages=lint"]
    if how == "file":
        config = RunConfig(url="http://127.0.0.1:1/", stages=("lint",))
        config.write(tmp_path / "config.json")
        options = ["--clausebook-config=config.json"]

    done = _pytest(tmp_path, *options)

    assert "1 passed, 1 deselected" in done.stdout, done.stdout


def test_a_stage_that_does_not_exist_is_a_usage_error(tmp_path: Path) -> None:
    done = _pytest(tmp_path, "--clausebook-stages=provider,consumer")

    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "--clausebook-stages: 'consumer' names no stage" in done.stderr
    assert "did you mean 'client'?" in done.stderr


OFF = """
from clausebook.checks.test_requests import (
    test_a_check_of_ones_own_finds_nothing,
    test_an_invalid_call_is_rejected_before_a_request_is_sent,
)

def test_other():
    pass
"""


def test_a_family_that_is_off_and_checks_that_nobody_added_show_no_test(tmp_path: Path) -> None:
    folder = make_project(tmp_path, 'checks."client/rejects-calls" = "off"\n', test_a=OFF)

    done = _pytest(folder)

    assert done.stdout.splitlines()[-1].startswith("1 passed in"), done.stdout


def test_a_file_of_guard_that_cannot_be_used_is_a_usage_error(tmp_path: Path) -> None:
    done = _pytest(tmp_path, "--clausebook-config=gone.json")

    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "cannot read gone.json: No such file or directory" in done.stderr
    assert "Traceback" not in done.stderr


def _pytest(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:schemathesis", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("mark", "ends"),
    [("@pytest.mark.clausebook_stage('provider')\n", "1 skipped"), ("", "1 failed")],
    ids=["of a stage", "of none"],
)
def test_only_a_check_may_find_that_it_can_judge_nothing(
    mark: str, ends: str, tmp_path: Path
) -> None:
    """A test of anything else that lets this out would hide that it tested nothing."""
    (tmp_path / "test_a.py").write_text(
        "import pytest\nfrom clausebook.errors import NotJudged\n\n"
        f"{mark}def test_a():\n    raise NotJudged('nothing is there')\n",
        encoding="utf-8",
    )

    done = _pytest(tmp_path, "-p", "no:cacheprovider")

    assert ends in done.stdout
