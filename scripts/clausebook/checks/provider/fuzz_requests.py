"""Generates random requests of an operation with schemathesis and Hypothesis.

It sends and judges nothing. The requests depend on the document and the seed only, so that another
process can generate them ahead.
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


def generator_process() -> ProcessPoolExecutor:
    """A process that generates requests. It ignores SIGINT; this process shuts it down."""
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _ignore_interrupts)


def terminate_generator(pool: ProcessPoolExecutor) -> None:
    """Kills the process: a regular exit with all its imported modules is slow."""
    pool.shutdown(wait=False, cancel_futures=True)
    for child in multiprocessing.active_children():
        child.terminate()


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def generate_requests(
    document: Document, operation: Operation, *, valid: bool, max_examples: int, seed: int
) -> list[Draft]:
    """At most `max_examples` requests, valid or invalid: the same ones for the same arguments.

    Empty if the operation accepts any request.

    Raises:
        NotJudged: schemathesis does not support a schema of the operation, or a schema demands
            larger values than the toolkit generates.
    """
    places = (*parameters_of(document, operation), *request_bodies_of(document, operation))
    if any(is_too_large(place.schema.value) for place in places):
        raise NotJudged(
            f"no random requests for {operation.label}: its minimum sizes are too large to generate"
        )
    # Imported here because these imports take most of a second.
    import hypothesis
    from hypothesis import HealthCheck, Phase
    from hypothesis.errors import Unsatisfiable
    from schemathesis.errors import SchemathesisError

    drafts: list[Draft] = []

    # No shrinking: it can take minutes, and the probes already find which clause is broken.
    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=max_examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(case=_cases(document, operation, valid))
    def collect(case: schemathesis.Case[Any]) -> None:
        drafts.append(_draft(operation, case))

    try:
        collect()
    except Unsatisfiable:
        return []
    except SchemathesisError as error:
        raise NotJudged(
            f"schemathesis generates no requests of {operation.label}: {error}"
        ) from error
    return drafts


def _cases(document: Document, operation: Operation, valid: bool) -> Any:
    import schemathesis
    from schemathesis import GenerationMode

    api_operation = schemathesis.openapi.from_dict(document.data)[operation.path][operation.method]
    mode = GenerationMode.POSITIVE if valid else GenerationMode.NEGATIVE
    return api_operation.as_strategy(generation_mode=mode)


def _draft(operation: Operation, case: schemathesis.Case[Any]) -> Draft:
    """The generated case as a draft: the documented parameters and the body, no credentials."""
    from schemathesis.core import NotSet

    generated: Mapping[str, Mapping[str, Any]] = {
        "path": {name: unquote(str(value)) for name, value in (case.path_parameters or {}).items()},
        "query": case.query or {},
        "header": case.headers or {},
        "cookie": case.cookies or {},
    }
    values = {
        (p.place, p.name): generated[p.place][p.name]
        for p in operation.parameters
        if p.name in generated[p.place]
    }
    if isinstance(case.body, bytes):
        return Draft(operation, values, NOTHING, case.media_type, raw_body=case.body)
    body = NOTHING if isinstance(case.body, NotSet) else case.body
    return Draft(operation, values, body, case.media_type)
