"""The defaults that a repository keeps in `[tool.clausebook]` of its `pyproject.toml`.

Finds and reads that table; a command line or a pytest option overrules what stands there.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from clausebook.config.check_levels import CheckLevels, check_levels_from
from clausebook.config.credentials import CredentialSource, credentials_from
from clausebook.config.facts import Facts, facts_from
from clausebook.config.suppressions import DiffSettings, diff_settings_from
from clausebook.errors import CannotRun

_PATHS = ("spec", "generated", "contract_tests")
_TABLES = ("facts", "diff", "checks", "credentials")
_NAMES = (*_PATHS, "application", "plugins", *_TABLES)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where a repository keeps its contract. `root` is the folder of its `pyproject.toml`.

    `contract_tests` is None where there are none: then the built-in checks, which hold for every
    document, are run alone; else beside them. `application` is `FILE:NAME`: a Python file and the
    name in it of a function that makes the service to judge where no URL is given. Empty where
    there is none. `plugins` are modules, importable from `root`, that register checks of this
    repository. `is_repository` tells whether a table says any of this.
    """

    root: Path
    spec: Path
    generated: Path
    contract_tests: Path | None
    application: str = ""
    facts: Facts = field(default_factory=Facts)
    plugins: tuple[str, ...] = ()
    checks: CheckLevels = field(default_factory=CheckLevels)
    diff: DiffSettings = field(default_factory=DiffSettings)
    credentials: Mapping[str, CredentialSource] = field(default_factory=dict)
    is_repository: bool = True


def find_settings(start: Path) -> Settings:
    """The settings of the repository that `start` stands in, else the layout's own defaults.

    Raises:
        CannotRun: the nearest `pyproject.toml` is not TOML, or its table holds an unknown name or
            a value of another type.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "pyproject.toml").is_file():
            table = _read(folder / "pyproject.toml").get("tool", {}).get("clausebook")
            if table is not None:
                return _settings(folder, table)
    return replace(_settings(start, {}), is_repository=False)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CannotRun(f"cannot read {path}: {error}; correct it") from error


def _settings(root: Path, table: dict[str, Any]) -> Settings:
    source = f"[tool.clausebook] in {root / 'pyproject.toml'}"
    for name, value in table.items():
        if name not in _NAMES:
            close = difflib.get_close_matches(name, _NAMES, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"one of {', '.join(_NAMES)}"
            raise CannotRun(f"{source} has no entry called {name!r}; {hint}")
        if name not in (*_TABLES, "plugins") and not isinstance(value, str):
            raise CannotRun(f"{source}: {name} is {value!r}; write it in quotation marks")
    usual = root / "contract_tests"
    named = root / table["contract_tests"] if "contract_tests" in table else None
    return Settings(
        root=root,
        spec=root / table.get("spec", "spec/openapi.yaml"),
        generated=root / table.get("generated", "generated"),
        contract_tests=named or (usual if usual.is_dir() else None),
        application=table.get("application", ""),
        facts=facts_from(table.get("facts", {}), f"{source}: facts"),
        plugins=_plugins(table.get("plugins", []), source),
        checks=check_levels_from(table.get("checks", {}), f"{source}: checks"),
        diff=diff_settings_from(table.get("diff", {}), f"{source}: diff"),
        credentials=credentials_from(table.get("credentials", {}), f"{source}: credentials"),
    )


def _plugins(names: Any, source: str) -> tuple[str, ...]:
    if not isinstance(names, list):
        raise CannotRun(f'{source}: plugins is {names!r}; write a list such as ["my_rules"]')
    for name in names:
        if not isinstance(name, str) or not all(map(str.isidentifier, name.split("."))):
            cure = "write its import name, such as my_rules or package.module"
            raise CannotRun(f"{source}: plugins holds {name!r}, which is not a module name; {cure}")
    return tuple(dict.fromkeys(names))
