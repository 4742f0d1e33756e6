"""Imports the modules that register checks: clausebook's own, installed ones, a repository's own.

Installed packages name theirs by the entry point group `clausebook.checks`, a repository by
`plugins` in `[tool.clausebook]`. They add to the built-in checks and replace none.
"""

from __future__ import annotations

import importlib
import sys
import traceback
from importlib.metadata import entry_points
from pathlib import Path

from clausebook.checks.discovery import import_modules
from clausebook.checks.registry import Kind
from clausebook.config.settings import Settings
from clausebook.errors import CannotRun

GROUP = "clausebook.checks"


def import_built_in(*kinds: Kind) -> None:
    """Imports every module that registers checks of these kinds; of all where none is named."""
    for kind in kinds or tuple(Kind):
        import_modules(f"clausebook.checks.{kind}")


def import_plugins(settings: Settings) -> None:
    """Imports what installed packages and this repository add.

    The repository's folder goes on the import path, as a script's folder does.

    Raises:
        CannotRun: a module is not there, fails while it is imported, or is hidden by another.
    """
    _import_installed()
    root = settings.root.resolve()
    if settings.plugins and str(root) not in sys.path:
        sys.path.insert(0, str(root))
    for name in settings.plugins:
        _import_own(name, root)


def _import_installed() -> None:
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        package = entry.dist.name if entry.dist else "an installed package"
        where = f"the entry point {entry.name} = {entry.value!r} of {package} ({GROUP})"
        try:
            entry.load()
        except (Exception, SystemExit) as error:
            cure = f"mend {package}, or uninstall it"
            raise CannotRun(f"{where} cannot be imported: {_reason(error)}; {cure}") from error


def _import_own(name: str, root: Path) -> None:
    where = f"plugins in [tool.clausebook] of {root / 'pyproject.toml'}"
    try:
        module = importlib.import_module(name)
    except (Exception, SystemExit) as error:
        message = f"{where}: cannot import {name!r}: {_reason(error)}; {_cure(error, name)}"
        raise CannotRun(message) from error
    # The standard library, and whatever was imported before, wins over a file of the same name.
    file, imported = _file_of(root, name), module.__file__
    if file and (imported is None or Path(imported).resolve() != file.resolve()):
        other = imported or "a module of Python itself"
        raise CannotRun(f"{where}: {name!r} is {other}, which hides {file}; rename yours")


def _file_of(root: Path, name: str) -> Path | None:
    """The file below `root` that a module's name means, None where there is none."""
    path = root.joinpath(*name.split("."))
    files = (path / "__init__.py", path.with_name(f"{path.name}.py"))
    return next((file for file in files if file.is_file()), None)


def _reason(error: BaseException) -> str:
    """What was raised, and where."""
    said = f"{type(error).__name__}: {error}"
    if isinstance(error, SyntaxError):
        return f"{said.partition(' (')[0]} at {error.filename}:{error.lineno}"
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith("<") and Path(frame.filename) not in _IMPORTING
    ]
    return f"{said} at {frames[-1].filename}:{frames[-1].lineno}" if frames else said


def _cure(error: BaseException, name: str) -> str:
    parents = [name.rsplit(".", count)[0] for count in range(name.count(".") + 1)]
    if isinstance(error, ModuleNotFoundError) and error.name in parents:
        return "put the module there, beside pyproject.toml, or correct the name"
    return "mend the module, or remove it from plugins"


_IMPORTING = (Path(__file__), Path(importlib.__file__))
