"""Is the document well made? One check for each lint rule that is on, built in or our own.

The tests are clausebook's own and the same for every document; they stand in
`scripts/clausebook/checks/test_spec.py`.
"""

from __future__ import annotations

import pytest
from clausebook.checks.test_spec import test_the_document_keeps_the_house_rule

pytestmark = pytest.mark.clausebook_stage("spec")
