"""The rendered files and a folder on disk: compared, or swapped in as a whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from clausebook.codegen.provenance import PROVENANCE
from clausebook.errors import CannotRun
from clausebook.report.finding import Finding

# What Python and the tools leave behind in a folder they look at: neither drift nor worth keeping.
_LEFT_BEHIND = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"})
_BUILT = "dist"  # on top alone: an operation's tag may be called so too


def drift(wanted: Mapping[str, bytes], folder: Path) -> list[Finding]:
    """What differs between `folder` and the files that it should hold; changes nothing.

    Each finding's clause is the file's path, seen from the repository the folder is in.

    Raises:
        CannotRun: the folder cannot be read.
    """
    found = _read(folder)
    shown = _shown(folder)
    return [
        Finding(
            clause=f"{shown}/{path}",
            stage="drift",
            message=f"{_difference(wanted.get(path), found.get(path))}; run `clausebook generate`",
            expected=_first_difference(wanted.get(path), found.get(path)),
            actual=_first_difference(found.get(path), wanted.get(path)),
        )
        for path in sorted({*wanted, *found})
        if wanted.get(path) != found.get(path)
    ]


def write(wanted: Mapping[str, bytes], folder: Path) -> list[str]:
    """Makes `folder` hold these files and nothing else; returns the changed paths.

    Made in a scratch folder beside it and swapped in, so that a failure or an interruption leaves
    the old one whole. Nothing is touched where nothing differs.

    Raises:
        CannotRun: the folder cannot be written, or holds files that were never generated.
    """
    found = _read(folder)
    changed = sorted(path for path in {*wanted, *found} if wanted.get(path) != found.get(path))
    if not changed:
        return []
    if found and not any(path.endswith(f"/{PROVENANCE}") for path in found):
        raise CannotRun(
            f"{folder} holds files that clausebook did not generate, {min(found)} for one; "
            "name another folder, or empty it first"
        )
    try:
        _swap_in(wanted, folder.resolve())
    except OSError as error:
        reason = error.strerror or str(error)
        raise CannotRun(
            f"cannot write {folder}: {reason}; make it and {folder.resolve().parent} writable"
        ) from error
    return changed


def _read(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` but what tools leave behind. None where there is no folder."""
    if not folder.exists():
        return {}
    if not folder.is_dir():
        raise CannotRun(f"{folder} is no folder; move it away or name another")
    found = {}
    try:
        for place, folders, names in os.walk(folder):
            left = _LEFT_BEHIND | ({_BUILT} if Path(place) == folder else set())
            folders[:] = [name for name in folders if name not in left]
            for name in names:
                path = Path(place, name)
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
    except OSError as error:
        raise CannotRun(
            f"cannot read {error.filename}: {error.strerror}; make it readable"
        ) from error
    return found


def _swap_in(files: Mapping[str, bytes], folder: Path) -> None:
    for place, _, _ in os.walk(folder):
        if not os.access(place, os.W_OK):
            raise PermissionError(None, f"no permission to write in {place}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Beside the folder, because only within one file system is a rename all or nothing.
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


def _shown(folder: Path) -> str:
    """The folder's path from the nearest folder above that has a project file or `.git`."""
    folder = folder.resolve()
    for root in folder.parents:
        if (root / "pyproject.toml").exists() or (root / ".git").exists():
            return folder.relative_to(root).as_posix()
    return folder.name


def _difference(wanted: bytes | None, found: bytes | None) -> str:
    if found is None:
        return "missing: the document generates it"
    if wanted is None:
        return "stale: the document does not generate it"
    return "differs from what the document generates"


def _first_difference(one: bytes | None, other: bytes | None) -> str:
    """The first line of `one` that `other` has not in that place, with its number."""
    if one is None or other is None:
        return ""
    lines, others = (
        one.decode("utf-8", "replace").split("\n"),
        other.decode("utf-8", "replace").split("\n"),
    )
    for number, line in enumerate(lines):
        if number >= len(others) or line != others[number]:
            return f"line {number + 1}: {line.strip()[:200]}"
    return f"{len(lines)} lines"
