"""Runs the checks of both sides against every mutant, in parallel processes."""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import os
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
from clausebook.mutation.client_side import ClientSide
from clausebook.mutation.model import Equivalent, Mutant, Unproven
from clausebook.mutation.mutants import mutants_of
from clausebook.mutation.provider_side import ProviderSide
from clausebook.openapi import Document, load
from clausebook.processes import end_with
from clausebook.report import MutantVerdict, UnwitnessedEdit

SIDES = ("provider", "client")
Sides = list[tuple[str, ProviderSide | ClientSide]]


@dataclass(frozen=True)
class PartialResult:
    """The outcomes of one part of the mutants, and the seconds that each side took.

    `unjudged` are clauses whose mutants a side cannot run, each with the reason. `left_out` says
    which custom checks take no part, and why.
    """

    verdicts: tuple[MutantVerdict, ...]
    equivalents: tuple[UnwitnessedEdit, ...]
    unproven: tuple[UnwitnessedEdit, ...]
    unjudged: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    seconds: tuple[tuple[str, float], ...]


def run_mutants(
    document: Document,
    facts: Facts,
    sides: Sequence[str],
    workers: int,
    progress: Callable[[int, int], None],
    settings: Settings | None = None,
) -> list[PartialResult]:
    """Run all mutants; calls `progress` with (parts done, all parts) after each part.

    The checks are those that `settings` enable; without settings, the built-in ones.
    """
    if workers == 1:
        return [_run_all(document, facts, tuple(sides), settings)]
    # Holds the processes' temporary folders: a terminated process does not remove its own.
    with tempfile.TemporaryDirectory(prefix="clausebook-") as scratch:
        return _run_in_processes(document, facts, sides, workers, progress, scratch, settings)


def _run_in_processes(
    document: Document,
    facts: Facts,
    sides: Sequence[str],
    workers: int,
    progress: Callable[[int, int], None],
    scratch: str,
    settings: Settings | None,
) -> list[PartialResult]:
    # More parts than processes: for finer progress, and so that no process idles for long.
    count = workers * 2
    spawn_context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(
        workers, spawn_context, initializer=_prepare_worker, initargs=(scratch, os.getpid())
    )
    try:
        with _interrupts_ignored():
            futures = [
                pool.submit(_run_part, document.path, facts, tuple(sides), part, count, settings)
                for part in range(count)
            ]
        results = []
        for future in as_completed(futures):
            results.append(future.result())
            progress(len(results), count)
        return results
    except BaseException:
        # Otherwise the running parts would continue for up to a minute.
        for child in multiprocessing.active_children():
            child.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _prepare_worker(scratch: str, parent: int) -> None:
    tempfile.tempdir = scratch
    end_with(parent)


@contextlib.contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Processes started inside ignore Ctrl-C, which this process handles."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous_handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous_handler)


_cached_sides: list[tuple[Document, Sides]] = []  # in a worker process, made for its first part


def _run_part(
    path: Path,
    facts: Facts,
    names: tuple[str, ...],
    part: int,
    parts: int,
    settings: Settings | None,
) -> PartialResult:
    if not _cached_sides:
        document = load(path)
        _cached_sides.append((document, _sides(document, facts, names, settings)))
        for _, side in _cached_sides[0][1]:
            atexit.register(side.close)
    document, sides = _cached_sides[0]
    return _run_mutants_of(document, facts, sides, _keys_of_part(document, part, parts))


def _run_all(
    document: Document, facts: Facts, names: tuple[str, ...], settings: Settings | None
) -> PartialResult:
    sides = _sides(document, facts, names, settings)
    with contextlib.ExitStack() as stack:
        for _, side in sides:
            stack.callback(side.close)
        return _run_mutants_of(document, facts, sides, _keys_of_part(document, 0, 1))


def _sides(
    document: Document, facts: Facts, names: tuple[str, ...], settings: Settings | None
) -> Sides:
    sides: Sides = []
    if "provider" in names:
        sides.append(("provider", ProviderSide(document, facts, _enabled(settings, Kind.PROVIDER))))
    if "client" in names:
        sides.append(("client", ClientSide(document, _enabled(settings, Kind.CLIENT))))
    return sides


def _enabled(settings: Settings | None, kind: Kind) -> list[RegisteredCheck] | None:
    """The checks that are on, in this process; None for the built-in ones."""
    if settings is None:
        return None
    return [enabled.check for enabled in enabled_checks(settings, kind)]


def _run_mutants_of(
    document: Document,
    facts: Facts,
    sides: Sides,
    keys: frozenset[str],
) -> PartialResult:
    seconds = dict.fromkeys((name for name, _ in sides), 0.0)
    verdicts: list[MutantVerdict] = []
    equivalents: list[UnwitnessedEdit] = []
    unproven: list[UnwitnessedEdit] = []
    for outcome in mutants_of(document, facts, keys):
        if isinstance(outcome, Equivalent):
            kind, detail = outcome.proof.argument.value, outcome.proof.detail
            equivalents.append(UnwitnessedEdit(outcome.clause, outcome.mutation, detail, kind))
            continue
        if isinstance(outcome, Unproven):
            unproven.append(UnwitnessedEdit(outcome.clause, outcome.mutation, outcome.reason))
            continue
        for name, side in sides:
            started = time.perf_counter()
            # No client can be generated from some mutated documents: then none can be wrong.
            with contextlib.suppress(NotJudged):
                if side.applies_to(outcome):
                    verdicts.append(_verdict(outcome, name, side.killed_by(outcome)))
            seconds[name] += time.perf_counter() - started
    unjudged = [pair for _, side in sides for pair in side.unjudged]
    left_out = [line for _, side in sides for line in side.left_out]
    return PartialResult(
        *(tuple(verdicts), tuple(equivalents), tuple(unproven)),
        *(tuple(unjudged), tuple(left_out), tuple(seconds.items())),
    )


def _keys_of_part(document: Document, part: int, parts: int) -> frozenset[str]:
    keys = [clause.key for clause in clauses_of(document)]
    return frozenset(keys[part::parts])


def _verdict(mutant: Mutant, side: str, killed_by: str | None) -> MutantVerdict:
    return MutantVerdict(
        mutant.clause, mutant.mutation, mutant.witness, side, killed_by is not None, killed_by or ""
    )
