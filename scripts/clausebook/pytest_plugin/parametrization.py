"""The hook that makes one test for each check of the document, the provider or the client."""

from __future__ import annotations

import pytest

from clausebook.pytest_plugin.cases import one_test_each

_CLIENT_FIXTURES = {
    "clausebook_answer",
    "clausebook_call",
    "clausebook_credential",
    "clausebook_forbidden_call",
    "clausebook_own_client_check",
    "clausebook_wrong_answer",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Makes one test for each check that a test function requests by a fixture's name."""
    if "clausebook_probe" in metafunc.fixturenames:
        from clausebook.pytest_plugin.provider_tests import checks_for

        checks = checks_for(metafunc.config)
        one_test_each(metafunc, "clausebook_probe", checks, [check.name for check in checks])
    if "clausebook_property" in metafunc.fixturenames:
        from clausebook.pytest_plugin.provider_tests import fuzz_checks_for

        fuzz_checks = fuzz_checks_for(metafunc.config)
        names = [check.name for check in fuzz_checks]
        one_test_each(metafunc, "clausebook_property", fuzz_checks, names)
    if "clausebook_lint_rule" in metafunc.fixturenames:
        from clausebook.pytest_plugin.lint_tests import lint_rules_for

        rules = lint_rules_for(metafunc.config)
        one_test_each(metafunc, "clausebook_lint_rule", rules, [rule.check.id for rule in rules])
    if "clausebook_operation" in metafunc.fixturenames:
        from clausebook.pytest_plugin.client_tests import label, operations_for

        operations = operations_for(metafunc.config)
        one_test_each(metafunc, "clausebook_operation", operations, map(label, operations))
    for fixture in _CLIENT_FIXTURES.intersection(metafunc.fixturenames):
        from clausebook.pytest_plugin.client_tests import calls_for

        calls = calls_for(metafunc.config, fixture)
        one_test_each(metafunc, fixture, calls, [call.name for call in calls])
