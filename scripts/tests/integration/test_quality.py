"""Requirements on hand-written code: types, style, consistent pins."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from fakes.paths import ROOT

PINS = ROOT / "scripts" / "requirements.txt"


@pytest.mark.parametrize(
    "command",
    [
        ["mypy", "--no-error-summary"],
        ["ruff", "check", "--quiet", "."],
    ],
    ids=" ".join,
)
def test_hand_written_code_is_clean(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.stdout + done.stderr, done.returncode) == ("", 0)


def test_a_room_imports_lower_floors_only_and_in_no_circle() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout


def pinned(path: Path) -> dict[str, str]:
    found = re.findall(r"^([a-z0-9-]+)==(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(found)


def test_every_direct_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["test"],
        *project["project"]["optional-dependencies"]["docs"],
        *project["build-system"]["requires"],
    ]
    names = {re.split(r"[<>=]", line)[0].lower() for line in wanted}

    assert names <= set(pinned(PINS))
    for line in wanted:
        name, exact, version = line.partition("==")
        assert not exact or pinned(PINS)[name.lower()] == version


def test_the_pins_that_only_ci_needs_agree_with_the_others() -> None:
    more = pinned(ROOT / "scripts" / "requirements-ci.txt")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]

    for line in (*extras["sdk"], *extras["browser"], *extras["schemas"]):
        name, _, version = line.partition("==")
        assert more[name] == version
    shared = more.keys() & pinned(PINS).keys()
    assert {name: more[name] for name in shared} == {name: pinned(PINS)[name] for name in shared}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "scripts").glob("requirements*.txt")), ids=lambda path: path.name
)
def test_pins_hold_hashes_and_no_address(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert "://" not in text
    assert all("--hash=sha256:" in block for block in re.split(r"^(?=[a-z])", text, flags=re.M)[1:])
