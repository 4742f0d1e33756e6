"""`clausebook docs`: runs every example against the service, then writes the site."""

from __future__ import annotations

import webbrowser
from collections import Counter
from pathlib import Path

from clausebook.config.settings import Settings
from clausebook.docs.example_runner import NOT_RUN
from clausebook.docs.programs import Programs, failures
from clausebook.docs.site import site_files, write_site
from clausebook.docs.test_server import running_service
from clausebook.openapi import load


def build(
    settings: Settings,
    folder: Path,
    *,
    guard: Path | None = None,
    prove: Path | None = None,
    show: bool = False,
    quiet: bool = False,
) -> int:
    """Writes the site into `folder`; returns 1 and writes nothing if an example failed.

    Raises:
        CannotRun: an input cannot be read, the service not be started, or the site not be written.
    """
    document = load(settings.spec)
    programs = Programs(document, settings.generated)
    with running_service(document, settings) as running:
        programs_run = programs.run(running)
    failed = failures(programs_run)
    for finding in failed:
        print(finding)
    if failed:
        return 1
    files = site_files(document, settings, programs_run, guard=guard, prove=prove)
    write_site(files, folder)
    if not quiet:
        states = Counter(program.outcome.state for program in programs_run)
        counted = ", ".join(f"{count} {state}" for state, count in states.items())
        for program in programs_run:
            if program.outcome.state == NOT_RUN:
                shown = program.operation.operation_id or program.operation.label
                print(f"{shown}, {program.kind}: {NOT_RUN}: {program.outcome.why}")
        size = sum(len(text.encode()) for text in files.values()) / 1e6
        print(f"{folder}: {len(files)} files, {size:.1f} MB; examples: {counted or 'none'}")
    if show:
        webbrowser.open((folder / "index.html").resolve().as_uri())
    return 0
