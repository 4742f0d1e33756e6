"""Consumer: what the generated client puts on the wire, and what it refuses to put there.

Imports the built-in checks of `clausebook/checks/client/test_requests.py` for plain pytest;
guard runs those anyway, and once.
"""

from __future__ import annotations

import pytest
from clausebook.checks.client.test_requests import (
    test_a_call_arrives_as_it_was_made,
    test_a_call_carries_its_credential,
    test_a_forbidden_call_is_refused_before_anything_is_sent,
    test_any_allowed_call_arrives_as_it_was_made,
    test_no_call_goes_out_without_the_credential_that_is_demanded,
)

pytestmark = pytest.mark.clausebook_stage("consumer")
