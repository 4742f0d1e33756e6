"""Holds every break against the checks of its side, on as many processes as there are cores."""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from clausebook.checks.configured import enabled_checks
from clausebook.checks.registry import Kind, RegisteredCheck
from clausebook.clauses import clauses_of
from clausebook.config.facts import Facts
from clausebook.config.settings import Settings
from clausebook.errors import NotJudged
from clausebook.mutation import Equivalent, Mutant, Unproven, mutants_of
from clausebook.mutation.client_side import ClientSide
from clausebook.mutation.provider_side import ProviderSide
from clausebook.openapi import Document, load
from clausebook.report import MutantVerdict, UntoldEdit

SIDES = ("provider", "consumer")
Sides = list[tuple[str, ProviderSide | ClientSide]]


@dataclass(frozen=True)
class Share:
    """What one process found: verdicts, edits without one, and the seconds that each side took.

    `unjudged` are clauses of which a side can prove nothing, each with the reason. `left_out` says
    which checks of one's own take no part, and why.
    """

    verdicts: tuple[MutantVerdict, ...]
    equivalents: tuple[UntoldEdit, ...]
    unproven: tuple[UntoldEdit, ...]
    unjudged: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    seconds: tuple[tuple[str, float], ...]


def hold_all(
    document: Document,
    facts: Facts,
    sides: Sequence[str],
    workers: int,
    progress: Callable[[int, int], None],
    settings: Settings | None = None,
) -> list[Share]:
    """Holds every break against the sides; `progress` is told of each share that is done.

    The checks are those that `settings` switch on; the built-in ones where there are none.
    """
    if workers == 1:
        return [_hold(document, facts, tuple(sides), settings)]
    # The processes' scratch folders lie in this one: a process that is ended leaves them there.
    with tempfile.TemporaryDirectory(prefix="clausebook-") as scratch:
        return _hold_shares(document, facts, sides, workers, progress, scratch, settings)


def _hold_shares(
    document: Document,
    facts: Facts,
    sides: Sequence[str],
    workers: int,
    progress: Callable[[int, int], None],
    scratch: str,
    settings: Settings | None,
) -> list[Share]:
    # More shares than processes, so that progress shows and no process waits long for another.
    count = workers * 2
    spawning = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, spawning, initializer=_work_in, initargs=(scratch,))
    try:
        with _interrupts_ignored():
            waiting = [
                pool.submit(_hold_part, document.path, facts, tuple(sides), part, count, settings)
                for part in range(count)
            ]
        shares = []
        for done in as_completed(waiting):
            shares.append(done.result())
            progress(len(shares), count)
        return shares
    except BaseException:
        # What is under way would go on for a minute that nobody waits for.
        for child in multiprocessing.active_children():
            child.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _work_in(scratch: str) -> None:
    tempfile.tempdir = scratch


@contextlib.contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Starts processes that leave Ctrl-C to this one, from their first moment on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


_ready: list[tuple[Document, Sides]] = []  # of a process that holds shares, made for its first


def _hold_part(
    path: Path,
    facts: Facts,
    names: tuple[str, ...],
    part: int,
    parts: int,
    settings: Settings | None,
) -> Share:
    if not _ready:
        document = load(path)
        _ready.append((document, _sides(document, facts, names, settings)))
        for _, side in _ready[0][1]:
            atexit.register(side.close)
    document, sides = _ready[0]
    return _hold_against(document, facts, sides, _own_keys(document, part, parts))


def _hold(
    document: Document, facts: Facts, names: tuple[str, ...], settings: Settings | None
) -> Share:
    sides = _sides(document, facts, names, settings)
    with contextlib.ExitStack() as stack:
        for _, side in sides:
            stack.callback(side.close)
        return _hold_against(document, facts, sides, _own_keys(document, 0, 1))


def _sides(
    document: Document, facts: Facts, names: tuple[str, ...], settings: Settings | None
) -> Sides:
    sides: Sides = []
    if "provider" in names:
        sides.append(("provider", ProviderSide(document, facts, _enabled(settings, Kind.PROVIDER))))
    if "consumer" in names:
        sides.append(("consumer", ClientSide(document, _enabled(settings, Kind.CLIENT))))
    return sides


def _enabled(settings: Settings | None, kind: Kind) -> list[RegisteredCheck] | None:
    """The checks that are on, in this process; None for the built-in ones."""
    if settings is None:
        return None
    return [it.check for it in enabled_checks(settings, kind)]


def _hold_against(
    document: Document,
    facts: Facts,
    sides: Sides,
    keys: frozenset[str],
) -> Share:
    seconds = dict.fromkeys((name for name, _ in sides), 0.0)
    verdicts: list[MutantVerdict] = []
    equivalents: list[UntoldEdit] = []
    unproven: list[UntoldEdit] = []
    for found in mutants_of(document, facts, keys):
        if isinstance(found, Equivalent):
            kind, detail = found.proof.argument.value, found.proof.detail
            equivalents.append(UntoldEdit(found.clause, found.what, detail, kind))
            continue
        if isinstance(found, Unproven):
            unproven.append(UntoldEdit(found.clause, found.what, found.reason))
            continue
        for name, side in sides:
            started = time.perf_counter()
            # From some edited documents no client can be made at all: none of those is wrong.
            with contextlib.suppress(NotJudged):
                if side.concerns(found):
                    verdicts.append(_verdict(found, name, side.kills(found)))
            seconds[name] += time.perf_counter() - started
    unjudged = [pair for _, side in sides for pair in side.unjudged]
    left_out = [line for _, side in sides for line in side.left_out]
    return Share(
        *(tuple(verdicts), tuple(equivalents), tuple(unproven)),
        *(tuple(unjudged), tuple(left_out), tuple(seconds.items())),
    )


def _own_keys(document: Document, part: int, parts: int) -> frozenset[str]:
    return frozenset(c.key for n, c in enumerate(clauses_of(document)) if n % parts == part)


def _verdict(broken: Mutant, side: str, by: str | None) -> MutantVerdict:
    return MutantVerdict(
        broken.clause, broken.what, broken.witness, side, caught=by is not None, by=by or ""
    )
