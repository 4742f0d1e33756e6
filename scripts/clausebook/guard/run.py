"""Everything CI needs in one run: is the document well made, is what was generated from it current,
does the client keep it, does the provider keep it.

Drift is judged here, the other stages by pytest over the repository's contract tests, in one
subprocess beside it. This module only puts the two together.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from clausebook.clauses import clauses_of
from clausebook.config import waivers
from clausebook.config.credential_table import credential_table
from clausebook.config.settings import Settings
from clausebook.errors import CannotRun
from clausebook.guard.base_path import base_url_of
from clausebook.guard.config import GuardConfig
from clausebook.guard.drift import check_drift
from clausebook.guard.event_reader import PytestResult
from clausebook.guard.pytest_run import PytestRun, run_pytest
from clausebook.guard.reachability import check_reachable
from clausebook.guard.verdicts import StageTally, clause_verdicts, expired, placed, stage_of, unused
from clausebook.http.transport.address import is_loopback
from clausebook.openapi import Document, load
from clausebook.report import STAGES, Run, Stage, UnjudgedCheck
from clausebook.report.fingerprint import grouped


def stages_for(settings: Settings) -> Sequence[str]:
    """All stages; where there is a document alone, those that need no generated client."""
    if settings.is_repository or settings.generated.is_dir():
        return STAGES
    return tuple(name for name in STAGES if name not in ("drift", "client"))


def guard(
    config: GuardConfig,
    show: Callable[[Stage], None] = lambda stage: None,
    say: Callable[[str], None] = lambda line: None,
) -> Run:
    """Judges the stages of the configuration; `show` is called with each as soon as it is over.

    `say` is called with a line for each file of checks that leaves itself out. What could not be
    judged while something else was is in the result.

    Raises:
        CannotRun: something that must be there is not, or nothing at all could be judged.
        Interrupted: Ctrl-C ended it early.
    """
    start = time.monotonic()
    url = config.checks.url
    if url is not None and not is_loopback(url):
        _check_live(config, url)
    if "provider" in config.stages and (url is not None or config.settings.application):
        for entry in config.facts.foreign:
            entry.owner()
    if "lint" in config.stages:
        _check_lint_rules(config.settings)
    document = load(config.settings.spec)
    config, notes = _for_document(config, document)
    clauses = clauses_of(document)
    base_note = []
    if config.judges_service:
        has_certificate = config.checks.client_cert is not None
        credential_table(document, config.sources(), os.environ, has_certificate=has_certificate)
    elif config.checks.credential_variables:
        raise CannotRun("--credential is for --url or an application; name one, or leave it out")
    if url is not None:
        route = config.route().route()
        check_reachable(url, route, document)
        if (base := base_url_of(url, route, document)) != url:
            config = replace(config, checks=replace(config.checks, url=base))
            base_note = [f"{url} answers 404, and the document's server is below it: judged {base}"]
    tested = [name for name in config.stages if name != "drift"]
    shown = _Shown(show)
    today = waivers.local_today()
    run = PytestResult()

    def waive(judged: StageTally) -> None:
        judged.waive(config.facts.waivers, today)

    # The generator is run in a thread: its own work leaves the interpreter for files and for ruff.
    with ThreadPoolExecutor(max_workers=1) as beside:
        drift = None
        if "drift" in config.stages:
            drift = beside.submit(check_drift, document, config.settings.generated)
        if tested:
            run = run_pytest(PytestRun.of(config, tested), config.secrets(), shown, waive)
        found = run.stages
        if drift is not None and (drift.done() or not run.interrupted):
            found["drift"] = drift.result()
            waive(found["drift"])
            shown(stage_of("drift", found["drift"]))
    for judged in found.values():  # a test may find something after its stage was shown
        waive(judged)
    for name in config.stages:
        found.setdefault(name, StageTally())
    could_not_judge = [*run.unjudged, *_without_verdict(config.stages, found)]
    if run.interrupted and not any(judged.checks or judged.findings for judged in found.values()):
        raise KeyboardInterrupt
    if not any(judged.checks or judged.findings for judged in found.values()):
        raise CannotRun(_nothing_judged(config.stages, found))
    stages = [stage_of(name, found[name]) for name in config.stages]
    for stage in stages:
        shown(stage)
    for line in run.left_out:
        say(line)
    never_accepted = run.never_accepted
    pointers = {clause.key: clause.pointer for clause in clauses}
    all_findings = [finding for name in config.stages for finding in found[name].findings]
    if not could_not_judge and set(config.stages) == set(stages_for(config.settings)):
        all_findings += unused(config.facts.waivers, found.values(), today)
    result = Run(
        spec=document.shown,
        seconds=time.monotonic() - start,
        stages=stages,
        clauses=placed(
            clause_verdicts(clauses, {name: found[name] for name in config.stages}, never_accepted),
            document,
        ),
        findings=grouped(all_findings, pointers),
        missing_facts=_missing_facts(document, config),
        could_not_judge=could_not_judge,
        notes=[
            *notes,
            *base_note,
            *expired(config.facts.waivers, today),
            *run.left_behind,
            *run.noted,
        ],
        never_accepted=never_accepted,
        is_mock=_judges_mock(config),
    )
    if run.interrupted:
        raise Interrupted(result)
    return result


class Interrupted(Exception):
    """Ctrl-C ended the run, which has put back what it owed; `run` is what was found so far."""

    def __init__(self, run: Run) -> None:
        super().__init__("interrupted")
        self.run = run


def _for_document(config: GuardConfig, document: Document) -> tuple[GuardConfig, list[str]]:
    """What can be judged of the document, and a line for what cannot: of webhooks alone, lint.

    Raises CannotRun where that is nothing.
    """
    if document.operations or not document.data.get("webhooks"):
        return config, []
    why = "the document describes no operation of a service, so that nothing but lint can be judged"
    if "lint" not in config.stages:
        raise CannotRun(f"{document.shown}: {why}; leave --only out")
    return replace(config, stages=("lint",)), [why]


def _check_lint_rules(settings: Settings) -> None:
    """Raises CannotRun, in one line, for what the tests would meet in another process."""
    from clausebook.checks.configured import enabled_checks
    from clausebook.checks.registry import Kind

    enabled_checks(settings, Kind.LINT)


def _check_live(config: GuardConfig, url: str) -> None:
    """Raises CannotRun for what was asked for and cannot be had beyond loopback."""
    if config.checks.allow_writes and not config.facts.writes:
        raise CannotRun(
            f"--allow-writes for {url} needs facts that say writes = true as well; add that "
            "to the facts, or leave --allow-writes out"
        )
    if config.workers > 1:
        raise CannotRun(
            f"--workers {config.workers} for {url}: pace, budget and journal are of one "
            "process beyond loopback; leave --workers out"
        )


def _judges_mock(config: GuardConfig) -> bool:
    named = config.checks.url is not None or config.settings.application
    return "provider" in config.stages and not named


def _missing_facts(document: Document, config: GuardConfig) -> list[str]:
    if "provider" not in config.stages or _judges_mock(config):
        return []
    from clausebook.checks.provider.fact_suggestions import missing_facts

    return missing_facts(document, config.facts)


def _without_verdict(stages: Sequence[str], found: Mapping[str, StageTally]) -> list[UnjudgedCheck]:
    """The stages that were asked for and have no check that judged anything, nor one that tried."""
    return [
        UnjudgedCheck(name, f"stage {name}", f"it judged nothing: {_reason(found[name])}")
        for name in stages
        if not (found[name].checks or found[name].findings or found[name].unfinished)
    ]


def _nothing_judged(stages: Sequence[str], found: Mapping[str, StageTally]) -> str:
    name = next((it for it in stages if found[it].unfinished), stages[0])
    return (
        f"stage {name} judged nothing: {_reason(found[name])}; mend that, or leave it out with "
        "--only"
    )


def _reason(judged: StageTally) -> str:
    none = "the document has nothing that its checks are about"
    return next(iter([*judged.unfinished, *judged.skipped]), none)


class _Shown:
    """Shows each stage once."""

    def __init__(self, show: Callable[[Stage], None]) -> None:
        self._show = show
        self._names: set[str] = set()

    def __call__(self, stage: Stage) -> None:
        if stage.name not in self._names:
            self._names.add(stage.name)
            self._show(stage)
