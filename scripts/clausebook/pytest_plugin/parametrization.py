"""The hook that makes one test for each check of the document, the provider or the client."""

from __future__ import annotations

import pytest

_CLIENT_FIXTURES = {
    "clausebook_answer",
    "clausebook_call",
    "clausebook_credential",
    "clausebook_forbidden_call",
    "clausebook_wrong_answer",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Makes one test for each check that a test function requests by a fixture's name."""
    if "clausebook_probe" in metafunc.fixturenames:
        from clausebook.pytest_plugin.provider_tests import checks_for

        checks = checks_for(metafunc.config)
        metafunc.parametrize("clausebook_probe", checks, ids=[check.name for check in checks])
    if "clausebook_property" in metafunc.fixturenames:
        from clausebook.pytest_plugin.provider_tests import fuzz_checks_for

        fuzz_checks = fuzz_checks_for(metafunc.config)
        names = [check.name for check in fuzz_checks]
        metafunc.parametrize("clausebook_property", fuzz_checks, ids=names)
    if "clausebook_lint_rule" in metafunc.fixturenames:
        from clausebook.pytest_plugin.lint_tests import lint_rules_for

        rules = lint_rules_for(metafunc.config)
        ids = [rule.check.id for rule in rules]
        metafunc.parametrize("clausebook_lint_rule", rules, ids=ids)
    if "clausebook_operation" in metafunc.fixturenames:
        from clausebook.pytest_plugin.client_tests import label, operations_for

        operations = operations_for(metafunc.config)
        metafunc.parametrize("clausebook_operation", operations, ids=map(label, operations))
    for fixture in _CLIENT_FIXTURES.intersection(metafunc.fixturenames):
        from clausebook.pytest_plugin.client_tests import calls_for

        calls = calls_for(metafunc.config, fixture)
        metafunc.parametrize(fixture, calls, ids=[call.name for call in calls])
