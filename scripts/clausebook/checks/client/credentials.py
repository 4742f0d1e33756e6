"""Whether a client proves itself as the document says, and shows its secret nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime

from clausebook.auth import CredentialRejected, SecretKey, schemes_of, verify_credential
from clausebook.auth.schemes import SIGNATURE
from clausebook.checks.client.values import clause_keys, request_cases
from clausebook.clauses import Clause
from clausebook.codegen.client_driver import CREDENTIAL, ClientDriver
from clausebook.errors import CannotRun
from clausebook.http.exchange import Response
from clausebook.openapi import Document, Operation
from clausebook.report.finding import ContractBroken, Finding

_MADE = ("apiKey", "bearer", "basic", SIGNATURE)
_USER = "clausebook"


def security_clauses(document: Document, operation: Operation) -> tuple[Clause, ...]:
    """The operation's alternatives for which a credential can be made, that of none included."""
    schemes = schemes_of(document)
    if not request_cases(document, operation):
        return ()
    return tuple(
        clause
        for clause in clause_keys(document).values()
        if clause.operation is operation
        and clause.keyword == "security"
        and all(name in schemes and schemes[name].kind in _MADE for name in clause.value)
    )


def sends_credential(consumer: ClientDriver, clause: Clause, *, asynchronous: bool) -> None:
    """Calls with the credentials of one alternative alone, which must be where it says, once.

    Raises:
        ContractBroken: they are not, or stand elsewhere too.
    """
    operation = clause.operation
    assert operation is not None
    document = consumer.document
    schemes = [schemes_of(document)[name] for name in clause.value]
    given = request_cases(document, operation)[0]

    def broken(actual: str) -> ContractBroken:
        message = "the client does not prove itself as documented"
        return ContractBroken([Finding(clause.key, "consumer", message, clause.sentence, actual)])

    before = len(consumer.requests)
    try:
        consumer.call(
            operation,
            given.values,
            given.body,
            answer=Response(500),
            asynchronous=asynchronous,
            security=tuple(clause.value),
        )
    except CannotRun:
        raise
    except Exception as error:
        if len(consumer.requests) == before:
            raise broken(f"{type(error).__name__}: {error}") from error
    request = consumer.requests[-1]
    signed = any(scheme.kind == SIGNATURE for scheme in schemes)
    for scheme in schemes:
        if signed and scheme.made_by_signature:
            continue
        secrets: dict[str, str | SecretKey] = {
            "basic": f"{_USER}:{CREDENTIAL}",
            SIGNATURE: SecretKey(_USER, CREDENTIAL),
        }
        try:
            verify_credential(
                scheme, request, secrets.get(scheme.kind, CREDENTIAL), datetime.now(UTC)
            )
        except CredentialRejected as error:
            raise broken(str(error)) from error
    told = (request.target, request.body.decode("latin-1"), *(v for _, v in request.headers))
    shown = sum(text.count(CREDENTIAL) for text in told)
    tokens = sum(scheme.kind in ("apiKey", "bearer") for scheme in schemes)
    tokens -= sum(signed and scheme.made_by_signature for scheme in schemes)
    if shown != tokens:
        raise broken(f"the secret stands in {shown} places, not in {tokens}")


def is_secured(document: Document, operation: Operation) -> bool:
    """Whether no call of the operation is right without a credential that can be made."""
    alternatives = len([one for one in operation.security if one])
    made = security_clauses(document, operation)
    return bool(made) and len(made) == alternatives == len(operation.security)


def requires_credential(
    consumer: ClientDriver, operation: Operation, *, asynchronous: bool
) -> None:
    """Calls a secured operation without any credential, which must send nothing.

    Raises:
        ContractBroken: it is sent; one finding per alternative.
    """
    given = request_cases(consumer.document, operation)[0]
    before = len(consumer.requests)
    actual = "it is sent"
    try:
        consumer.call(
            operation,
            given.values,
            given.body,
            answer=Response(500),
            asynchronous=asynchronous,
            security=(),
        )
    except CannotRun:
        raise
    except consumer.errors.CannotSend as error:
        if len(consumer.requests) == before:
            return
        actual = str(error)
    except Exception as error:
        actual = f"{type(error).__name__}: {error}"
    message = "the client calls without the credential that the document demands"
    raise ContractBroken(
        [
            Finding(clause.key, "consumer", message, "CannotSend, nothing sent", actual)
            for clause in security_clauses(consumer.document, operation)
        ]
    )
