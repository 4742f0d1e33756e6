"""Loads a document at a git revision, with the files that it refers to.

Every failure is a CannotRun with one line, never "no changes".
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

# Tried in this order without --base.
_BASES = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
_REFERENCE = re.compile(r"""["']?\$ref["']?\s*:\s*["']?([^"'#\s,}\]]+)""")
_SECONDS = 60


@dataclass(slots=True)
class _AtRevision:
    """A document source whose places name the revision."""

    path: Path
    shown: str
    data: Any
    document: Document
    revision: str

    def place(self, pointer: str) -> Place:
        place = self.document.place(pointer)
        return Place(f"{self.revision}:{place.file}", place.line, place.column)


class Repository:
    """The git repository of a folder. Raises CannotRun if there is none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.root = Path(self._git("rev-parse", "--show-toplevel").strip())

    def merge_base(self, base: str | None) -> str:
        """The merge base of HEAD and `base`, by default the main branch.

        Raises CannotRun if it is unknown, or not in a shallow clone.
        """
        name = base if base is not None else self._main_branch()
        self._check_revision(name)
        commit = self._output_or_none("merge-base", name, "HEAD")
        if commit is None:
            raise CannotRun(f"HEAD and {name} have no commit in common{self._shallow_hint()}")
        return commit.strip()

    def is_head(self, revision: str) -> bool:
        """Whether the revision is the commit that is checked out."""
        return self._output_or_none("rev-parse", f"{revision}^{{commit}}") == self._output_or_none(
            "rev-parse", "HEAD"
        )

    def document(self, revision: str, path: str) -> Document:
        """The document at `path`, relative to the repository's root, at `revision`.

        Raises CannotRun: no such revision, no such file there, or the file is not a document.
        """
        self._check_revision(revision)
        short = (
            self._output_or_none("rev-parse", "--short", f"{revision}^{{commit}}") or revision
        ).strip()
        named = revision if len(revision) < 40 else short
        if self._blob(revision, path) is None:
            raise CannotRun(
                f"{named}:{path}: no such file at that revision"
                f"{self._rename_hint(revision, named, path)}"
            )
        with tempfile.TemporaryDirectory(prefix="clausebook-") as scratch:
            folder = Path(scratch).resolve()
            self._extract(revision, path, folder)
            try:
                document = load(folder / path, relative_to=folder)
            except DocumentError as error:
                raise CannotRun(f"{named}:{_inside(error, folder)}") from error
            shown = f"{named}:{document.shown}"
            source = _AtRevision(self.root / path, shown, document.data, document, named)
        return Document(source)

    def relative(self, path: Path) -> str:
        """The path from the repository's root. Raises CannotRun if it is outside."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            raise CannotRun(
                f"{path} is outside the repository {self.root}; write OLD as REV:PATH"
            ) from None

    def _extract(self, revision: str, path: str, folder: Path) -> None:
        """Writes the file and its references to `folder`; the loader reports missing files."""
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
        process = self._run("cat-file", "blob", f"{revision}:{path}")
        return process.stdout if process.returncode == 0 else None

    def _main_branch(self) -> str:
        for name in _BASES:
            if (
                self._output_or_none("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
                is not None
            ):
                return name
        raise CannotRun(
            f"no base to compare with: none of {', '.join(_BASES)} exists; name one by --base REV "
            f"or write OLD as REV:PATH{self._shallow_hint()}"
        )

    def _check_revision(self, revision: str) -> None:
        known = self._output_or_none("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        if revision.startswith("-") or known is None:
            raise CannotRun(f"git knows no revision {revision!r} here{self._shallow_hint()}")

    def _rename_hint(self, revision: str, named: str, path: str) -> str:
        """A hint for a missing file: its name at the revision, if git knows it."""
        listed = (
            self._output_or_none("diff", "-M", "--diff-filter=R", "--name-status", revision) or ""
        )
        for line in listed.splitlines():
            _, before, after = (*line.split("\t"), "", "")[:3]
            if after == path:
                return f"; it was {before} at that revision: compare with {named}:{before}"
        return (
            "; name the file at that revision as REV:PATH, or, if there was none, "
            "a later revision by --base REV"
        )

    def _shallow_hint(self) -> str:
        shallow = (
            self._output_or_none("rev-parse", "--is-shallow-repository") or ""
        ).strip() == "true"
        hint = "; this clone is shallow: fetch the history (git fetch --unshallow, fetch-depth: 0)"
        return hint if shallow else ""

    def _output_or_none(self, *arguments: str) -> str | None:
        process = self._run(*arguments)
        return process.stdout.decode("utf-8", "replace") if process.returncode == 0 else None

    def _git(self, *arguments: str) -> str:
        process = self._run(*arguments)
        if process.returncode:
            reason = process.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
            raise CannotRun(f"git failed in {self._folder}: {reason}; give OLD as a file")
        return process.stdout.decode("utf-8", "replace")

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
