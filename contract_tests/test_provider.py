"""Does the provider keep its promise: each clause probed alone, then random exploration.

Imports the built-in checks of `clausebook/checks/test_provider.py` for plain pytest;
guard runs those anyway, and once.
"""

from __future__ import annotations

import pytest
from clausebook.checks.test_provider import (
    test_a_probe_is_answered_as_the_document_says,
    test_drawn_requests_are_answered_as_the_document_says,
)

pytestmark = pytest.mark.clausebook_stage("provider")
