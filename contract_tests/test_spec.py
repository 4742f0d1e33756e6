"""Is the document well made? One check for each house rule, its examples and its sources included.

Imports the built-in checks of `scripts/clausebook/checks/test_spec.py` for plain pytest;
guard runs those anyway, and once.
"""

from __future__ import annotations

import pytest
from clausebook.checks.test_spec import test_the_document_keeps_the_house_rule

pytestmark = pytest.mark.clausebook_stage("spec")
