"""The examples of a document: values with their summaries, and an operation's request with curl.

What is shown is made from the document alone; running it is the business of `running`.
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
    """One example by its name in the document; `summary` is "" where it has none."""

    name: str
    summary: str
    value: Any

    @property
    def text(self) -> str:
        """The value as it is read by people: a text as it is, everything else as JSON."""
        if isinstance(self.value, str):
            return self.value
        return json.dumps(self.value, indent=2, ensure_ascii=False, default=str)

    @property
    def code(self) -> str:
        """The first member that is called a code; "" where there is none."""
        members = self.value.items() if isinstance(self.value, dict) else ()
        for name, value in members:
            if str(name).lower().endswith("code") and isinstance(value, str | int):
                return str(value)
        return ""


def examples_of(
    document: Document, raw: Mapping[str, Any], told: Callable[[str], str]
) -> Iterator[Example]:
    """The examples of a parameter or a media type, else those of its schema."""
    named = raw.get("examples", {})
    for name, entry in named.items() if isinstance(named, dict) else ():
        example = document.resolve(entry)
        if isinstance(example, dict) and "value" in example:
            yield Example(name, told(str(example.get("summary") or "")), example["value"])
    if named:
        return
    if "example" in raw:
        yield Example("", "", raw["example"])
        return
    schema = document.resolve(raw.get("schema", {}))
    if isinstance(schema, dict):
        listed = schema.get("examples", [schema["example"]] if "example" in schema else [])
        yield from (Example("", "", value) for value in listed if isinstance(listed, list))


def credentialed(
    request: Request, schemes: Iterable[Scheme], secret_of: Callable[[Scheme], str]
) -> Request:
    """The request with a credential for each of the schemes, `secret_of` it where it stands."""
    for scheme in schemes:
        word = "" if scheme.kind == "apiKey" else f"{scheme.kind.capitalize()} "
        value = f"{word}{secret_of(scheme)}"
        if scheme.place == "query":
            mark = "&" if "?" in request.target else "?"
            target = f"{request.target}{mark}{quote(scheme.parameter, safe='')}={value}"
            request = replace(request, target=target)
        elif scheme.place == "cookie":
            kept = request.header("Cookie")
            pair = f"{scheme.parameter}={value}"
            request = request.with_header("Cookie", f"{kept}; {pair}" if kept else pair)
        else:
            request = request.with_header(scheme.parameter, value)
    return request


def presented(document: Document, operation: Operation) -> list[Scheme]:
    """The schemes of the first alternative that needs no signature; of none where all do."""
    schemes = schemes_of(document)
    for requirement in operation.security:
        wanted = [schemes[name] for name in requirement if name in schemes]
        plain = all(scheme.kind in ("apiKey", "bearer", "basic") for scheme in wanted)
        if plain and len(wanted) == len(requirement):
            return wanted
    return []


def variable_of(scheme: Scheme) -> str:
    """The shell variable that stands for the scheme's secret, encoded where it is a password."""
    return "CREDENTIALS" if scheme.kind == "basic" else "TOKEN"


def server_of(document: Document) -> str:
    """The first server's URL with the defaults of its variables; a stand-in where there is none."""
    servers = document.data.get("servers") or [{}]
    server = servers[0] if isinstance(servers[0], dict) else {}
    variables = server.get("variables", {})
    url = _VARIABLE.sub(
        lambda found: str(variables.get(found[1], {}).get("default", found[0])),
        str(server.get("url", "")),
    )
    return url if url.startswith(("http://", "https://")) else "https://api.example.com"


def curl_of(document: Document, operation: Operation, base_url: str) -> str:
    """The request as a shell line against `base_url`, its credentials as shell variables."""
    request = credentialed(
        valid_request(document, operation, Facts()).request({}),
        presented(document, operation),
        lambda scheme: f"{_MARK}{variable_of(scheme)}{_MARK}",
    )
    line = _broken(request.curl(base_url, {}))
    line = _MARKED_HEADER.sub(r'-H "\1$\2"', line)
    # Elsewhere the mark stands within single quotes, in which a shell expands nothing.
    return _MARKED.sub(r"""'"$\1"'""", line)


def _broken(line: str) -> str:
    """The line as people write it: broken before each word, but never within quotation marks."""
    told, within = "", ""
    for index, character in enumerate(line):
        if within:
            within = "" if character == within else within
        elif character in "'\"":
            within = character
        elif _BREAK.match(line, index):
            told += " \\\n "
        told += character
    return told
