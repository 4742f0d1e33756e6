"""Is the document well made? One check for each lint rule that is on, built in or our own.

Imports the built-in checks of `clausebook/checks/test_lint.py` for plain pytest;
guard runs those anyway, and once.
"""

from __future__ import annotations

import pytest
from clausebook.checks.test_lint import test_the_document_obeys_the_lint_rule

pytestmark = pytest.mark.clausebook_stage("lint")
