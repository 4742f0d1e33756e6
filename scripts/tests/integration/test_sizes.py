"""Sizes that a document names never size memory: no verb needs more for two thousand million."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from fakes.paths import DOCUMENTS

_MOST_BYTES = 3 * 2**29  # of addresses, which a process has more of than of memory
SETTINGS = '[tool.clausebook]\nspec = "openapi.yaml"\ngenerated = "generated"\n'

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits addresses by RLIMIT_AS")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(DOCUMENTS / "large-sizes.yaml", tmp_path / "openapi.yaml")
    (tmp_path / "pyproject.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def bounded(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))

    return subprocess.run(
        [sys.executable, "-m", "clausebook", *words],
        cwd=folder, capture_output=True, text=True, check=False, timeout=120, preexec_fn=limit,
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["guard", "--only", "lint,provider", "--workers", "1"], id="guard"),
        pytest.param(["prove", "--workers", "1"], id="prove"),
        pytest.param(["diff", "openapi.yaml", "openapi.yaml"], id="diff"),
    ],
)
def test_a_verb_ends_within_its_memory(folder: Path, words: Sequence[str]) -> None:
    done = bounded(folder, *words)

    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr


def test_the_client_of_such_a_document_is_generated_documented_and_judged(folder: Path) -> None:
    assert bounded(folder, "generate").returncode == 0
    assert bounded(folder, "docs").returncode in (0, 1)
    words = ("guard", "--only", "client", "--workers", "1", "--format", "json")
    done = bounded(folder, *words)

    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_too_large_to_be_made_is_not_probed_and_no_finding(folder: Path) -> None:
    done = bounded(folder, "guard", "--only", "provider", "--workers", "1", "--format", "json")

    data = json.loads(done.stdout)
    why = {clause["key"]: clause["why"] for clause in data["clauses"]}
    assert (done.returncode, data["findings"]) == (0, [])
    longest = "POST /texts body application/json /properties/longest/maxLength"
    assert why[longest].startswith("not probed: texts have at most 65,536 characters")
