"""Loads the ASGI application that `[tool.clausebook]` names as `FILE:NAME`."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from clausebook.config.settings import Settings
from clausebook.errors import CannotRun

Application = Any


def load_application(settings: Settings, database: Path | None = None) -> Application:
    """Import and create the application, with its state in `database` if given.

    The folder of the file, or of its top-level package, is added to the import path.

    Raises:
        CannotRun: no application is configured, or it cannot be imported or created.
    """
    factory = _factory(settings)
    if database is None:
        return factory()
    if "database" not in inspect.signature(factory).parameters:
        raise CannotRun(f"{settings.application} accepts no database; omit --database")
    return factory(database=database)


def _factory(settings: Settings) -> Callable[..., Application]:
    named = settings.application
    where = f"application = {named!r} in {settings.root / 'pyproject.toml'}"
    if not named:
        raise CannotRun(
            f"no application is named in [tool.clausebook] of {settings.root / 'pyproject.toml'}; "
            'add application = "FILE.py:NAME"'
        )
    file, _, name = named.rpartition(":")
    path = settings.root / file
    if not file or not path.is_file():
        raise CannotRun(f"{where}: {path} is not a file; write FILE.py:NAME")
    folder, module = path.parent.resolve(), path.stem
    while (folder / "__init__.py").is_file():
        folder, module = folder.parent, f"{folder.name}.{module}"
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    try:
        factory = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, SyntaxError) as error:
        raise CannotRun(f"{where}: {error}; correct it") from error
    if not callable(factory):
        raise CannotRun(f"{where}: {name} is not a function; name one that returns the application")
    return factory  # type: ignore[no-any-return]  # its return type is the user's
