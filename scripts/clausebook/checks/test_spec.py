"""Is the document well made? One check for each house rule, its examples and its sources included.

Holds for any OpenAPI document; says nothing about a client or a server.
"""

from __future__ import annotations

import pytest

from clausebook.checks.specification import RULES
from clausebook.document import Document
from clausebook.finding import ContractBroken

pytestmark = pytest.mark.clausebook_stage("spec")


@pytest.mark.parametrize("rule", RULES)
def test_the_document_keeps_the_house_rule(rule: str, clausebook_document: Document) -> None:
    findings = tuple(RULES[rule](clausebook_document))

    if findings:
        raise ContractBroken(findings)
