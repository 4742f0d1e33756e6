"""The three scripts: they prepare `.venv` once, and report failures in one line."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import environment
import pytest
from environment import CannotPrepareError, prepared_python, run_in_environment
from fakes.paths import ROOT
from run_tests import arguments_for

SCRIPTS = sorted(path for path in (ROOT / "scripts").glob("*.py") if path.name != "environment.py")


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The recorded commands of a preparation; none is executed."""
    ran: list[str] = []

    def record(command: Sequence[str], purpose: str, cure: str = "") -> None:
        ran.append(" ".join(command[1:]))
        if "venv" in command:
            (tmp_path / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
            (tmp_path / ".venv" / "bin" / "python").touch()

    pins = tmp_path / "requirements.txt"
    pins.write_text("a==1\n", encoding="utf-8")
    monkeypatch.setattr(environment, "_run", record)
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "PINS", pins)
    monkeypatch.setattr("os.name", "posix")
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    return ran


def test_the_pins_are_installed_before_the_project(commands: list[str], tmp_path: Path) -> None:
    prepared_python(tmp_path / ".venv")

    made, pins, project = commands
    assert made == f"-m venv {tmp_path / '.venv'}"
    assert "--require-hashes" in pins
    assert "--no-deps --no-build-isolation" in project
    assert project.endswith(f"-e {tmp_path}")


@pytest.mark.parametrize(
    ("changed", "again"),
    [(None, False), ("requirements.txt", True), ("pyproject.toml", True), ("README.md", False)],
)
def test_nothing_is_reinstalled_while_the_pins_are_unchanged(
    commands: list[str], tmp_path: Path, changed: str | None, again: bool
) -> None:
    prepared_python(tmp_path / ".venv")
    commands.clear()
    if changed:
        with (tmp_path / changed).open("a", encoding="utf-8") as file:
            file.write("# more\n")

    prepared_python(tmp_path / ".venv")

    assert bool(commands) is again


def test_a_failed_installation_is_repeated(
    commands: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = environment._run

    def fail(command: Sequence[str], purpose: str, cure: str = "") -> None:
        record(command, purpose, cure)
        if "pip" in command:
            raise CannotPrepareError("no network")

    monkeypatch.setattr(environment, "_run", fail)
    with pytest.raises(CannotPrepareError):
        prepared_python(tmp_path / ".venv")
    monkeypatch.setattr(environment, "_run", record)
    commands.clear()

    prepared_python(tmp_path / ".venv")

    assert len(commands) == 3


def test_a_failed_command_is_one_line_with_what_to_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = "import sys; sys.exit('WARNING: Retrying\\nERROR: no route\\nERROR: no version')"

    def prepare(folder: Path) -> Path:
        environment._run([sys.executable, "-c", program], "install the pins", "check the network")
        return folder

    monkeypatch.setattr(environment, "prepared_python", prepare)

    assert run_in_environment("guard", [], tmp_path) == 2
    assert capsys.readouterr().err == (
        "guard: cannot install the pins: ERROR: no route; check the network\n"
    )


def test_a_python_without_the_venv_module_names_the_package_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(environment, "_works", lambda python: False)

    with pytest.raises(CannotPrepareError, match=r"apt install python3\.\d+-venv"):
        prepared_python(tmp_path / ".venv")


def test_an_old_python_without_a_newer_one_says_which_is_needed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(environment, "OLDEST", (9, 0))
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CannotPrepareError, match=r"or newer is needed, and this is \d"):
        environment.new_enough_python()


def test_the_exit_code_is_passed_on(tmp_path: Path) -> None:
    program = (
        "import environment, sys; from pathlib import Path; "
        "environment.prepared_python = lambda folder: Path(sys.executable); "
        "sys.exit(environment.run_in_environment('x', ['-c', 'import sys; sys.exit(7)'], Path()))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT / "scripts", check=False)

    assert done.returncode == 7


def test_an_interruption_while_installing_is_130_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(folder: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "prepared_python", interrupt)

    assert run_in_environment("guard", [], tmp_path) == 130
    assert capsys.readouterr() == ("", "")


CORES = ["-n", "auto", "--dist", "worksteal"]
QUICK = ["-m", "not slow"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param([], ["--durations=20", *CORES, *QUICK], id="nothing"),
        pytest.param(["--all"], ["--durations=20", *CORES], id="all"),
        pytest.param(["-n", "2"], ["--durations=20", *QUICK, "-n", "2"], id="two processes"),
        pytest.param(["-n0", "-x"], ["--durations=20", *QUICK, "-n0", "-x"], id="in this one"),
        pytest.param(
            ["-p", "no:xdist"], ["--durations=20", *QUICK, "-p", "no:xdist"], id="without xdist"
        ),
        pytest.param(["-m", "slow"], ["--durations=20", *CORES, "-m", "slow"], id="slow ones"),
        pytest.param(["-q"], ["--durations=20", *CORES, *QUICK, "-q"], id="quiet"),
        pytest.param(["-k", "name"], ["-k", "name"], id="by name"),
        pytest.param(["--lf"], ["--lf"], id="failed before"),
        pytest.param(["--all", "scripts/tests"], ["scripts/tests"], id="a folder"),
        pytest.param(
            ["scripts/tests/integration/test_scripts.py::test_a"],
            ["scripts/tests/integration/test_scripts.py::test_a"],
            id="one test",
        ),
    ],
)
def test_all_tests_run_on_every_core_and_a_selection_as_it_is(
    options: list[str], expected: list[str]
) -> None:
    assert arguments_for(options) == expected


def test_ci_runs_the_slow_tests_too() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()

    assert "python3 scripts/run_tests.py --all" in lines


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_short_executable_and_in_the_readme(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert text.startswith('#!/usr/bin/env python3\n"""')
    assert text.count("\n") <= 100
    assert script.stat().st_mode & 0o100
    assert re.search(rf"^\| `python scripts/{script.name}[^|]*\|", readme, re.MULTILINE)
