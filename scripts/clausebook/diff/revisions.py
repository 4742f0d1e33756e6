"""A document as it was at a revision: found by git, taken out with the files it refers to.

Whatever keeps a comparison from being made is said in one line and never passes for "no changes".
"""

from __future__ import annotations

import posixpath
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from clausebook.errors import CannotRun
from clausebook.openapi import Document, DocumentError, Place, load

# Tried in this order where nobody names a base.
_BASES = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
_REFERENCE = re.compile(r"""["']?\$ref["']?\s*:\s*["']?([^"'#\s,}\]]+)""")
_SECONDS = 60


@dataclass(slots=True)
class _AtRevision:
    """A document's source whose places are called after the revision."""

    path: Path
    shown: str
    data: Any
    document: Document
    revision: str

    def place(self, pointer: str) -> Place:
        place = self.document.place(pointer)
        return Place(f"{self.revision}:{place.file}", place.line, place.column)


class Repository:
    """The git repository that a folder lies in. Raises CannotRun where there is none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.root = Path(self._git("rev-parse", "--show-toplevel").strip())

    def merge_base(self, base: str | None) -> str:
        """The commit where the work here left `base`, by default the main branch.

        Raises CannotRun where it is unknown, or lies beyond what a shallow clone has.
        """
        name = base if base is not None else self._main_branch()
        self._known(name)
        found = self._asked("merge-base", name, "HEAD")
        if found is None:
            raise CannotRun(f"HEAD and {name} have no commit in common{self._shallow_hint()}")
        return found.strip()

    def is_head(self, revision: str) -> bool:
        """Whether the revision is the commit that is checked out."""
        return self._asked("rev-parse", f"{revision}^{{commit}}") == self._asked(
            "rev-parse", "HEAD"
        )

    def document(self, revision: str, path: str) -> Document:
        """The document at `path`, relative to the repository's root, as `revision` has it.

        Raises CannotRun: no such revision, no such file in it, or a file that is no document.
        """
        self._known(revision)
        short = (self._asked("rev-parse", "--short", f"{revision}^{{commit}}") or revision).strip()
        named = revision if len(revision) < 40 else short
        if self._blob(revision, path) is None:
            raise CannotRun(
                f"{named}:{path}: no such file at that revision{self._moved(revision, named, path)}"
            )
        with tempfile.TemporaryDirectory(prefix="clausebook-") as scratch:
            folder = Path(scratch).resolve()
            self._take_out(revision, path, folder)
            try:
                document = load(folder / path, relative_to=folder)
            except DocumentError as error:
                raise CannotRun(f"{named}:{_inside(error, folder)}") from error
            shown = f"{named}:{document.shown}"
            source = _AtRevision(self.root / path, shown, document.data, document, named)
        return Document(source)

    def relative(self, path: Path) -> str:
        """The path from the repository's root. Raises CannotRun where it lies outside."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            raise CannotRun(
                f"{path} lies outside of the repository {self.root}; write OLD as REV:PATH"
            ) from None

    def _take_out(self, revision: str, path: str, folder: Path) -> None:
        """The file and what it refers to; a file that is not there is named by the loader."""
        waiting, seen = [path], set()
        while waiting:
            name = waiting.pop()
            content = None if name in seen or name.startswith("../") else self._blob(revision, name)
            seen.add(name)
            if content is None:
                continue
            target = folder / PurePosixPath(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            for address in _REFERENCE.findall(content.decode("utf-8", "replace")):
                if "://" not in address:
                    waiting.append(
                        posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
                    )

    def _blob(self, revision: str, path: str) -> bytes | None:
        answer = self._run("cat-file", "blob", f"{revision}:{path}")
        return answer.stdout if answer.returncode == 0 else None

    def _main_branch(self) -> str:
        for name in _BASES:
            if self._asked("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}") is not None:
                return name
        raise CannotRun(
            f"no base to compare with: none of {', '.join(_BASES)} is here; name one by --base REV "
            f"or write OLD as REV:PATH{self._shallow_hint()}"
        )

    def _known(self, revision: str) -> None:
        known = self._asked("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        if revision.startswith("-") or known is None:
            raise CannotRun(f"git knows no revision {revision!r} here{self._shallow_hint()}")

    def _moved(self, revision: str, named: str, path: str) -> str:
        """What to do about a file that is missing: its name of then, where git can tell."""
        listed = self._asked("diff", "-M", "--diff-filter=R", "--name-status", revision) or ""
        for line in listed.splitlines():
            _, before, after = (*line.split("\t"), "", "")[:3]
            if after == path:
                return f"; it was called {before} then: compare with {named}:{before}"
        return (
            "; name the file of then as REV:PATH, or, where there was none yet, "
            "a later revision by --base REV"
        )

    def _shallow_hint(self) -> str:
        shallow = (self._asked("rev-parse", "--is-shallow-repository") or "").strip() == "true"
        hint = "; this clone is shallow: fetch the history (git fetch --unshallow, fetch-depth: 0)"
        return hint if shallow else ""

    def _asked(self, *arguments: str) -> str | None:
        answer = self._run(*arguments)
        return answer.stdout.decode("utf-8", "replace") if answer.returncode == 0 else None

    def _git(self, *arguments: str) -> str:
        answer = self._run(*arguments)
        if answer.returncode:
            reason = answer.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
            raise CannotRun(f"git cannot help in {self._folder}: {reason}; name OLD as a file")
        return answer.stdout.decode("utf-8", "replace")

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = ["git", "-c", "core.quotePath=false", "-C", str(self._folder), *arguments]
        try:
            return subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS)
        except FileNotFoundError:
            raise CannotRun("git is not installed; install it, or name OLD as a file") from None
        except subprocess.TimeoutExpired:
            raise CannotRun(f"git {arguments[0]} took more than {_SECONDS} s; try again") from None


def _inside(error: DocumentError, folder: Path) -> str:
    return str(error).replace(f"{folder}/", "")
