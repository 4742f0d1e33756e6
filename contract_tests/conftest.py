"""What the contract tests of this repository add to the fixtures of clausebook: credentials."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from clausebook.auth import Secret

# The tests of this folder that guard runs; it would import all the others only to leave them out.
_IN_GUARD = {"test_lifecycle.py"}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Spares guard the tests that belong to none of its stages, or repeat its built-in checks."""
    in_guard = config.getoption("--clausebook-config", None) is not None
    is_here = collection_path.parent == Path(__file__).parent
    is_test = collection_path.name.startswith("test_") and collection_path.name not in _IN_GUARD
    return True if in_guard and is_here and is_test else None


@pytest.fixture(scope="session")
def clausebook_credentials(
    clausebook_credentials: Mapping[str, str], clausebook_application: Any
) -> Mapping[str, str]:
    """The headers given for `--url`, else the token that the reference service has made."""
    if clausebook_application is None:
        return clausebook_credentials
    return {"X-Auth-Token": clausebook_application.token}


@pytest.fixture(scope="session")
def clausebook_keys(clausebook_application: Any) -> Mapping[str, Secret]:
    """What the reference service lets sign for its project; a deployment's key is not known."""
    if clausebook_application is None:
        return {}
    return {"signature": clausebook_application.key}
