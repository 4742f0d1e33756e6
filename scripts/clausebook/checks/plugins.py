"""Imports the modules that register rules: clausebook's own, installed ones, a repository's own.

Installed packages name theirs by the entry point group `clausebook.checks`, a repository by
`plugins` in `[tool.clausebook]`. They add to the built-in rules and replace none.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
import traceback
from importlib.metadata import entry_points
from pathlib import Path

from clausebook.finding import CannotRun
from clausebook.settings import Settings

GROUP = "clausebook.checks"


def import_built_in() -> None:
    """Imports every module of the package `checks.lint`: a rule is added by one file there."""
    from clausebook.checks import lint

    for module in pkgutil.iter_modules(lint.__path__, f"{lint.__name__}."):
        importlib.import_module(module.name)


def import_plugins(settings: Settings) -> None:
    """Imports what installed packages and this repository add.

    The repository's folder goes on the import path, as a script's folder does.

    Raises:
        CannotRun: a module is not there, or fails while it is imported.
    """
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        package = entry.dist.name if entry.dist else "an installed package"
        where = f"the entry point {entry.name} = {entry.value!r} of {package} ({GROUP})"
        try:
            entry.load()
        except (Exception, SystemExit) as error:
            cure = f"mend {package}, or uninstall it"
            raise CannotRun(f"{where} cannot be imported: {_reason(error)}; {cure}") from error
    root = str(settings.root.resolve())
    if settings.plugins and root not in sys.path:
        sys.path.insert(0, root)
    for name in settings.plugins:
        where = f"plugins in [tool.clausebook] of {settings.root / 'pyproject.toml'}"
        try:
            importlib.import_module(name)
        except (Exception, SystemExit) as error:
            message = f"{where}: cannot import {name!r}: {_reason(error)}; {_cure(error, name)}"
            raise CannotRun(message) from error


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
