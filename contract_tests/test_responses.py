"""Client: what the generated client makes of each answer, and what it refuses to swallow.

Imports the built-in checks of `clausebook/checks/test_responses.py` for plain pytest;
guard runs those anyway, and once.
"""

from __future__ import annotations

import pytest
from clausebook.checks.test_responses import (
    test_a_documented_response_is_parsed,
    test_an_invalid_response_is_rejected,
    test_any_documented_response_is_parsed,
)

pytestmark = pytest.mark.clausebook_stage("client")
