"""Everything CI needs in one run: is the document well made, is what was generated from it current,
does the client keep it, does the provider keep it.

Drift is judged here, the other stages by pytest over the repository's contract tests, in one
subprocess beside it. This module only puts the two together.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from clausebook.clauses import clauses_of
from clausebook.config import waivers
from clausebook.config.settings import Settings
from clausebook.errors import CannotRun
from clausebook.guard.config import GuardConfig
from clausebook.guard.drift import check_drift
from clausebook.guard.pytest_run import PytestResult, PytestRun, run_pytest
from clausebook.guard.reachability import check_reachable
from clausebook.guard.verdicts import StageTally, clause_verdicts, expired, placed, stage_of
from clausebook.http.redaction import Secrets
from clausebook.http.transport.address import is_loopback
from clausebook.openapi import Document, load
from clausebook.report import STAGES, Run, Stage, UnjudgedCheck


def stages_for(settings: Settings) -> Sequence[str]:
    """All stages; where there is a document alone, those that need no generated client."""
    if settings.is_repository or settings.generated.is_dir():
        return STAGES
    return tuple(name for name in STAGES if name not in ("drift", "consumer"))


def guard(
    order: GuardConfig,
    show: Callable[[Stage], None] = lambda stage: None,
    say: Callable[[str], None] = lambda line: None,
) -> Run:
    """Judges the stages of the order; `show` is called with each as soon as it is over.

    `say` is called with a line for each file of checks that leaves itself out. What could not be
    judged while something else was is in the result.

    Raises:
        CannotRun: something that must be there is not, or nothing at all could be judged.
    """
    start = time.monotonic()
    if order.url is not None and not is_loopback(order.url):
        _check_live(order)
    if "provider" in order.stages and (order.url is not None or order.settings.application):
        for entry in order.facts.foreign:
            entry.owner()
    if "spec" in order.stages:
        _check_lint_rules(order.settings)
    document = load(order.settings.spec)
    clauses = clauses_of(document)
    if order.url is not None:
        check_reachable(order.url, order.route.route(), document)
    secrets = Secrets([*order.headers.values(), *order.facts.secrets(), *order.route.secrets()])
    tested = [name for name in order.stages if name != "drift"]
    shown = _Shown(show)
    run = PytestResult()
    # The generator is run in a thread: its own work leaves the interpreter for files and for ruff.
    with ThreadPoolExecutor(max_workers=1) as beside:
        drift = None
        if "drift" in order.stages:
            drift = beside.submit(check_drift, document, order.settings.generated)
        if tested:
            run = run_pytest(PytestRun.of(order, tested), secrets, shown)
        found = run.stages
        if drift is not None:
            found["drift"] = drift.result()
            shown(stage_of("drift", found["drift"]))
    today = waivers.local_today()
    for judged in found.values():
        judged.waive(order.facts.waivers, today)
    for name in order.stages:
        found.setdefault(name, StageTally())
    could_not_judge = [*run.unjudged, *_without_verdict(order.stages, found)]
    if not any(judged.checks or judged.findings for judged in found.values()):
        raise CannotRun(_nothing_judged(order.stages, found))
    stages = [stage_of(name, found[name]) for name in order.stages]
    for stage in stages:
        shown(stage)
    for line in run.left_out:
        say(line)
    findings = [finding for name in order.stages for finding in found[name].findings]
    return Run(
        spec=document.shown,
        seconds=time.monotonic() - start,
        stages=stages,
        clauses=placed(
            clause_verdicts(clauses, {name: found[name] for name in order.stages}), document
        ),
        findings=findings,
        missing_facts=_missing_facts(document, order),
        could_not_judge=could_not_judge,
        notes=expired(order.facts.waivers, today),
    )


def _check_lint_rules(settings: Settings) -> None:
    """Raises CannotRun, in one line, for what the tests would meet in another process."""
    from clausebook.checks.lint_run import enabled_rules

    enabled_rules(settings)


def _check_live(order: GuardConfig) -> None:
    """Raises CannotRun for what was asked for and cannot be had beyond loopback."""
    if order.allow_writes and not order.facts.writes:
        raise CannotRun(
            f"--allow-writes for {order.url} needs facts that say writes = true as well; add that "
            "to the facts, or leave --allow-writes out"
        )
    if order.workers > 1:
        raise CannotRun(
            f"--workers {order.workers} for {order.url}: pace, budget and journal are of one "
            "process beyond loopback; leave --workers out"
        )


def _missing_facts(document: Document, order: GuardConfig) -> list[str]:
    if "provider" not in order.stages:
        return []
    if order.url is None and not order.settings.application:
        return ["provider: no application is named and no --url given; one was made and judged"]
    from clausebook.checks.provider.fact_suggestions import missing_facts

    return missing_facts(document, order.facts)


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
