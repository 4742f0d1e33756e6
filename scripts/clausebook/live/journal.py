"""What a run has still to put back, on disk: written before anything is written to.

One file for each base URL, in `.clausebook` of the project: the next run of that project finds it,
a person sees it, and a CI can keep that folder from run to run. A lock beside it, which ends with
its process, keeps two runs from one deployment. Requests stand in it without any credential.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from clausebook.errors import CannotRun
from clausebook.live.undoing import RestorePoint

FOLDER = ".clausebook"
_LOCK_SECONDS = 3.0


class Journal:
    """The journal of `base_url` in the project at `root`, which this process alone has open."""

    def __init__(self, root: Path, base_url: str) -> None:
        """Raises CannotRun where another run has it, or where it cannot be written."""
        self.path = journal_path(root, base_url)
        try:
            self.path.parent.mkdir(mode=0o700, exist_ok=True)
            # So that no repository takes it up, whether its own list names the folder or not.
            (self.path.parent / ".gitignore").write_text("*\n", encoding="utf-8")
            self._lock = FileLock(self.path.with_suffix(".lock"), thread_local=False)
            # The run before may have been killed just now, with its end still under way.
            self._lock.acquire(timeout=_LOCK_SECONDS)
        except Timeout as error:
            raise CannotRun(
                f"another run is judging {base_url} (it holds {self._lock.lock_file}); two at a "
                "time would undo each other's work: wait for it, or end it"
            ) from error
        except OSError as error:
            raise self._unusable(error) from error

    def close(self) -> None:
        """Leaves the deployment to other runs."""
        self._lock.release()

    def entries(self) -> list[RestorePoint]:
        """What is to be put back, in the order in which it was written to.

        Raises CannotRun where the journal holds something else.
        """
        try:
            lines = self.path.read_text(encoding="utf-8").split("\n")
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise self._unusable(error) from error
        try:
            # A last line without an end was cut as it was written: nothing was sent after it.
            return [RestorePoint.from_line(line) for line in lines[:-1]]
        except (ValueError, KeyError, TypeError) as error:
            raise self._unusable(error) from error

    def add(self, entry: RestorePoint) -> None:
        """Writes an entry; when this returns, it is on disk. Raises CannotRun where it is not."""
        try:
            new = not self.path.exists()
            number = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(number, "a", encoding="utf-8") as lines:
                lines.write(f"{entry.line()}\n")
                lines.flush()
                os.fsync(lines.fileno())
            if new:
                self._sync_folder()
        except OSError as error:
            raise self._unusable(error) from error

    def clear(self) -> None:
        """Everything has been put back."""
        try:
            self.path.unlink(missing_ok=True)
            self._sync_folder()
        except OSError as error:
            raise self._unusable(error) from error

    def _sync_folder(self) -> None:
        if sys.platform != "win32":  # it opens no folders
            folder = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def _unusable(self, error: Exception) -> CannotRun:
        return CannotRun(
            f"cannot use the journal {self.path}: {error}; mend that, or put back by hand what it "
            "lists and delete it"
        )


def journal_path(root: Path, base_url: str) -> Path:
    """Where the journal of a base URL stands: under its host, and what tells it from others."""
    parts = urlsplit(base_url)
    host = (parts.hostname or "").lower()
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    normal = f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}"
    digest = hashlib.sha256(normal.encode()).hexdigest()
    return root / FOLDER / f"{re.sub(r'[^a-z0-9.-]', '-', host)}-{digest[:12]}.jsonl"
