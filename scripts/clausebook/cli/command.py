"""The `clausebook` command: exit 0 fine, 1 a finding, 2 could not run, 130 interrupted.

Every error is one line on stderr: what, where, which value, what to do.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from clausebook.errors import CannotRun

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    signal.signal(signal.SIGTERM, _terminated)
    # Hypothesis would write into the folder of whoever runs this.
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(_cache_folder() / "hypothesis"))
    try:
        from clausebook.cli.arguments import parser

        options = parser().parse_args(argv)
        if sys.stdout is None:
            raise CannotRun("standard output is closed; open it, or send it to a file")
        code: int = options.run(options)
        sys.stdout.flush()
    except CannotRun as error:
        _complain(str(error))
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe exited (`| head`); Python would report it again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EIO, errno.EBADF):
            raise
        _complain(f"cannot write the output: {error.strerror}; make room, or send it elsewhere")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    return code


def _terminated(number: int, frame: object) -> NoReturn:
    """Exits with the signal's code through every `finally`, so that started processes end too."""
    sys.exit(128 + number)


def _cache_folder() -> Path:
    """Where this command keeps what it would have to make anew in the next run."""
    caches = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    return Path(caches) / "clausebook"


def _complain(message: str) -> None:
    from clausebook.report.inert import inert

    line = " ".join(inert(message).split())
    print(f"clausebook: {line}", file=sys.stderr)
