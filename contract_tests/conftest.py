"""What the contract tests of this repository add to the fixtures of clausebook: credentials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from clausebook.auth import Secret


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
