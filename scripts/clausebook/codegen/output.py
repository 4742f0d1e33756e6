"""Compares rendered files with a folder, or replaces the folder atomically."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from clausebook.codegen.provenance import PROVENANCE
from clausebook.errors import CannotRun
from clausebook.report.finding import Finding

# Caches of Python and tools: no drift, and not kept.
_CACHES = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"})
_BUILT = "dist"  # at the top only: a tag may have this name


def drift(expected: Mapping[str, bytes], folder: Path) -> list[Finding]:
    """Compare `folder` with the expected files; one finding for each difference.

    The finding's clause is the file's path in the repository.

    Raises:
        CannotRun: the folder cannot be read.
    """
    actual = _read(folder)
    folder_name = _repository_path(folder)
    return [
        Finding(
            clause=f"{folder_name}/{path}",
            stage="drift",
            message=_difference(expected.get(path), actual.get(path)),
            expected=_first_difference(expected.get(path), actual.get(path)),
            actual=_first_difference(actual.get(path), expected.get(path)),
        )
        for path in sorted({*expected, *actual})
        if expected.get(path) != actual.get(path)
    ]


def write(expected_files: Mapping[str, bytes], folder: Path) -> list[str]:
    """Make `folder` hold exactly these files; returns the changed paths.

    The files are written beside the folder and then renamed, so that a failure leaves the old ones
    intact. An unchanged folder is not touched.

    Raises:
        CannotRun: the folder cannot be written, or has files that clausebook did not generate.
    """
    files = _read(folder)
    changed = sorted(
        path for path in {*expected_files, *files} if expected_files.get(path) != files.get(path)
    )
    if not changed:
        return []
    if files and not any(path.endswith(f"/{PROVENANCE}") for path in files):
        raise CannotRun(
            f"{folder} holds files that clausebook did not generate, such as {min(files)}; "
            "name another folder, or empty it first"
        )
    try:
        _replace(expected_files, folder.resolve())
    except OSError as error:
        reason = error.strerror or str(error)
        raise CannotRun(
            f"cannot write {folder}: {reason}; make it and {folder.resolve().parent} writable"
        ) from error
    return changed


def _read(folder: Path) -> dict[str, bytes]:
    """All files below `folder` except caches; empty if there is no folder."""
    if not folder.exists():
        return {}
    if not folder.is_dir():
        raise CannotRun(f"{folder} is not a folder; move it away or name another")
    files = {}
    try:
        for place, folders, names in os.walk(folder):
            excluded = _CACHES | ({_BUILT} if Path(place) == folder else set())
            folders[:] = [name for name in folders if name not in excluded]
            for name in names:
                path = Path(place, name)
                files[path.relative_to(folder).as_posix()] = path.read_bytes()
    except OSError as error:
        raise CannotRun(
            f"cannot read {error.filename}: {error.strerror}; make it readable"
        ) from error
    return files


def _replace(files: Mapping[str, bytes], folder: Path) -> None:
    for place, _, _ in os.walk(folder):
        if not os.access(place, os.W_OK):
            raise PermissionError(None, f"no permission to write in {place}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Beside the folder: a rename is atomic only within a file system.
    scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    new, old = scratch / "new", scratch / "old"
    try:
        for path, content in files.items():
            (new / path).parent.mkdir(parents=True, exist_ok=True)
            (new / path).write_bytes(content)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    finally:
        if old.exists() and not folder.exists():
            old.rename(folder)
        shutil.rmtree(scratch, ignore_errors=True)


def _repository_path(folder: Path) -> str:
    """The folder's path from the nearest ancestor with `pyproject.toml` or `.git`."""
    folder = folder.resolve()
    for root in folder.parents:
        if (root / "pyproject.toml").exists() or (root / ".git").exists():
            return folder.relative_to(root).as_posix()
    return folder.name


def _difference(expected: bytes | None, actual: bytes | None) -> str:
    if actual is None:
        difference = "missing: the document generates it"
    elif expected is None:
        difference = "stale: the document does not generate it"
    else:
        difference = "differs from what the document generates"
    return f"{difference}; run `clausebook generate`"


def _first_difference(left: bytes | None, right: bytes | None) -> str:
    """The first line of `left` that differs from `right`, with its number."""
    if left is None or right is None:
        return ""
    lines, right_lines = (
        left.decode("utf-8", "replace").split("\n"),
        right.decode("utf-8", "replace").split("\n"),
    )
    for number, line in enumerate(lines):
        if number >= len(right_lines) or line != right_lines[number]:
            return f"line {number + 1}: {line.strip()[:200]}"
    return f"{len(lines)} lines"
