"""Draws requests of an operation at random, by schemathesis and Hypothesis.

Sends and judges nothing: what is drawn depends on the document and the seed alone, so that it can
be done ahead and in another process.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from clausebook.clauses import parameters_of, request_bodies_of
from clausebook.errors import NotJudged
from clausebook.openapi import Document, Operation
from clausebook.resources import Draft
from clausebook.values.nothing import NOTHING
from clausebook.values.sample import is_too_large

if TYPE_CHECKING:
    import schemathesis


def process_beside() -> ProcessPoolExecutor:
    """A process to draw in. It leaves an interruption to this one, which then shuts it down."""
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _ignore_interrupts)


def end_beside(pool: ProcessPoolExecutor) -> None:
    """Ends the process at once: to take down what it has imported takes a while of its own."""
    pool.shutdown(wait=False, cancel_futures=True)
    for child in multiprocessing.active_children():
        child.terminate()


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def drawn(
    document: Document, operation: Operation, *, valid: bool, most: int, seed: int
) -> list[Draft]:
    """At the most `most` requests, valid or wrong: the same ones whenever the same is asked for.

    There are none where an operation takes anything, so that it has no wrong request.

    Raises:
        NotJudged: schemathesis does not support a schema of the operation, or one asks for values
            that are longer than what is made here.
    """
    places = (*parameters_of(document, operation), *request_bodies_of(document, operation))
    if any(is_too_large(place.schema.value) for place in places):
        raise NotJudged(
            f"no requests of {operation.label} are drawn: its least sizes are too large"
        )
    # Imported where it is needed: together they take the better part of a second.
    import hypothesis
    from hypothesis import HealthCheck, Phase
    from hypothesis.errors import Unsatisfiable
    from schemathesis.errors import SchemathesisError

    found: list[Draft] = []

    # No shrinking: it can take minutes, and the probes already say which clause it is.
    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=most,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(case=_cases(document, operation, valid))
    def collect(case: schemathesis.Case[Any]) -> None:
        found.append(_draft(operation, case))

    try:
        collect()
    except Unsatisfiable:
        return []
    except SchemathesisError as error:
        raise NotJudged(f"schemathesis draws no requests of {operation.label}: {error}") from error
    return found


def _cases(document: Document, operation: Operation, valid: bool) -> Any:
    import schemathesis
    from schemathesis import GenerationMode

    described = schemathesis.openapi.from_dict(document.data)[operation.path][operation.method]
    mode = GenerationMode.POSITIVE if valid else GenerationMode.NEGATIVE
    return described.as_strategy(generation_mode=mode)


def _draft(operation: Operation, case: schemathesis.Case[Any]) -> Draft:
    """The drawn case as a draft: what the document names, the credentials aside."""
    from schemathesis.core import NotSet

    drawn: Mapping[str, Mapping[str, Any]] = {
        "path": {name: unquote(str(value)) for name, value in (case.path_parameters or {}).items()},
        "query": case.query or {},
        "header": case.headers or {},
        "cookie": case.cookies or {},
    }
    values = {
        (p.place, p.name): drawn[p.place][p.name]
        for p in operation.parameters
        if p.name in drawn[p.place]
    }
    if isinstance(case.body, bytes):
        return Draft(operation, values, NOTHING, case.media_type, raw_body=case.body)
    body = NOTHING if isinstance(case.body, NotSet) else case.body
    return Draft(operation, values, body, case.media_type)
