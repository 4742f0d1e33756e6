"""Generated files and the folder on disk: drift is named, a folder changes whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from clausebook.codegen import drift, render, write
from clausebook.errors import CannotRun
from clausebook.guard import generated_files as files_module
from clausebook.guard.generated_files import generated_files
from clausebook.openapi import Document, load
from fakes.generated_documents import PETS, saved

_BY_HASH: dict[str, dict[str, bytes]] = {}


@pytest.fixture(autouse=True)
def rendered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is rendered is not looked at here, so each document is rendered once."""

    def once(document: Document) -> dict[str, bytes]:
        key = document.canonical_hash()
        if key not in _BY_HASH:
            _BY_HASH[key] = render(document)
        return _BY_HASH[key]

    monkeypatch.setattr(files_module, "render", once)


@pytest.fixture
def document(tmp_path: Path) -> Document:
    """A small document in a folder of its own."""
    return saved(tmp_path, PETS)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_a_comment_is_no_drift_and_a_changed_limit_is(document: Document, tmp_path: Path) -> None:
    folder = tmp_path / "generated"
    write(generated_files(document), folder)
    document.path.write_text(f"# why\n{document.path.read_text()}")
    assert drift(generated_files(load(document.path)), folder) == []

    limited = json.loads(json.dumps(PETS))
    limited["paths"]["/pets/{id}"]["get"]["parameters"][0]["schema"]["maxLength"] = 50
    found = drift(generated_files(saved(tmp_path, limited)), folder)
    assert [(finding.clause, finding.stage) for finding in found] == [
        ("generated/CONTRACT.md", "drift"),
        ("generated/pets/api/default/show_pet.py", "drift"),
        ("generated/pets/client.py", "drift"),
        ("generated/pets/provenance.json", "drift"),
    ]
    assert "maxLength" in found[1].expected
    assert "sha256" in found[3].expected


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda file: file.write_text("import os\n"), "differs"),
        (lambda file: file.unlink(), "missing"),
        (lambda file: file.with_name("stale.py").write_text(""), "stale"),
    ],
    ids=["edited", "deleted", "added"],
)
def test_drift_names_the_file(
    document: Document, tmp_path: Path, change: Callable[[Path], object], message: str
) -> None:
    folder = tmp_path / "generated"
    (tmp_path / "pyproject.toml").touch()
    write(generated_files(document), folder)
    change(folder / "pets" / "client.py")

    (found,) = drift(generated_files(document), folder)
    name = "stale.py" if message == "stale" else "client.py"
    assert found.clause == f"generated/pets/{name}"
    assert found.message.startswith(message)

    assert write(generated_files(document), folder) == [f"pets/{name}"]
    assert drift(generated_files(document), folder) == []


def test_what_tools_leave_behind_is_no_drift(document: Document, tmp_path: Path) -> None:
    folder = tmp_path / "generated"
    write(generated_files(document), folder)
    (folder / "pets" / "__pycache__").mkdir()
    (folder / "pets" / "__pycache__" / "client.cpython-311.pyc").touch()

    assert drift(generated_files(document), folder) == []
    assert write(generated_files(document), folder) == []


@pytest.mark.parametrize("broken", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", [1, 2, 3], ids=["while writing", "old away", "new in"])
def test_an_interruption_leaves_the_old_package_whole(
    document: Document,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    broken: BaseException,
    step: int,
) -> None:
    folder = tmp_path / "generated"
    write(generated_files(document), folder)
    (folder / "pets" / "stale.py").touch()
    before, beside = tree(folder), sorted(tmp_path.iterdir())

    calls = {"write_bytes": 0, "rename": 1}

    def failing(name: str) -> Callable[..., Any]:
        original = getattr(Path, name)

        def call(self: Path, *arguments: Any) -> Any:
            calls[name] += 1
            if step == (1 if name == "write_bytes" else calls[name]) and calls[name] in (2, 3):
                raise broken
            return original(self, *arguments)

        return call

    for name in calls:
        monkeypatch.setattr(Path, name, failing(name))
    expected = CannotRun if isinstance(broken, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        write(generated_files(document), folder)

    assert tree(folder) == before
    assert sorted(tmp_path.iterdir()) == beside


def test_a_folder_that_cannot_be_written_is_named(
    document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "generated"
    write(generated_files(document), folder)
    (folder / "pets" / "client.py").write_text("edited")
    # Root may write anywhere, whatever the mode of a folder says.
    monkeypatch.setattr(os, "access", lambda path, mode: False)

    with pytest.raises(CannotRun, match=r"cannot write .*generated: .*make it and .* writable"):
        write(generated_files(document), folder)
    assert (folder / "pets" / "client.py").read_text() == "edited"


def test_files_that_were_never_generated_are_not_swept_away(
    document: Document, tmp_path: Path
) -> None:
    folder = tmp_path / "src"
    folder.mkdir()
    (folder / "work.py").touch()

    with pytest.raises(CannotRun, match=r"did not generate, such as work\.py"):
        write(generated_files(document), folder)
    assert (folder / "work.py").exists()


def test_a_file_in_the_folders_place_is_named(document: Document, tmp_path: Path) -> None:
    (tmp_path / "generated").touch()

    with pytest.raises(CannotRun, match="is not a folder"):
        write(generated_files(document), tmp_path / "generated")
