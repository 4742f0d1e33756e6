"""The pytest plugin: options, markers, fixtures, and the stream of events that `guard` reads.

pytest loads it in every run of an environment that has clausebook, so its modules import only
clausebook's light ones until a test or an option needs more. It exports the hooks and fixtures, by
which pytest finds them.
"""

from clausebook.pytest_plugin.collection import (
    pytest_collection_finish,
    pytest_collection_modifyitems,
    pytest_make_collect_report,
    pytest_pycollect_makeitem,
)
from clausebook.pytest_plugin.configuration import (
    pytest_addoption,
    pytest_configure,
    pytest_load_initial_conftests,
)
from clausebook.pytest_plugin.execution import (
    pytest_fixture_setup,
    pytest_runtest_call,
    pytest_runtest_makereport,
    pytest_runtest_teardown,
)
from clausebook.pytest_plugin.fixtures import (
    clausebook_application,
    clausebook_client_driver,
    clausebook_connection,
    clausebook_credential_table,
    clausebook_credentials,
    clausebook_document,
    clausebook_facts,
    clausebook_family,
    clausebook_judge,
    clausebook_keys,
    clausebook_made_resources,
    clausebook_may_write,
    clausebook_package,
    clausebook_record_findings,
    clausebook_secrets,
    clausebook_seed,
    clausebook_session,
    clausebook_settings,
    clausebook_transport,
    clausebook_url,
)
from clausebook.pytest_plugin.parametrization import (
    pytest_generate_tests,
)

__all__ = [
    "clausebook_application",
    "clausebook_client_driver",
    "clausebook_connection",
    "clausebook_credential_table",
    "clausebook_credentials",
    "clausebook_document",
    "clausebook_facts",
    "clausebook_family",
    "clausebook_judge",
    "clausebook_keys",
    "clausebook_made_resources",
    "clausebook_may_write",
    "clausebook_package",
    "clausebook_record_findings",
    "clausebook_secrets",
    "clausebook_seed",
    "clausebook_session",
    "clausebook_settings",
    "clausebook_transport",
    "clausebook_url",
    "pytest_addoption",
    "pytest_collection_finish",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_fixture_setup",
    "pytest_generate_tests",
    "pytest_load_initial_conftests",
    "pytest_make_collect_report",
    "pytest_pycollect_makeitem",
    "pytest_runtest_call",
    "pytest_runtest_makereport",
    "pytest_runtest_teardown",
]
