"""A process that generates requests ahead, while this one waits for responses to its probes.

It may be killed, or what it sends may be unreadable: then only the operation that it worked for
cannot be judged. It knows nothing of what it generates.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any, Self

from clausebook.errors import CouldNotJudge, NotJudged
from clausebook.processes import end_with
from clausebook.resources import Draft

Generate = Callable[[], Sequence[Draft]]


class GeneratorProcess:
    """One process for all operations; it is replaced where it dies."""

    def __init__(self) -> None:
        self._pool = _new_pool()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.terminate()

    def submit(self, generate: Generate) -> Generate:
        """A function that returns what `generate` returns there.

        It raises CouldNotJudge if the process dies twice while it works for this alone.
        """
        pool = self._pool
        future = self._started(generate)

        def result() -> Sequence[Draft]:
            try:
                return _unpickled(future)
            except BrokenProcessPool:
                if self._pool is pool:
                    self._renew()
            # It may have died while it worked for another operation.
            alone = self._started(generate)
            try:
                return _unpickled(alone)
            except BrokenProcessPool as error:
                self._renew()
                raise CouldNotJudge(
                    "the process that generates requests died twice (killed for its use of "
                    "memory, perhaps); lower --max-examples, or leave the operation out"
                ) from error

        return result

    def terminate(self) -> None:
        """Kills the process: a regular exit with all its imported modules is slow."""
        children = list((self._pool._processes or {}).values())  # no public way
        self._pool.shutdown(wait=False, cancel_futures=True)
        for child in children:
            child.terminate()

    def _started(self, generate: Generate) -> Future[bytes]:
        try:
            return self._pool.submit(_generated, generate)
        except BrokenProcessPool:
            self._renew()
            return self._pool.submit(_generated, generate)

    def _renew(self) -> None:
        self.terminate()
        self._pool = _new_pool()


def _new_pool() -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, context, _prepare, (os.getpid(),))


def _prepare(parent: int) -> None:
    """In the new process: it ignores Ctrl-C, since the other one ends it, and ends with that."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with(parent)


def _generated(generate: Generate) -> bytes:
    """In the new process: the requests, pickled here and unpickled by whoever waits for them.

    What goes wrong with that then concerns these requests alone, and not the process.
    """
    try:
        return pickle.dumps(list(generate()))
    except (CouldNotJudge, NotJudged):
        raise
    except Exception as error:  # which may not survive the way as it is
        shown = " ".join(f"{type(error).__name__}: {error}".split())
        raise CouldNotJudge(f"no requests can be generated: {shown}") from error


def _unpickled(future: Future[bytes]) -> list[Draft]:
    requests: Any = pickle.loads(future.result())  # from a process of our own
    return list(requests)
