"""The example programs of each operation, and the outcome of each run.

They run one kind of program after the other; within a kind, creating examples run before reading
and deleting ones, which need a resource.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clausebook.docs.example_runner import (
    FAILED,
    NOT_RUN,
    ExampleOutcome,
    run_other,
    run_python,
    run_shell,
)
from clausebook.docs.examples import curl_of, server_of
from clausebook.docs.python_example import PythonExamples
from clausebook.docs.samples import Sample, samples_of
from clausebook.docs.test_server import RunningService
from clausebook.judge.gaps import successes_of
from clausebook.openapi import Document, Effect, Operation
from clausebook.openapi.pointers import join
from clausebook.report.finding import Finding

_ORDER = {Effect.CREATE: 0, Effect.READ: 2, Effect.DELETE: 3}
_NO_SUCCESS = "the operation documents no success"
_WAITING = ExampleOutcome(NOT_RUN, "examples were not run")
_NO_CALL = "the generated client has no call for it, or the examples do not suffice"

Run = Callable[[RunningService], ExampleOutcome]


@dataclass(frozen=True)
class Program:
    """One program; programs of one `kind` run together, `values` are the places of the examples
    that it sends, by name; `place` is the operation's, or the sample's file.
    """

    operation: Operation
    kind: str
    language: str
    text: str
    place: str
    values: tuple[tuple[str, str], ...]
    outcome: ExampleOutcome


class Programs:
    """The programs of one document. `generated` is the folder that holds its client.

    Raises:
        CannotRun: a sample beside the document, or the client, cannot be read.
    """

    def __init__(self, document: Document, generated: Path) -> None:
        self._document = document
        self._generated = generated
        self._python = PythonExamples(document, generated)
        self._samples = samples_of(document)

    def shown(self) -> tuple[Program, ...]:
        """Every program without running any."""
        made = self._all()
        return tuple(replace(program, outcome=outcome) for program, _, outcome in made)

    def run(self, served: RunningService) -> tuple[Program, ...]:
        """Runs every program, as displayed but for the host, and returns all with outcomes."""
        done = []
        entries = list(self._all())
        kinds = list(dict.fromkeys(program.kind for program, _, _ in entries))
        for kind in kinds:
            for program, run, outcome in sorted(
                (entry for entry in entries if entry[0].kind == kind), key=_turn
            ):
                done.append(replace(program, outcome=run(served) if run else outcome))
        order = [
            (program.operation.label, program.kind, program.place) for program, _, _ in entries
        ]
        return tuple(sorted(done, key=lambda p: order.index((p.operation.label, p.kind, p.place))))

    def _all(self) -> Iterator[tuple[Program, Run | None, ExampleOutcome]]:
        for operation in self._document.operations:
            for program, run, outcome in self._of(operation):
                if successes_of(operation):
                    yield program, run, outcome
                else:
                    yield program, None, ExampleOutcome(NOT_RUN, _NO_SUCCESS)

    def _of(self, operation: Operation) -> Iterator[tuple[Program, Run | None, ExampleOutcome]]:
        base_url = server_of(self._document)
        place = str(self._document.place(operation.pointer))
        values = tuple(self._values(operation))
        text = curl_of(self._document, operation, base_url)
        made = Program(operation, "curl", "sh", text, place, values, _WAITING)
        yield made, self._curl(operation), _WAITING
        for asynchronous in (False, True):
            kind = "Python, async" if asynchronous else "Python"
            program = self._python.program(operation, base_url, asynchronous)
            made = Program(operation, kind, "python", program or "", place, values, _WAITING)
            if program is None:
                yield made, None, ExampleOutcome(NOT_RUN, _NO_CALL)
            else:
                yield made, self._call(operation, asynchronous), _WAITING
        for sample in self._samples:
            if sample.operation_id == operation.operation_id:
                kind = f"{sample.language}, {sample.what}"
                program = sample.text
                language = sample.language.lower()
                made = Program(operation, kind, language, program, sample.shown, (), _WAITING)
                yield made, _sampled(sample), _WAITING

    def _curl(self, operation: Operation) -> Run:
        return lambda served: run_shell(
            curl_of(self._document, operation, served.base_url), served.environment
        )

    def _call(self, operation: Operation, asynchronous: bool) -> Run:
        def run(served: RunningService) -> ExampleOutcome:
            text = self._python.program(operation, served.base_url, asynchronous) or ""
            return run_python(text, served.environment, self._generated)

        return run

    def _values(self, operation: Operation) -> Iterator[tuple[str, str]]:
        """The place of the first example of each parameter and of the body."""
        described = [(p.name, p.raw, p.pointer) for p in operation.parameters]
        for media_type, raw in (operation.request_body or {}).get("content", {}).items():
            pointer = join(operation.request_body_pointer, "content", media_type)
            described.append(("body", raw, pointer))
        for name, raw, pointer in described:
            at = None
            if "example" in raw:
                at = join(pointer, "example")
            elif isinstance(raw.get("examples"), dict) and raw["examples"]:
                first, entry = next(iter(raw["examples"].items()))
                at = self._document.resolve_at(entry, join(pointer, "examples", first))[1]
            if at is not None:
                yield name, str(self._document.place(at))


def failures(programs: Sequence[Program]) -> list[Finding]:
    """A finding for each program that failed."""
    return [
        Finding(
            clause=f"{program.operation.label} example {program.kind}",
            stage="docs",
            message=f"the example at {program.place} fails; {_made_of(program)}",
            expected="a documented success",
            actual=program.outcome.why,
            reproduce=program.text if program.kind == "curl" else "",
        )
        for program in programs
        if program.outcome.state == FAILED
    ]


def _made_of(program: Program) -> str:
    values = ", ".join(f"{name} at {place}" for name, place in program.values)
    return f"it is made of {values}" if values else "correct the file"


def _turn(entry: tuple[Program, Run | None, ExampleOutcome]) -> int:
    effect = entry[0].operation.effect
    return 1 if effect is None else _ORDER[effect]


def _sampled(sample: Sample) -> Run:
    def run(served: RunningService) -> ExampleOutcome:
        if sample.language == "Python":
            return run_python(sample.text, served.environment, None)
        if sample.language == "Shell":
            return run_shell(sample.text, served.environment)
        return run_other(sample.path, served.environment)

    return run
