"""The workflow that regenerates the client, run in a repository of its own."""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from clausebook.codegen import write
from clausebook.guard.generated_files import generated_files
from clausebook.openapi import load
from fakes.git_history import ADDED, commit, edit, git
from fakes.paths import ROOT
from fakes.repositories import make_repository

COPIED = ("environment.py", "regenerate.py", "requirements.txt")
WORKFLOW = ROOT / ".github" / "workflows" / "regenerate.yml"


def tree(folder: Path) -> Mapping[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def prepare(folder: Path) -> None:
    """Makes `.venv` there from the packages installed here, without a network."""
    environment = folder / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    own = sysconfig.get_path("purelib", vars={"base": str(environment)})
    here = f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
    Path(own, "installed.pth").write_text(here, encoding="utf-8")
    found = importlib.util.spec_from_file_location("prepared", folder / "scripts/environment.py")
    assert found is not None
    assert found.loader is not None
    script = importlib.util.module_from_spec(found)
    found.loader.exec_module(script)
    python = environment / "bin" / "python"
    stamp = environment / "clausebook-pins"
    stamp.write_text(script._digest(environment, python), encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the scripts, a client, and a document with a newer parameter."""
    folder = tmp_path / "repository"
    folder.mkdir()
    make_repository(folder)
    (folder / "scripts").mkdir()
    for name in COPIED:
        shutil.copy(ROOT / "scripts" / name, folder / "scripts")
    (folder / ".gitignore").write_text(".venv/\n__pycache__/\n", encoding="utf-8")
    write(generated_files(load(folder / "spec" / "things.yaml")), folder / "generated")
    git(folder, "init", "-q", "-b", "main")
    commit(folder, "first")
    edit(folder, ADDED, version="1.1.0")
    commit(folder, "a compatible change of the document")
    prepare(folder)
    return folder


@pytest.mark.skipif(os.name != "posix", reason="the workflow's command is one for a POSIX shell")
def test_the_workflow_writes_the_same_client_as_generate(repository: Path, tmp_path: Path) -> None:
    jobs = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]
    first = next(step["run"] for step in jobs["regenerate"]["steps"] if "run" in step)
    program, *arguments = shlex.split(first)
    before = tree(repository / "generated")

    assert program == "python3"
    done = subprocess.run(
        [sys.executable, *arguments], cwd=repository, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    changed = git(repository, "status", "--porcelain").splitlines()
    assert changed
    assert all(line.split()[1].startswith("generated/") for line in changed)
    write(generated_files(load(repository / "spec" / "things.yaml")), tmp_path / "generated")
    after = tree(repository / "generated")
    assert after == tree(tmp_path / "generated")
    assert after != before
