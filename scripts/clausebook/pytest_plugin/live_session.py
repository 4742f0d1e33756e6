"""The transport of a run beyond loopback, put together from options, settings and facts."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from clausebook.auth import CredentialTable, Secret, credentials_for
from clausebook.auth.renewing import RenewingTransport
from clausebook.config.facts import Facts
from clausebook.errors import CannotRun
from clausebook.http.exchange import Request
from clausebook.http.transport import HttpTransport, Transport
from clausebook.http.transport.address import is_loopback
from clausebook.judge import Judge
from clausebook.live import (
    FAR_BUDGET,
    FAR_RATE,
    Journal,
    LiveTransport,
    Pace,
    PacedTransport,
    Permission,
)
from clausebook.live.journal import journal_path
from clausebook.openapi import Document
from clausebook.pytest_plugin.counting_transport import transport_elsewhere
from clausebook.pytest_plugin.interruption import end_on_request, interruption_of
from clausebook.pytest_plugin.options import LEFT_BEHIND, run_options

Sign = Callable[[Request], Request]


def why_not_written(allowed: bool, facts: Facts) -> str:
    """Why nothing may be written beyond loopback; empty where it may."""
    if not allowed:
        return "a write goes out beyond loopback only with --allow-writes"
    if not facts.writes:
        return "a write goes out beyond loopback only where facts say writes = true"
    return ""


def signing(
    document: Document, base_url: str, credentials: Mapping[str, str], keys: Mapping[str, Secret]
) -> Sign:
    """Proves who asks, for the requests of the run itself."""
    judge = Judge(document)

    def sign(request: Request) -> Request:
        operation = judge.operation(request)
        if credentials or not keys or operation is None or not operation.security:
            return replace(request, headers=(*request.headers, *credentials.items()))
        host = urlsplit(base_url).netloc
        try:
            proven = credentials_for(document, keys, host, operation.security)
        except LookupError:
            return request
        return proven(request.with_header("Host", host))

    return sign


@contextmanager
def live_transport(
    inner: HttpTransport,
    config: pytest.Config,
    document: Document,
    credentials: Mapping[str, str],
    keys: CredentialTable,
) -> Iterator[Transport]:
    """The transport to a URL: as it is on loopback, beyond it with everything a live run keeps to.

    What a run before this one left is put back first, what this one changes at the end. Raises
    CannotRun where that fails.
    """
    run, url = run_options(config), inner.base_url
    facts, far = run.facts, not is_loopback(url)
    elsewhere = transport_elsewhere(config)
    rate, budget = run.asked.rate, run.asked.budget
    if not (far or rate or budget or facts.throttled.stop):
        yield RenewingTransport(inner, keys, elsewhere)
        return
    pace = Pace(rate or (FAR_RATE if far else None), budget or (FAR_BUDGET if far else None))

    def before() -> None:
        pace.take(cleanup=True)  # a token is needed to put things back, too

    renewing = RenewingTransport(inner, keys, elsewhere, before)
    paced = PacedTransport(renewing, pace, facts.throttled, retry_throttled=far)
    if not far:
        yield paced
        return
    why_not = why_not_written(run.asked.allow_writes, facts)
    live = LiveTransport(
        paced,
        document,
        Permission(document, facts),
        signing(document, url, credentials, keys),
        run.secrets,
        None,
        why_not,
    )
    left = journal_path(run.settings.root, url)
    if not why_not:
        with _kept(live, Journal(run.settings.root, url), config):
            yield live
    elif left.exists():
        raise CannotRun(
            f"a run that was cut short left something to put back at {url}, listed in {left}; run "
            "once with --allow-writes and facts that say writes = true, which puts it back"
        )
    else:
        yield live


@contextmanager
def _kept(live: LiveTransport, journal: Journal, config: pytest.Config) -> Iterator[None]:
    """Puts back before and after; the journal is this run's alone meanwhile."""
    live.journal = journal
    before = signal.getsignal(signal.SIGTERM)
    end_on_request(config)
    try:
        live.restore()
        try:
            yield
        finally:
            count = len(journal.entries())
            live.restore()
            if interruption_of(config).requested:
                line = f"interrupted: {count} known rows put back"
                config.stash.setdefault(LEFT_BEHIND, []).append(line)
    finally:
        signal.signal(signal.SIGTERM, before)
        journal.close()
