"""The fixtures that contract tests are written with; every name begins with `clausebook_`."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

from clausebook.pytest_plugin.interruption import interruption_of
from clausebook.pytest_plugin.levels import record_findings
from clausebook.pytest_plugin.options import ACCEPTANCE, JUDGED, LEFT_BEHIND, NOTES, run_options

if TYPE_CHECKING:
    from clausebook.auth import CredentialTable, Secret
    from clausebook.checks.levelled import Family
    from clausebook.checks.session import (
        MadeResources,
        ProviderConnection,
        ProviderSession,
        ResourceState,
        RunState,
    )
    from clausebook.codegen.client_driver import ClientDriver
    from clausebook.config.facts import Facts
    from clausebook.config.settings import Settings
    from clausebook.http.transport import Transport
    from clausebook.judge import Judge
    from clausebook.openapi import Document
    from clausebook.report.finding import Finding

_RESOURCES: pytest.StashKey[ResourceState] = pytest.StashKey()
_RUN: pytest.StashKey[RunState] = pytest.StashKey()


@pytest.fixture(scope="session")
def clausebook_settings(pytestconfig: pytest.Config) -> Settings:
    """What `[tool.clausebook]` of this repository says."""
    return run_options(pytestconfig).settings


@pytest.fixture(scope="session")
def clausebook_document(pytestconfig: pytest.Config) -> Document:
    """The document that everything is judged by."""
    return run_options(pytestconfig).document


@pytest.fixture(scope="session")
def clausebook_facts(pytestconfig: pytest.Config) -> Facts:
    """What is known about the deployment that is judged."""
    return run_options(pytestconfig).facts


@pytest.fixture
def clausebook_record_findings(
    request: pytest.FixtureRequest,
) -> Callable[[Iterable[Finding]], None]:
    """Records warnings and notes of a test: guard shows them, and the test does not fail."""
    return functools.partial(record_findings, request.node)


@pytest.fixture(scope="session")
def clausebook_judge(clausebook_document: Document) -> Judge:
    """Judges one exchange by the document."""
    from clausebook.judge import Judge

    return Judge(clausebook_document)


@pytest.fixture(scope="session")
def clausebook_family(clausebook_settings: Settings) -> Family:
    """By its id, the family that a test belongs to: findings inside of it get its level.

    A test of a family that is switched off is not judged.
    """
    from clausebook.checks.configured import configured_checks
    from clausebook.checks.levelled import levelled

    families = {it.check.id: it for it in configured_checks(clausebook_settings)}
    return lambda id: levelled(families[id])


@pytest.fixture(scope="session")
def clausebook_package(clausebook_document: Document) -> str:
    """The import name of the generated client."""
    from clausebook.codegen import package_name

    return package_name(clausebook_document)


@pytest.fixture(scope="module")
def clausebook_client_driver(
    clausebook_settings: Settings, clausebook_package: str, clausebook_document: Document
) -> Iterator[ClientDriver]:
    """The committed client, answered without a network."""
    from clausebook.codegen.client_driver import ClientDriver

    with ClientDriver(
        clausebook_settings.generated / clausebook_package, clausebook_document
    ) as made:
        yield made


@pytest.fixture(scope="session")
def clausebook_url(pytestconfig: pytest.Config) -> str | None:
    """The base URL of the deployment to judge; None where the application is judged in-process."""
    url = run_options(pytestconfig).asked.url
    return url.rstrip("/") if url else None


@pytest.fixture(scope="session")
def clausebook_seed(pytestconfig: pytest.Config) -> int:
    """The seed of everything that is drawn outside of Hypothesis."""
    return run_options(pytestconfig).asked.seed or 0


@pytest.fixture(scope="session")
def clausebook_may_write(
    pytestconfig: pytest.Config, clausebook_url: str | None, clausebook_facts: Facts
) -> bool:
    """Whether requests that write or delete may be sent to what is judged."""
    from clausebook.http.transport.address import is_loopback
    from clausebook.pytest_plugin.live_session import why_not_written

    if clausebook_url is None or is_loopback(clausebook_url):
        return True
    return not why_not_written(run_options(pytestconfig).asked.allow_writes, clausebook_facts)


@pytest.fixture(scope="session")
def clausebook_application(
    clausebook_settings: Settings, clausebook_url: str | None, clausebook_document: Document
) -> Any:
    """The ASGI application that is judged in-process; None where a URL was given.

    Where `[tool.clausebook]` names none, it is a provider made from the document.
    """
    from clausebook.config.application import load_application
    from clausebook.mock.default_facts import default_secrets
    from clausebook.mock.self_checked import SelfCheckedMock

    if clausebook_url is not None:
        return None
    if clausebook_settings.application:
        return load_application(clausebook_settings)
    return SelfCheckedMock(clausebook_document, default_secrets(clausebook_document))


@pytest.fixture(scope="session")
def clausebook_credentials(pytestconfig: pytest.Config) -> Mapping[str, str]:
    """The headers that prove who asks, as they were given; a conftest adds its application's."""
    return run_options(pytestconfig).headers


@pytest.fixture(scope="session")
def clausebook_keys(clausebook_application: Any) -> Mapping[str, Secret]:
    """Secrets by security scheme, for credentials made anew each time; a conftest has them."""
    from clausebook.mock import MockProvider

    application = clausebook_application
    return application.secrets if isinstance(application, MockProvider) else {}


