"""Loads the service that a repository names in `[tool.clausebook]` as `FILE:NAME`.

Knows nothing of what the service does; it is called as an ASGI application.
"""

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
    """Makes the service, its state in `database` where one is given.

    The file's folder goes on the import path, as it does for a script, so that the service may be
    more than one file; of a file in a package, the folder that the package is in.

    Raises:
        CannotRun: no application is named, or it cannot be imported or made.
    """
    made = _factory(settings)
    if database is None:
        return made()
    if "database" not in inspect.signature(made).parameters:
        raise CannotRun(f"{settings.application} takes no database; leave --database out")
    return made(database=database)


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
        raise CannotRun(f"{where}: {path} is no file; write FILE.py:NAME")
    folder, module = path.parent.resolve(), path.stem
    while (folder / "__init__.py").is_file():
        folder, module = folder.parent, f"{folder.name}.{module}"
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    try:
        made = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, SyntaxError) as error:
        raise CannotRun(f"{where}: {error}; mend it") from error
    if not callable(made):
        raise CannotRun(f"{where}: {name} is no function; name one that makes the application")
    return made  # type: ignore[no-any-return]  # whatever the file says it is
