"""The table of credentials of a run: each source held against the document and the environment."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from clausebook.auth import Scheme, Secret, schemes_of
from clausebook.auth.given import secret_from, secret_parts
from clausebook.auth.grant import Grant
from clausebook.auth.login import Login, log_in
from clausebook.auth.tokens import CredentialTable, FetchedToken, Ways
from clausebook.config.credentials import (
    ENV,
    CredentialSource,
    FromFlow,
    FromLogin,
    FromVariable,
    variables_of,
)
from clausebook.config.run_config import RunConfig
from clausebook.config.settings import Settings
from clausebook.errors import CannotRun
from clausebook.openapi import Document

Hide = Callable[[str], None]


def sources_of(settings: Settings, asked: RunConfig) -> dict[str, CredentialSource]:
    """The sources of the settings, and in their place what the command line names."""
    named = {name: FromVariable(it) for name, it in asked.credential_variables.items()}
    return {**settings.credentials, **named}


def values_of(sources: Iterable[CredentialSource], environment: Mapping[str, str]) -> list[str]:
    """What must not be shown of the variables that the sources name."""
    names = dict.fromkeys(name for source in sources for name in variables_of(source))
    return [
        part for name in names if name in environment for part in secret_parts(environment[name])
    ]


def credential_table(
    document: Document,
    sources: Mapping[str, CredentialSource],
    environment: Mapping[str, str],
    *,
    has_certificate: bool = False,
    hide: Hide = lambda token: None,
) -> CredentialTable:
    """What opens the operations, by security scheme; nothing is fetched yet.

    Raises:
        CannotRun: the document has no such scheme, operation or flow, or a variable is not set.
    """
    schemes = schemes_of(document)
    given: dict[str, Secret] = {
        name: "" for name, scheme in schemes.items() if scheme.is_certificate and has_certificate
    }
    fetched: dict[str, FetchedToken] = {}
    for name, source in sources.items():
        where = f"the credential {name}"
        scheme = _scheme(name, schemes)
        if isinstance(source, FromVariable):
            text = _value(source.variable, where, environment)
            given[name] = secret_from(scheme, text, f"{where} ({ENV}{source.variable})")
        elif isinstance(source, FromLogin):
            login = _login(document, source, where, environment)
            fetch = functools.partial(log_in, name, login)
            fetched[name] = FetchedToken(scheme, fetch, hide)
        else:
            grant = _grant(document, name, source, environment)
            fetched[name] = FetchedToken(scheme, functools.partial(_fetched, name, grant), hide)
    return CredentialTable(given, fetched)


def _fetched(name: str, grant: Grant, ways: Ways) -> str:
    from clausebook.auth.oauth2 import fetch_token  # loads httpx

    return fetch_token(name, grant, ways)


def _scheme(name: str, schemes: Mapping[str, Scheme]) -> Scheme:
    if name in schemes:
        return schemes[name]
    close = difflib.get_close_matches(name, schemes, 1)
    names = ", ".join(schemes) or "none"
    hint = f"did you mean {close[0]!r}?" if close else f"it has {names}"
    raise CannotRun(f"the document has no security scheme called {name!r}; {hint}")


def _value(variable: str, where: str, environment: Mapping[str, str]) -> str:
    if variable not in environment:
        raise CannotRun(f"{where}: {variable!r} is not set in the environment; set it")
    return environment[variable]


def _resolved(text: str, where: str, environment: Mapping[str, str]) -> str:
    if not text.startswith(ENV):
        return text
    return _value(text.removeprefix(ENV), where, environment)


def _login(
    document: Document, source: FromLogin, where: str, environment: Mapping[str, str]
) -> Login:
    by_name = {it.label: it for it in document.operations}
    by_name |= {it.operation_id: it for it in document.operations if it.operation_id}
    operation = by_name.get(source.operation)
    if operation is None:
        close = difflib.get_close_matches(source.operation, by_name, 1)
        hint = f"did you mean {close[0]!r}?" if close else "write METHOD /PATH or an operationId"
        raise CannotRun(f"{where}: the document has no operation {source.operation!r}; {hint}")
    if "{" in operation.path:
        raise CannotRun(f"{where}: {operation.label} has parameters in its path; name another")
    body = {name: _resolved(text, where, environment) for name, text in source.body.items()}
    return Login(operation, body, source.token)


def _grant(
    document: Document, name: str, source: FromFlow, environment: Mapping[str, str]
) -> Grant:
    raw = document.resolve(document.data["components"]["securitySchemes"][name])
    flow: Mapping[str, Any] = (raw.get("flows") or {}).get(source.flow) or {}
    where = f"the credential {name}"
    texts = {key: _resolved(text, where, environment) for key, text in source.texts.items()}
    url = texts.pop("token_url", "") or flow.get("tokenUrl", "")
    if not url:
        raise CannotRun(
            f"{where}: the document has no tokenUrl for the flow {source.flow}; add token_url"
        )
    scopes = tuple(flow.get("scopes") or ()) if source.scopes is None else source.scopes
    return Grant(source.flow, url, scopes=scopes, **texts)
