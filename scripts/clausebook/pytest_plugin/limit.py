"""How long a check of one's own may take, and how it is ended then.

SIGALRM ends it between two steps of Python, and while it waits for a socket, a process or a clock,
so that pytest reports it and goes on. pytest-timeout does the same, but reports it as
`pytest.fail`, which is how a check says that it found something, and its settings are the project's
own. Where that does not help (C code that never returns, `except:` around a loop, a system without
SIGALRM), faulthandler's watchdog, which needs no interpreter, ends the process a little later.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

SECONDS = 60.0
"""The longest that a check of one's own, or a fixture of its own, may take."""
GRACE_SECONDS = 10.0
_AGAIN_SECONDS = 1.0  # a check that swallows the first exception gets the next one


class TookTooLong(BaseException):
    """Raised in a check when its time is over; no `except Exception` of the check takes it."""


@contextmanager
def limited() -> Iterator[None]:
    """Raises TookTooLong in what runs inside, once it has taken more than `SECONDS`."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123
        faulthandler.dump_traceback_later(SECONDS + GRACE_SECONDS, exit=True, file=nowhere)
        try:
            with _alarm():
                yield
        finally:
            faulthandler.cancel_dump_traceback_later()


@contextmanager
def _alarm() -> Iterator[None]:
    main = threading.current_thread() is threading.main_thread()
    if not hasattr(signal, "setitimer") or not main:
        yield
        return
    handler = signal.signal(signal.SIGALRM, _over)
    remaining, interval = signal.setitimer(signal.ITIMER_REAL, SECONDS, _AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if remaining:  # somebody else's alarm, or that of a check whose fixture this is
            signal.setitimer(signal.ITIMER_REAL, remaining, interval)


def _over(number: int, frame: FrameType | None) -> NoReturn:
    raise TookTooLong(f"it took more than {SECONDS:g} s and was ended")
