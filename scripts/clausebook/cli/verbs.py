"""The verbs: each reads the settings, calls its module and prints the result.

Each imports its module when it is called, so that `--help` and wrong options return at once.
"""

from __future__ import annotations

import argparse
import dataclasses
import difflib
import json
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from clausebook.cli.output import check_output, write
from clausebook.errors import CannotRun

if TYPE_CHECKING:
    from clausebook.clauses import Clause
    from clausebook.config.settings import Settings
    from clausebook.report import Run, Stage

Verb = Callable[[argparse.Namespace], int]


def guard(options: argparse.Namespace) -> int:
    """Runs all stages; 1 if a clause is broken or, with `--strict`, the run is incomplete.

    Raises CannotRun if a check could not judge.
    """
    from clausebook.cli.target import target_of
    from clausebook.config.facts import load_facts
    from clausebook.guard import GuardConfig, Interrupted, stages_for
    from clausebook.guard import guard as judge
    from clausebook.report import STAGES
    from clausebook.report.inert import inert
    from clausebook.report.text import stage_line

    check_output(options.output)
    settings = _settings(options)
    facts = load_facts(options.facts) if options.facts else settings.facts
    target = target_of(options)
    config = GuardConfig(
        settings=settings,
        facts=facts,
        stages=options.only or stages_for(settings),
        checks=target.checks,
        credentials=target.credentials,
        workers=options.workers or 0,
        strict=options.strict,
    )

    def show(stage: Stage) -> None:
        if not options.quiet:
            print(stage_line(stage), file=sys.stderr, flush=True)

    def say(line: str) -> None:
        if not options.quiet:
            print(inert(line), file=sys.stderr, flush=True)

    try:
        run = judge(config, show, say)
    except Interrupted as interrupted:
        _write(interrupted.run, options)
        raise KeyboardInterrupt from None
    left_out = [name for name in STAGES if name not in config.stages]
    if left_out and not options.only and not options.quiet:
        reason = f"there is no client in {settings.generated}; `clausebook generate` writes one"
        print(f"{', '.join(left_out)} left out: {reason}", file=sys.stderr, flush=True)
    return _show(run, options, strict=config.strict)


def prove(options: argparse.Namespace) -> int:
    """Mutates every clause; 1 if a mutant survives or, with `--strict`, is unproven."""
    from clausebook.config.facts import load_facts
    from clausebook.guard.verdicts import placed
    from clausebook.mutation.proof import prove as run_mutants
    from clausebook.openapi import load

    check_output(options.output)
    settings = _settings(options)
    facts = load_facts(options.facts) if options.facts else settings.facts
    document = load(settings.spec)

    def show(done: int, of: int) -> None:
        if not options.quiet and sys.stderr.isatty():
            print(f"{done} of {of} parts of the mutants done", file=sys.stderr, flush=True)

    run = run_mutants(
        document, facts, workers=options.workers or 0, progress=show, settings=settings
    )
    run = dataclasses.replace(run, clauses=placed(run.clauses, document))
    code = _show(run, options)
    unproven = options.strict and run.proof is not None and run.proof.unproven
    return 1 if unproven else code


def diff(options: argparse.Namespace) -> int:
    """Compares two documents; 1 if a change counts or the version step is too small."""
    from clausebook.cli.diff_and_report import compared

    check_output(options.output)
    return _show(compared(options, _settings(options)), options)


def report(options: argparse.Namespace) -> int:
    """Merges JSON reports; 1 if one of them has an error."""
    from clausebook.cli.diff_and_report import merged

    check_output(options.output)
    return _show(merged(options.files), options)


def generate(options: argparse.Namespace) -> int:
    """Writes or checks the client; 1 on drift or a lost operation."""
    from clausebook.codegen import GenerationError, drift, without_success, write
    from clausebook.guard.generated_files import generated_files
    from clausebook.openapi import load

    settings = _settings(options)
    document = load(settings.spec)
    try:
        if options.check:
            findings = drift(generated_files(document), settings.generated)
            for finding in findings:
                print(finding)
            if not findings and not options.quiet:
                print(f"{settings.generated} is up to date with {document.shown}")
            return 1 if findings else 0
        changed = write(generated_files(document), settings.generated)
    except GenerationError as error:
        if not error.lost:
            raise
        print(error)
        return 1
    if not options.quiet:
        for path in changed:
            print(path)
        print(f"{len(changed)} files changed in {settings.generated}")
        for operation in without_success(document):
            print(f"{operation.label} can never succeed: it documents no 2xx, so each call raises")
    return 0


