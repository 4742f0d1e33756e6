"""Reads and validates the options about the deployment: URL, headers, route, limits."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from clausebook.config.credentials import variable_of
from clausebook.config.run_config import RunConfig
from clausebook.errors import CannotRun
from clausebook.http.transport.route import RouteOptions, proxy_of_environment

_PROXY = "CLAUSEBOOK_PROXY"
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")  # RFC 9110, 5.6.2


@dataclass(frozen=True, slots=True)
class Target:
    """What the checks are to do, and the environment variables that it names credentials by."""

    checks: RunConfig
    credentials: Mapping[str, str] = field(repr=False)


def target_of(options: argparse.Namespace) -> Target:
    """What the options ask of the checks.

    Raises:
        CannotRun: an option is for --url and that is not given, or one cannot be used.
    """
    url = checked_url(options.url)
    headers = _headers(options)
    credentials = _credentials(options)
    reached = route(options)
    variables = {name: f"CLAUSEBOOK_HEADER_{number}" for number, name in enumerate(headers)}
    proxy = {_PROXY: reached.proxy} if reached.proxy else {}
    checks = RunConfig(
        url=url,
        facts_file=_absolute(options.facts),
        header_variables=variables,
        credential_variables=credentials,
        proxy_variable=_PROXY if proxy else None,
        ca_file=_absolute(reached.ca_file),
        client_cert=_absolute(reached.client_cert),
        client_key=_absolute(reached.client_key),
        allow_writes=options.allow_writes,
        disposable=options.disposable,
        one_by_one=options.workers == 1,
        seed=options.seed,
        max_examples=options.max_examples,
        max_response_time=options.max_response_time,
        rate=options.rate,
        budget=options.budget,
    )
    return Target(checks, {**{variables[name]: headers[name] for name in headers}, **proxy})


def _absolute(path: Path | None) -> Path | None:
    """The path for a process that starts in another folder."""
    return path.resolve() if path else None


def checked_url(url: str | None) -> str | None:
    """The base URL without a final slash; None without --url.

    Raises:
        CannotRun: it is not an absolute http or https URL, or has parts that a base must not have.
    """
    if url is None:
        return None
    shown = _without_credentials(url)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise CannotRun(f"--url {shown!r}: {error}; write http://HOST:PORT") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise CannotRun(f"--url {shown!r} is not a base URL; write http://HOST:PORT")
    if "@" in parts.netloc:
        raise CannotRun(f"--url {shown!r} has a credential; give it with --header-env")
    if parts.query or parts.fragment or url.endswith(("?", "#")):
        raise CannotRun(f"--url {shown!r} has a query or a fragment; leave it out")
    return url.rstrip("/")


def _headers(options: argparse.Namespace) -> dict[str, str]:
    """The headers of `--header` and `--header-env` by name.

    Raises:
        CannotRun: a header has no name, is given twice or without --url, or its variable is unset.
            Messages never contain a value.
    """
    headers: dict[str, str] = {}
    for entry in options.header:
        name, colon, value = entry.partition(":")
        if not colon:
            raise CannotRun("a --header has no colon; write 'NAME: VALUE'")
        _add(headers, name, value.strip(), "--header")
    for entry in options.header_env:
        name, equals, variable = entry.partition("=")
        if not equals:
            raise CannotRun("a --header-env has no equals sign; write NAME=VARIABLE")
        if variable not in os.environ:
            raise CannotRun(f"--header-env {name}: {variable!r} is not set in the environment")
        _add(headers, name, os.environ[variable], "--header-env")
    if headers and options.url is None:
        raise CannotRun("--header and --header-env are for --url; give that too")
    return headers


def _credentials(options: argparse.Namespace) -> dict[str, str]:
    """The variable of each `--credential` by security scheme.

    Raises:
        CannotRun: an entry has no variable, is given twice, or its variable is not set.
    """
    variables: dict[str, str] = {}
    for entry in options.credential:
        name, equals, text = entry.partition("=")
        if not equals or not name:
            raise CannotRun("a --credential has no equals sign; write SCHEME=env:VARIABLE")
        variable = variable_of(text, f"--credential {name}")
        if name in variables:
            raise CannotRun(f"--credential {name} is given twice; give it once")
        if variable not in os.environ:
            raise CannotRun(f"--credential {name}: {variable!r} is not set in the environment")
        variables[name] = variable
    return variables


def route(options: argparse.Namespace) -> RouteOptions:
    """The options for the connection to --url.

    Raises:
        CannotRun: an option needs --url, or the proxy is not a URL.
    """
    names = ("proxy", "ca_file", "client_cert", "client_key", "rate", "budget")
    used = [f"--{name.replace('_', '-')}" for name in names if getattr(options, name)]
    if options.url is None:
        if used:
            raise CannotRun(f"{used[0]} is for --url; give that too")
        return RouteOptions()
    proxy = options.proxy or proxy_of_environment(options.url)
    return RouteOptions(proxy, options.ca_file, options.client_cert, options.client_key)


def _add(headers: dict[str, str], name: str, value: str, option: str) -> None:
    if not _TOKEN.match(name):
        raise CannotRun(f"{option} {name!r} is not a header name; write one such as X-Auth-Token")
    if any(name.lower() == given.lower() for given in headers):
        raise CannotRun(f"{option} {name} is given twice; give it once")
    if not value.isascii() or not value.isprintable():
        raise CannotRun(
            f"{option} {name}: the value has characters that a header must not have; correct it"
        )
    headers[name] = value


def _without_credentials(url: str) -> str:
    return re.sub(r"//[^/@]*@", "//***@", url)
