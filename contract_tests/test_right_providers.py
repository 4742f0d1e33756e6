"""Right providers stay right: what no source settles is not held against anybody.

A conviction here is a false alarm, which costs more than a miss.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from clausebook.checks.provider.listing import ProviderCheck, provider_checks
from clausebook.checks.session import ProviderSession
from clausebook.config.facts import Facts
from clausebook.errors import NotJudged
from clausebook.http.exchange import Request
from clausebook.http.transport import AsgiTransport, HttpTransport, Transport
from clausebook.judge import Judge
from clausebook.openapi import Document
from reference_service.variants import (
    AUTHENTICATION_ERROR,
    OPEN,
    STYLES,
    InPieces,
    TwoKeys,
    Variant,
)
from wrong_providers.listing import FaultyService, faulty

Judging = Callable[..., int]


@pytest.fixture(scope="module")
def usual(clausebook_document: Document, clausebook_facts: Facts) -> list[ProviderCheck]:
    """The checks of the document and its own facts."""
    return provider_checks(clausebook_document, clausebook_facts)


@pytest.fixture
def judging(
    usual: list[ProviderCheck],
    clausebook_document: Document,
    clausebook_facts: Facts,
    clausebook_judge: Judge,
) -> Judging:
    """Holds a provider to every check: fails at a finding, tells how many checks judged nothing."""

    def judge(service: FaultyService, transport: Transport, facts: Facts = clausebook_facts) -> int:
        credentials = {"X-Auth-Token": service.token}
        keys = {"signature": service.key}
        session = ProviderSession.over(
            clausebook_document, clausebook_judge, facts, transport, credentials, {}, keys
        )
        silent = 0
        checks = usual if facts is clausebook_facts else provider_checks(clausebook_document, facts)
        for check in checks:
            try:
                check.run(session)
            except NotJudged:
                silent += 1
        return silent

    return judge


@pytest.mark.parametrize("name", [*STYLES, *OPEN])
def test_a_conforming_variant_is_not_convicted(name: str, judging: Judging) -> None:
    service = Variant({**STYLES, **OPEN}[name])
    with closing(AsgiTransport(service)) as transport:
        assert judging(service, transport) == 0


def test_two_spellings_may_be_two_keys_where_facts_do_not_say_otherwise(
    judging: Judging, clausebook_facts: Facts
) -> None:
    service = TwoKeys()
    with closing(AsgiTransport(service)) as transport:
        assert judging(service, transport, dataclasses.replace(clausebook_facts, same=())) == 0


def test_credentials_may_be_refused_with_the_status_that_facts_name(
    judging: Judging, clausebook_facts: Facts
) -> None:
    service = Variant(AUTHENTICATION_ERROR)
    facts = dataclasses.replace(clausebook_facts, credentials=(441,))
    with closing(AsgiTransport(service)) as transport:
        assert judging(service, transport, facts) == 0


def test_bodies_may_come_in_pieces_without_a_length(judging: Judging) -> None:
    service = faulty()
    with closing(AsgiTransport(InPieces(service))) as transport:
        assert judging(service, transport) == 0


@pytest.mark.parametrize("pool_size", [1, 4], ids=["one by one", "four at a time"])
@pytest.mark.parametrize("version", ["HTTP/1.0", "HTTP/1.1"])
def test_another_server_library_and_version_are_not_convicted(
    version: str, pool_size: int, judging: Judging
) -> None:
    service = faulty()
    with served(service, version) as url, closing(HttpTransport(url, 5, pool_size)) as transport:
        assert judging(service, transport) == 0


@contextmanager
def served(service: FaultyService, version: str) -> Iterator[str]:
    """Serves on loopback by the standard library, which knows methods by their functions."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = version
        disable_nagle_algorithm = True

        def handle_one(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = tuple(self.headers.items())
            answer = service.respond(Request(self.command, self.path, headers, body))
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            if answer.status != 204:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

        do_DELETE = do_GET = do_POST = do_PUT = handle_one  # noqa: N815 -- http.server's names
        do_HEAD = do_OPTIONS = handle_one  # noqa: N815 -- likewise

        def log_message(self, *_: object) -> None:
            """Stays silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
