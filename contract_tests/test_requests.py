"""Client: what the generated client puts on the wire, and what it refuses to put there.

Imports the built-in checks of `clausebook/checks/test_requests.py` for plain pytest;
guard runs those anyway, and once.
"""

from __future__ import annotations

import pytest
from clausebook.checks.test_requests import (
    test_a_call_sends_its_arguments,
    test_a_call_sends_its_credential,
    test_a_check_of_ones_own_finds_nothing,
    test_an_invalid_call_is_rejected_before_a_request_is_sent,
    test_any_valid_call_sends_its_arguments,
    test_no_request_is_sent_without_the_required_credential,
)

pytestmark = pytest.mark.clausebook_stage("client")
