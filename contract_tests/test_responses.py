"""Consumer: what the generated client makes of each answer, and what it refuses to swallow.

Imports the built-in checks of `clausebook/checks/client/test_responses.py` for plain pytest;
guard runs those anyway, and once.
"""

from __future__ import annotations

import pytest
from clausebook.checks.client.test_responses import (
    test_a_documented_answer_is_understood,
    test_a_wrong_answer_is_refused,
    test_any_documented_answer_is_understood,
)

pytestmark = pytest.mark.clausebook_stage("consumer")
