"""Does the provider keep its promise: each clause probed alone, then random exploration.

Holds for any document and any provider of it, in this process or at a URL. The plugin makes one
test for each probe and for each property.
"""

from __future__ import annotations

import pytest

from clausebook.checks.provider.fuzz import FuzzCheck
from clausebook.checks.provider.listing import ProviderCheck
from clausebook.checks.session import ProviderSession

pytestmark = pytest.mark.clausebook_stage("provider")


def test_a_probe_is_answered_as_the_document_says(
    clausebook_probe: ProviderCheck, clausebook_session: ProviderSession
) -> None:
    clausebook_probe.run(clausebook_session)


def test_drawn_requests_are_answered_as_the_document_says(
    clausebook_property: FuzzCheck, clausebook_session: ProviderSession
) -> None:
    clausebook_property.run(clausebook_session)
