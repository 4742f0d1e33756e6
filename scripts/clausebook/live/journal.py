"""The journal on disk of what a run must restore, written before the first write.

There is one file for each base URL in `.clausebook` of the project, which the next run reads and CI
can keep. A lock beside it, which ends with its process, excludes a second run against the same
deployment. The journal holds no credentials.
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
    """The journal of `base_url` in the project at `root`, locked by this process."""

    def __init__(self, root: Path, base_url: str) -> None:
        """Raises CannotRun if another run has locked it, or if it cannot be written."""
        self.path = journal_path(root, base_url)
        try:
            self.path.parent.mkdir(mode=0o700, exist_ok=True)
            # Keeps the folder out of version control.
            (self.path.parent / ".gitignore").write_text("*\n", encoding="utf-8")
            self._lock = FileLock(self.path.with_suffix(".lock"), thread_local=False)
            # A killed run may still be ending.
            self._lock.acquire(timeout=_LOCK_SECONDS)
        except Timeout as error:
            raise CannotRun(
                f"another run is judging {base_url} (it holds {self._lock.lock_file}); wait "
                "until it ends, or stop it: concurrent runs would undo each other's work"
            ) from error
        except OSError as error:
            raise self._unusable(error) from error

    def close(self) -> None:
        """Release the lock."""
        self._lock.release()

    def entries(self) -> list[RestorePoint]:
        """The resources to restore, in the order in which they were written to.

        Raises CannotRun if the journal is damaged.
        """
        try:
            lines = self.path.read_text(encoding="utf-8").split("\n")
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise self._unusable(error) from error
        try:
            # A last line without a line end was interrupted: its write was never sent.
            return [RestorePoint.from_line(line) for line in lines[:-1]]
        except (ValueError, KeyError, TypeError) as error:
            raise self._unusable(error) from error

    def add(self, entry: RestorePoint) -> None:
        """Append an entry and sync it to disk. Raises CannotRun if that fails."""
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
        """Delete all entries, after everything was restored."""
        try:
            self.path.unlink(missing_ok=True)
            self._sync_folder()
        except OSError as error:
            raise self._unusable(error) from error

    def _sync_folder(self) -> None:
        if sys.platform != "win32":  # which cannot open folders
            folder = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def _unusable(self, error: Exception) -> CannotRun:
        return CannotRun(
            f"cannot use the journal {self.path}: {error}; correct that, or restore by hand what "
            "it lists and delete it"
        )


def journal_path(root: Path, base_url: str) -> Path:
    """The path of the journal of a base URL: its host and a hash of the URL."""
    parts = urlsplit(base_url)
    host = (parts.hostname or "").lower()
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    normal = f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}"
    digest = hashlib.sha256(normal.encode()).hexdigest()
    return root / FOLDER / f"{re.sub(r'[^a-z0-9.-]', '-', host)}-{digest[:12]}.jsonl"
