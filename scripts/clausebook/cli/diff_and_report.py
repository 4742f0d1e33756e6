"""`diff` and `report`: the documents and files that the options name."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from clausebook.config import waivers
from clausebook.errors import CannotRun

if TYPE_CHECKING:
    from clausebook.config.settings import Settings
    from clausebook.openapi import Document
    from clausebook.report import Run


def compared(options: argparse.Namespace, settings: Settings) -> Run:
    """The comparison; writes the changelog with --changelog.

    Raises CannotRun if the documents cannot be compared.
    """
    from clausebook.config.suppressions import load_suppressions
    from clausebook.diff import compare
    from clausebook.diff.changelog import write_entry
    from clausebook.diff.suppressions import apply_suppressions, check_rule_ids
    from clausebook.diff.versions import version_step
    from clausebook.report import Run
    from clausebook.report.comparison import Comparison

    if options.old is not None and options.base is not None:
        raise CannotRun(
            f"OLD {options.old!r} and --base {options.base!r} both name the base; give one"
        )
    diff = settings.diff
    entries = load_suppressions(options.ignore) if options.ignore else diff.ignored
    check_rule_ids(entries)
    old, notes = _old(options, settings)
    new = _named(options.new, settings) if options.new else _current(settings)
    result = apply_suppressions(compare(old, new), entries, diff.levels, waivers.local_today())
    step = version_step(old, new, result.counted) if options.check_version else None
    if options.changelog:
        info = new.data["info"]
        path = settings.root / "CHANGELOG.md"
        write_entry(path, info["title"], str(info["version"]), result.counted)
    comparison = Comparison(
        old=old.shown,
        new=new.shown,
        fail_on=options.fail_on,
        changes=result.counted,
        ignored=result.ignored,
        step=step,
    )
    return Run(notes=[*notes, *result.notes], comparison=comparison)


def merged(files: list[Path]) -> Run:
    """The JSON reports in these files, merged into one run.

    Raises:
        CannotRun: a file is not a report.
    """
    from clausebook.report.merging import merge
    from clausebook.report.reading import read_report

    return merge([read_report(path) for path in files])


def add_diff_options(diff: argparse.ArgumentParser) -> None:
    """Adds the options that only `diff` has."""
    from clausebook.report import FAIL_ON

    diff.add_argument(
        "old",
        nargs="?",
        metavar="OLD",
        help="a file, REV:PATH as git has it, or REV: for the spec at that revision "
        "(the spec at the merge base)",
    )
    diff.add_argument(
        "new", nargs="?", metavar="NEW", help="the same (the spec in the working tree)"
    )
    diff.add_argument(
        "--base", metavar="REV", help="compare with the merge base of REV (the main branch)"
    )
    diff.add_argument(
        "--fail-on",
        choices=FAIL_ON,
        default=FAIL_ON[0],
        help="the lowest level that is a finding (%(default)s)",
    )
    diff.add_argument(
        "--ignore",
        type=Path,
        metavar="FILE",
        help="suppressions: TOML with [[ignore]]: clause, reason, until ([tool.clausebook.diff])",
    )
    diff.add_argument(
        "--check-version",
        action="store_true",
        help="require a step of info.version: breaking major, compatible minor, text patch",
    )
    diff.add_argument(
        "--changelog", action="store_true", help="write the version's entry to CHANGELOG.md"
    )


def _old(options: argparse.Namespace, settings: Settings) -> tuple[Document, list[str]]:
    """The base document, and notes about the choice of it."""
    from clausebook.diff.revisions import Repository

    if options.old is not None:
        return _named(options.old, settings), []
    repository = Repository(_folder(settings))
    path = repository.relative(settings.spec)
    base = repository.merge_base(options.base)
    note = "the base is HEAD: only uncommitted changes were compared"
    notes = [note] if repository.is_head(base) and options.new is None else []
    return repository.document(base, path), notes


def _current(settings: Settings) -> Document:
    from clausebook.openapi import load

    return load(settings.spec)


def _named(text: str, settings: Settings) -> Document:
    """The document that OLD or NEW names: an existing file, else a file at a revision."""
    from clausebook.diff.revisions import Repository
    from clausebook.openapi import load

    if Path(text).exists():
        return load(Path(text))
    if ":" not in text:
        raise CannotRun(f"{text}: no such file; name one, or a file at a revision as REV:PATH")
    revision, _, path = text.partition(":")
    repository = Repository(_folder(settings))
    return repository.document(revision, path or repository.relative(settings.spec))


def _folder(settings: Settings) -> Path:
    return settings.spec.parent if settings.spec.parent.is_dir() else settings.root
