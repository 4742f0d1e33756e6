"""Checks that a client sends its credentials as documented, and nowhere else."""

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

_SUPPORTED = ("apiKey", "bearer", "basic", SIGNATURE)
_USER = "clausebook"


def security_clauses(document: Document, operation: Operation) -> tuple[Clause, ...]:
    """The clauses of the operation's supported security alternatives, also of none."""
    schemes = schemes_of(document)
    if not request_cases(document, operation):
        return ()
    return tuple(
        clause
        for clause in clause_keys(document).values()
        if clause.operation is operation
        and clause.keyword == "security"
        and all(name in schemes and schemes[name].kind in _SUPPORTED for name in clause.value)
    )


def sends_credential(driver: ClientDriver, clause: Clause, *, asynchronous: bool) -> None:
    """Call with the credentials of one alternative; each must be sent once, where documented.

    Raises:
        ContractBroken: a credential is missing, wrong, or sent elsewhere too.
    """
    operation = clause.operation
    assert operation is not None
    document = driver.document
    schemes = [schemes_of(document)[name] for name in clause.value]

    def broken(actual: str) -> ContractBroken:
        message = "the client does not send its credential as documented"
        return ContractBroken([Finding(clause.key, "client", message, clause.sentence, actual)])

    before = len(driver.requests)
    try:
        _call(driver, operation, tuple(clause.value), asynchronous=asynchronous)
    except CannotRun:
        raise
    except Exception as error:
        if len(driver.requests) == before:
            raise broken(f"{type(error).__name__}: {error}") from error
    request = driver.requests[-1]
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
    sent_texts = (request.target, request.body.decode("latin-1"), *(v for _, v in request.headers))
    occurrences = sum(text.count(CREDENTIAL) for text in sent_texts)
    tokens = sum(scheme.kind in ("apiKey", "bearer") for scheme in schemes)
    tokens -= sum(signed and scheme.made_by_signature for scheme in schemes)
    if occurrences != tokens:
        raise broken(f"the secret is sent {occurrences} times, not {tokens}")


def _call(
    driver: ClientDriver, operation: Operation, security: tuple[str, ...], *, asynchronous: bool
) -> None:
    """Makes a valid call with credentials of these schemes. Raises what the client raises."""
    valid_call = request_cases(driver.document, operation)[0]
    driver.call(
        operation,
        valid_call.values,
        valid_call.body,
        response=Response(500),
        asynchronous=asynchronous,
        security=security,
    )


def is_secured(document: Document, operation: Operation) -> bool:
    """Whether every alternative of the operation requires a supported credential."""
    alternatives = len([requirement for requirement in operation.security if requirement])
    clauses = security_clauses(document, operation)
    return bool(clauses) and len(clauses) == alternatives == len(operation.security)


def requires_credential(driver: ClientDriver, operation: Operation, *, asynchronous: bool) -> None:
    """Call a secured operation without credentials; the client must not send a request.

    Raises:
        ContractBroken: it sends one; one finding per alternative.
    """
    before = len(driver.requests)
    actual = "the request is sent"
    try:
        _call(driver, operation, (), asynchronous=asynchronous)
    except CannotRun:
        raise
    except driver.errors.CannotSend as error:
        if len(driver.requests) == before:
            return
        actual = str(error)
    except Exception as error:
        actual = f"{type(error).__name__}: {error}"
    message = "the client sends a request without the required credential"
    raise ContractBroken(
        [
            Finding(clause.key, "client", message, "CannotSend, nothing sent", actual)
            for clause in security_clauses(driver.document, operation)
        ]
    )