@pytest.fixture(scope="session")
def clausebook_credential_table(
    pytestconfig: pytest.Config, clausebook_keys: Mapping[str, Secret]
) -> CredentialTable:
    """The secrets of `clausebook_keys`, and in their place what the run itself was given."""
    from clausebook.auth import CredentialTable

    given = run_options(pytestconfig).credentials
    return CredentialTable({**clausebook_keys, **given.given}, given.fetched)


@pytest.fixture(scope="session")
def clausebook_secrets(clausebook_credentials: Mapping[str, str]) -> Mapping[str, str]:
    """For each credential's lower-case header, the shell variable that stands in for it."""
    if len(clausebook_credentials) == 1:
        return {name.lower(): "TOKEN" for name in clausebook_credentials}
    return {
        name.lower(): re.sub(r"[^A-Za-z0-9]", "_", name).upper() for name in clausebook_credentials
    }


@pytest.fixture(scope="session")
def clausebook_made_resources(
    clausebook_document: Document, clausebook_facts: Facts
) -> MadeResources:
    """What this run has created by the API's own operations, shared by all tests."""
    from clausebook.checks.session import MadeResources

    return MadeResources(clausebook_document, clausebook_facts)


@pytest.fixture(scope="session")
def clausebook_transport(
    pytestconfig: pytest.Config,
    clausebook_url: str | None,
    clausebook_application: Any,
    clausebook_document: Document,
    clausebook_facts: Facts,
    clausebook_made_resources: MadeResources,
    clausebook_credentials: Mapping[str, str],
    clausebook_credential_table: CredentialTable,
) -> Iterator[Transport]:
    """Sends requests to what is judged, and refuses to send what must not be written there.

    It adds no credential: a check has to be able to leave them out.
    """
    from clausebook.auth.renewing import RenewingTransport
    from clausebook.http.transport import AsgiTransport
    from clausebook.pytest_plugin.counting_transport import (
        CountingTransport,
        http_transport,
        transport_elsewhere,
    )

    if clausebook_url is None:
        elsewhere = transport_elsewhere(pytestconfig)
        with contextlib.closing(AsgiTransport(clausebook_application)) as asgi:
            renewing = RenewingTransport(asgi, clausebook_credential_table, elsewhere)
            yield CountingTransport(renewing, pytestconfig)
        return
    from clausebook.http.transport.address import is_loopback
    from clausebook.live import HarmlessTransport
    from clausebook.pytest_plugin.live_session import live_transport

    document, credentials = clausebook_document, clausebook_credentials
    keys = clausebook_credential_table
    with (
        contextlib.closing(http_transport(clausebook_url, pytestconfig)) as there,
        live_transport(there, pytestconfig, document, credentials, keys) as live,
    ):
        inner: Transport = live
        if is_loopback(clausebook_url) and not run_options(pytestconfig).asked.disposable:
            ids = clausebook_made_resources.made
            inner = HarmlessTransport(live, document, clausebook_facts, ids)
        yield CountingTransport(inner, pytestconfig)


@pytest.fixture(scope="session")
def clausebook_connection(
    pytestconfig: pytest.Config,
    clausebook_document: Document,
    clausebook_facts: Facts,
    clausebook_transport: Transport,
    clausebook_credentials: Mapping[str, str],
    clausebook_secrets: Mapping[str, str],
    clausebook_credential_table: CredentialTable,
    clausebook_made_resources: MadeResources,
) -> Iterator[ProviderConnection]:
    """The way to what is judged; at the end what this run created there is deleted."""
    from clausebook.checks.session import (
        ProviderConnection,
        RunState,
        delete_created,
        unaccepted_operations,
    )
    from clausebook.pytest_plugin.credential_notes import credential_notes
    from clausebook.pytest_plugin.messages import OperationsAccepted

    connection = ProviderConnection(
        clausebook_transport,
        clausebook_document,
        clausebook_facts.throttled,
        clausebook_credentials,
        clausebook_secrets,
        clausebook_credential_table,
    )
    yield connection
    run = pytestconfig.stash.setdefault(_RUN, RunState())
    pytestconfig.stash[ACCEPTANCE] = OperationsAccepted(
        tuple(sorted(run.accepted_operations)),
        tuple(unaccepted_operations(clausebook_document, run, clausebook_made_resources)),
    )
    interruption, owed = interruption_of(pytestconfig), len(clausebook_made_resources.owed)
    interruption.is_cleaning = True
    left = delete_created(connection, clausebook_made_resources)
    lines = [f"interrupted: {owed} created resources deleted"] if interruption.requested else []
    lines += [left] if left else []
    pytestconfig.stash.setdefault(LEFT_BEHIND, []).extend(lines)
    pytestconfig.stash[NOTES] = credential_notes(connection, run)


@pytest.fixture
def clausebook_session(
    request: pytest.FixtureRequest,
    pytestconfig: pytest.Config,
    clausebook_document: Document,
    clausebook_judge: Judge,
    clausebook_facts: Facts,
    clausebook_connection: ProviderConnection,
    clausebook_made_resources: MadeResources,
) -> ProviderSession:
    """What is judged, for one test, which guards what its exchanges are held against.

    What is known of the provider and of the run is shared by all tests.
    """
    from clausebook.checks.session import ProviderSession, ResourceState, RunState

    session = ProviderSession(
        clausebook_document,
        clausebook_judge,
        clausebook_facts,
        clausebook_connection,
        pytestconfig.stash.setdefault(_RESOURCES, ResourceState()),
        pytestconfig.stash.setdefault(_RUN, RunState()),
        made=clausebook_made_resources,
        max_seconds=run_options(pytestconfig).asked.max_response_time,
    )
    request.node.stash[JUDGED] = session.judged
    return session
