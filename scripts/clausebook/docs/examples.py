"""The examples of a document: values with their summaries, and an operation's request as curl.

They depend on the document only; `example_runner` runs them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from clausebook.auth import Scheme, schemes_of
from clausebook.config.facts import Facts
from clausebook.http.exchange import Request
from clausebook.openapi import Document, Operation
from clausebook.resources.valid_requests import valid_request

_MARK = "CLAUSEBOOK"
_MARKED = re.compile(f"{_MARK}([A-Z]+){_MARK}")
_MARKED_HEADER = re.compile(f"-H '([\\w-]+: (?:Bearer |Basic )?){_MARK}([A-Z]+){_MARK}'")
_BREAK = re.compile(r" (?=-H |--data-|'?https?://)")
_VARIABLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Example:
    """One example by its name in the document; `summary` is "" without one."""

    name: str
    summary: str
    value: Any

    @property
    def text(self) -> str:
        """The value for display: a string as it is, everything else as JSON."""
        if isinstance(self.value, str):
            return self.value
        return json.dumps(self.value, indent=2, ensure_ascii=False, default=str)

    @property
    def code(self) -> str:
        """The first member whose name ends in "code"; "" without one."""
        members = self.value.items() if isinstance(self.value, dict) else ()
        for name, value in members:
            if str(name).lower().endswith("code") and isinstance(value, str | int):
                return str(value)
        return ""


def examples_of(
    document: Document, raw: Mapping[str, Any], translate: Callable[[str], str]
) -> Iterator[Example]:
    """The examples of a parameter or a media type, else those of its schema."""
    named = raw.get("examples", {})
    for name, entry in named.items() if isinstance(named, dict) else ():
        example = document.resolve(entry)
        if isinstance(example, dict) and "value" in example:
            yield Example(name, translate(str(example.get("summary") or "")), example["value"])
    if named:
        return
    if "example" in raw:
        yield Example("", "", raw["example"])
        return
    schema = document.resolve(raw.get("schema", {}))
    if isinstance(schema, dict):
        listed = schema.get("examples", [schema["example"]] if "example" in schema else [])
        yield from (Example("", "", value) for value in listed if isinstance(listed, list))


def with_credentials(
    request: Request, schemes: Iterable[Scheme], secret_of: Callable[[Scheme], str]
) -> Request:
    """The request with a credential for each scheme; `secret_of` gives its secret part."""
    for scheme in schemes:
        prefix = "" if scheme.kind == "apiKey" else f"{scheme.kind.capitalize()} "
        value = f"{prefix}{secret_of(scheme)}"
        if scheme.place == "query":
            mark = "&" if "?" in request.target else "?"
            target = f"{request.target}{mark}{quote(scheme.parameter, safe='')}={value}"
            request = replace(request, target=target)
        elif scheme.place == "cookie":
            existing = request.header("Cookie")
            pair = f"{scheme.parameter}={value}"
            request = request.with_header("Cookie", f"{existing}; {pair}" if existing else pair)
        else:
            request = request.with_header(scheme.parameter, value)
    return request


def credential_schemes(document: Document, operation: Operation) -> list[Scheme]:
    """The schemes of the first alternative without a signature; empty if there is none."""
    schemes = schemes_of(document)
    for requirement in operation.security:
        required = [schemes[name] for name in requirement if name in schemes]
        presentable = all(scheme.kind in ("apiKey", "bearer", "basic") for scheme in required)
        if presentable and len(required) == len(requirement):
            return required
    return []


def shell_variable(scheme: Scheme) -> str:
    """The shell variable of the scheme's secret; for basic, user and password in base64."""
    return "CREDENTIALS" if scheme.kind == "basic" else "TOKEN"


def server_of(document: Document) -> str:
    """The first server's URL with the defaults of its variables, else a placeholder."""
    servers = document.data.get("servers") or [{}]
    server = servers[0] if isinstance(servers[0], dict) else {}
    variables = server.get("variables", {})
    url = _VARIABLE.sub(
        lambda found: str(variables.get(found[1], {}).get("default", found[0])),
        str(server.get("url", "")),
    )
    return url if url.startswith(("http://", "https://")) else "https://api.example.com"


def curl_of(document: Document, operation: Operation, base_url: str) -> str:
    """The request to `base_url` as a curl command, its credentials as shell variables."""
    request = with_credentials(
        valid_request(document, operation, Facts()).request({}),
        credential_schemes(document, operation),
        lambda scheme: f"{_MARK}{shell_variable(scheme)}{_MARK}",
    )
    line = _with_line_breaks(request.curl(base_url, {}))
    line = _MARKED_HEADER.sub(r'-H "\1$\2"', line)
    # Elsewhere the mark is within single quotes, where a shell expands no variable.
    return _MARKED.sub(r"""'"$\1"'""", line)


def _with_line_breaks(line: str) -> str:
    """The command with a line break before each option, but never within quotes."""
    lines, quote = "", ""
    for index, character in enumerate(line):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif _BREAK.match(line, index):
            lines += " \\\n "
        lines += character
    return lines
