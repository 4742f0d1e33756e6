"""Generates random requests of an operation with schemathesis and Hypothesis.

It sends and judges nothing. The requests depend on the document and the seed only, so that another
process can generate them ahead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from clausebook.errors import CouldNotJudge, NotJudged
from clausebook.openapi import Document, Operation, Parameter
from clausebook.resources import Draft
from clausebook.resources.sent_values import file_parts, is_form, with_sent_formats
from clausebook.values.nothing import NOTHING

if TYPE_CHECKING:
    import schemathesis

# What stands between the items of a list that schemathesis has written by a style.
_DELIMITERS = {"form": ",", "simple": ",", "spaceDelimited": "%20", "pipeDelimited": "|"}


def generate_requests(
    document: Document, operation: Operation, *, valid: bool, max_examples: int, seed: int
) -> list[Draft]:
    """At most `max_examples` requests, valid or invalid: the same ones for the same arguments.

    Raises:
        NotJudged: schemathesis does not support a schema of the operation, or the operation accepts
            any request, so that none is invalid.
        CouldNotJudge: Hypothesis gives up.
    """
    # Imported here because these imports take most of a second.
    import hypothesis
    from hypothesis import HealthCheck, Phase
    from hypothesis.errors import HypothesisException, Unsatisfiable
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
        draft = _draft(document, operation, case)
        if _can_be_written(draft):
            drafts.append(with_sent_formats(document, draft) if valid else draft)

    try:
        collect()
    except HypothesisException as error:
        if isinstance(error, Unsatisfiable) and not valid:
            raise NotJudged(f"no invalid request of {operation.label} can be generated") from error
        shown = " ".join(f"{type(error).__name__}: {error}".split())
        raise CouldNotJudge(
            f"Hypothesis generates no requests of {operation.label}: {shown}"
        ) from error
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


def _can_be_written(draft: Draft) -> bool:
    """Whether each name of a form stands in one line, as the header of a part does (RFC 7578)."""
    if not is_form(draft.media_type) or not isinstance(draft.body, Mapping):
        return True
    return all(str(name).isprintable() for name in draft.body)


def _draft(document: Document, operation: Operation, case: schemathesis.Case[Any]) -> Draft:
    """The generated case as a draft: the documented parameters and the body, no credentials."""
    from schemathesis.core import NotSet

    generated: Mapping[str, Mapping[str, Any]] = {
        "path": case.path_parameters or {},
        "query": case.query or {},
        "header": case.headers or {},
        "cookie": case.cookies or {},
    }
    values = {
        (p.place, p.name): _plain(p, generated[p.place][p.name])
        for p in operation.parameters
        if p.name in generated[p.place]
    }
    if isinstance(case.body, bytes):
        return Draft(operation, values, NOTHING, case.media_type, raw_body=case.body)
    body = NOTHING if isinstance(case.body, NotSet) else case.body
    files = file_parts(document, operation, case.media_type)
    return Draft(operation, values, body, case.media_type, files=files)


def _plain(parameter: Parameter, value: Any) -> Any:
    """The value as a draft has it: schemathesis writes some of them by the parameter's style."""
    from schemathesis.core.parameters import DelimitedValue

    delimiter = _DELIMITERS.get(parameter.style)
    if isinstance(value, DelimitedValue) and delimiter is not None:
        return [unquote(item) for item in value.encoded.split(delimiter)]
    if parameter.place == "path":
        return unquote(str(value))
    return str(value) if isinstance(value, str) else value  # without what its class adds
