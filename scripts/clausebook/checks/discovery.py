"""Imports the modules of a package of checks, so that a family is added by one file there."""

from __future__ import annotations

import importlib
import pkgutil


def import_modules(package: str) -> None:
    """Imports every module below a package, tests aside, in the order of their names."""
    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        if not module.name.rpartition(".")[2].startswith("test_"):
            importlib.import_module(module.name)