def docs(options: argparse.Namespace) -> int:
    """Writes the site; 1 if an example fails, and then nothing is written."""
    from clausebook.docs.building import build

    settings = _settings(options)
    return build(
        settings,
        options.into or settings.root / "site",
        guard=options.guard,
        prove=options.prove,
        show=options.open,
        quiet=options.quiet,
    )


def serve(options: argparse.Namespace) -> int:
    """Runs the service until it is interrupted; with another --spec a mock made from it."""
    from clausebook.cli.serve import serve as run
    from clausebook.config.settings import find_settings

    settings = _settings(options)
    if settings.spec.resolve() != find_settings(options.project).spec.resolve():
        settings = dataclasses.replace(settings, application="")
    run(settings, options.port, options.database, docs=options.docs)


def clauses(options: argparse.Namespace) -> int:
    """Lists the clauses with key and sentence."""
    check_output(options.output)
    all_clauses = _clauses(options)
    if options.format == "json":
        text = _json([_as_data(clause) for clause in all_clauses])
    else:
        lines = [f"{clause.key}\n    {clause.sentence}\n" for clause in all_clauses]
        text = "".join([*lines, "" if options.quiet else f"{len(all_clauses)} clauses\n"])
    write(text, options.output)
    return 0


def explain(options: argparse.Namespace) -> int:
    """Shows one clause with its place in the document."""
    from clausebook.openapi import load

    check_output(options.output)
    clauses_by_key = {clause.key: clause for clause in _clauses(options)}
    clause = clauses_by_key.get(options.key)
    if clause is None:
        close = difflib.get_close_matches(options.key, clauses_by_key, 1, 0.4)
        hint = f"did you mean {close[0]!r}?" if close else "see `clausebook clauses`"
        raise CannotRun(f"the document has no clause {options.key!r}; {hint}")
    place = load(_settings(options).spec).place(clause.pointer)
    data = {**_as_data(clause), "place": str(place)}
    if options.format == "json":
        text = _json(data)
    else:
        text = "".join(f"{name:<9} {value}\n" for name, value in data.items())
    write(text, options.output)
    return 0


def checks(options: argparse.Namespace) -> int:
    """Lists the checks: id, kind, level, on or off, what they ask, source."""
    from clausebook.cli.catalogue import (
        catalogue_as_json,
        catalogue_as_markdown,
        catalogue_as_text,
        whole_catalogue,
    )

    check_output(options.output)
    entries = whole_catalogue(_settings(options), options.kind)
    if options.format == "json":
        text = catalogue_as_json(entries)
    elif options.format == "markdown":
        text = catalogue_as_markdown(entries)
    else:
        text = catalogue_as_text(entries, quiet=options.quiet)
    write(text, options.output)
    return 0


def _settings(options: argparse.Namespace) -> Settings:
    from clausebook.config.settings import find_settings
    from clausebook.diff.suppressions import check_configuration

    if not options.project.is_dir():
        kind = "not a folder" if options.project.exists() else "missing"
        advice = "name the folder whose pyproject.toml has [tool.clausebook]"
        raise CannotRun(f"--project {options.project} is {kind}; {advice}")
    settings = find_settings(options.project)
    check_configuration(settings.diff)
    return dataclasses.replace(settings, spec=options.spec) if options.spec else settings


def _clauses(options: argparse.Namespace) -> tuple[Clause, ...]:
    from clausebook.clauses import clauses_of
    from clausebook.openapi import load

    return clauses_of(load(_settings(options).spec))


def _as_data(clause: Clause) -> dict[str, object]:
    names = ("key", "pointer", "side", "keyword", "value", "sentence")
    return {name: getattr(clause, name) for name in names}


def _json(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False, default=str) + "\n"


def _show(run: Run, options: argparse.Namespace, *, strict: bool = False) -> int:
    """Writes the run in the format asked for; its exit code. Raises CannotRun for 2."""
    from clausebook.report import INCOMPLETE, KEPT

    _write(run, options)
    if run.could_not_judge:
        raise CannotRun(run.problem)
    fine = (KEPT,) if strict else (KEPT, INCOMPLETE)
    return 0 if run.verdict in fine else 1


def _write(run: Run, options: argparse.Namespace) -> None:
    from clausebook.report import render

    write(render(run, options.format, color=_color(options), quiet=options.quiet), options.output)


def _color(options: argparse.Namespace) -> bool:
    if options.no_color or options.output or os.environ.get("NO_COLOR"):
        return False
    return sys.stdout.isatty()
