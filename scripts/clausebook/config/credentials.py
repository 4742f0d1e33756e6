"""Where the credentials of a run come from: `--credential` and `[tool.clausebook.credentials]`.

Secrets stand in environment variables alone, which `env:NAME` names; nothing here holds a value.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clausebook.auth.grant import FLOWS
from clausebook.errors import CannotRun

ENV = "env:"
_FLOW_NAMES = ("flow", "client_id", "client_secret", "user", "password", "token_url", "scopes")
_SECRETS = ("client_secret", "password")


@dataclass(frozen=True, slots=True)
class FromVariable:
    """The credential stands in an environment variable."""

    variable: str


@dataclass(frozen=True, slots=True)
class FromFlow:
    """A flow of OAuth 2.0 brings it. `texts` are its entries, `scopes` None for the document's."""

    flow: str
    texts: Mapping[str, str]
    scopes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class FromLogin:
    """An operation brings it: its id or label, the members of its body, and where the token is."""

    operation: str
    body: Mapping[str, str]
    token: str


CredentialSource = FromVariable | FromFlow | FromLogin


def variables_of(source: CredentialSource) -> Iterator[str]:
    """The environment variables that a source names."""
    if isinstance(source, FromVariable):
        yield source.variable
        return
    texts = source.texts if isinstance(source, FromFlow) else source.body
    yield from (text.removeprefix(ENV) for text in texts.values() if text.startswith(ENV))


def credentials_from(table: Any, where: str) -> dict[str, CredentialSource]:
    """The sources by the name of their security scheme. Raises CannotRun for another shape."""
    if not isinstance(table, dict):
        raise CannotRun(f"{where} is {table!r}; write a table [tool.clausebook.credentials.SCHEME]")
    return {name: _source(entry, f"{where}.{name}") for name, entry in table.items()}


def variable_of(text: str, where: str) -> str:
    """The variable that `env:NAME` names. Raises CannotRun for any other text, unquoted."""
    if not text.startswith(ENV) or text == ENV:
        raise CannotRun(
            f"{where} holds the credential itself, which others can read there; put it into an "
            f"environment variable, and write {ENV}VARIABLE"
        )
    return text.removeprefix(ENV)


def _source(entry: Any, where: str) -> CredentialSource:
    if isinstance(entry, str):
        return FromVariable(variable_of(entry, where))
    if not isinstance(entry, dict) or ("flow" in entry) == ("login" in entry):
        raise CannotRun(f'{where} needs one of flow = "..." and login = {{...}}, or "env:VARIABLE"')
    if "login" in entry:
        _only(entry, ("login",), where)
        return _login(entry["login"], f"{where}: login")
    _only(entry, _FLOW_NAMES, where)
    if entry["flow"] not in FLOWS:
        raise CannotRun(f"{where}: flow is {entry['flow']!r}; write one of {', '.join(FLOWS)}")
    scopes = entry.get("scopes")
    if scopes is not None and not (
        isinstance(scopes, list) and all(isinstance(it, str) for it in scopes)
    ):
        raise CannotRun(f'{where}: scopes is {scopes!r}; write a list such as ["read"]')
    texts = _texts({name: entry[name] for name in entry if name not in ("flow", "scopes")}, where)
    for name in _SECRETS:
        if name in texts:
            variable_of(texts[name], f"{where}: {name}")
    is_client = entry["flow"] == "clientCredentials"
    for name in ("client_id", "client_secret") if is_client else ("user", "password"):
        if name not in texts:
            raise CannotRun(f'{where} lacks {name}, which this flow needs; add {name} = "env:NAME"')
    return FromFlow(entry["flow"], texts, tuple(scopes) if scopes is not None else None)


def _login(entry: Any, where: str) -> FromLogin:
    if not isinstance(entry, dict) or not isinstance(entry.get("body"), dict):
        raise CannotRun(f'{where} is no table {{ operation = "...", body = {{ ... }} }}; write one')
    _only(entry, ("operation", "body", "token"), where)
    texts = _texts({"token": "/access_token", **entry, "body": ""}, where)
    if "operation" not in texts or not texts["token"].startswith("/"):
        raise CannotRun(
            f'{where} needs an operation and a token such as "/access_token", a JSON pointer'
        )
    return FromLogin(texts["operation"], _texts(entry["body"], f"{where}: body"), texts["token"])


def _texts(entries: Mapping[str, Any], where: str) -> dict[str, str]:
    for name, value in entries.items():
        if not isinstance(value, str):
            raise CannotRun(f"{where}: {name} is no text; write it in quotation marks")
    return dict(entries)


def _only(entry: Mapping[str, Any], names: Collection[str], where: str) -> None:
    for name in entry:
        if name not in names:
            close = difflib.get_close_matches(name, names, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"one of {', '.join(names)}"
            raise CannotRun(f"{where} has no entry called {name!r}; {hint}")
