"""Source of the client's `client.py`: two classes with a method for each operation."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from clausebook.codegen.auth_module import scheme_classes
from clausebook.codegen.distribution import distribution_version
from clausebook.codegen.literals import docstring, literal, one_line
from clausebook.codegen.method import Call
from clausebook.codegen.provenance import package_name
from clausebook.openapi import Document


def client_module(document: Document, calls: Sequence[Call]) -> str:
    """The text of `client.py`."""
    lines = [
        docstring(
            [
                "The operations of this client: `Client` is sync, `AsyncClient` is async.",
                "Every call validates its arguments before it sends a request, and raises an "
                "error for every response that is not a documented success (see `errors`).",
            ]
        ),
        "from __future__ import annotations",
        "import datetime",
        "from typing import TYPE_CHECKING, Any, Literal, cast",
        "from uuid import UUID",
        "from ._base import BaseAsyncClient, BaseSyncClient",
        "from .auth import CREDENTIALS",
        "from .types import UNSET, Answer, File, Unset",
        "if TYPE_CHECKING:",
        "    from . import models",
        "",
    ]
    for name, base in (("Client", "BaseSyncClient"), ("AsyncClient", "BaseAsyncClient")):
        lines += _class(document, name, base, calls)
    return "\n".join(lines) + "\n"


def _class(document: Document, name: str, base: str, calls: Sequence[Call]) -> Iterator[str]:
    package = package_name(document)
    agent = f"{package.replace('_', '-')}/{distribution_version(document)}"
    title = one_line(document.data.get("info", {}).get("title", package))
    close, enter = ("close()", "with") if name == "Client" else ("await aclose()", "async with")
    kinds = [class_name for class_name, _ in scheme_classes(document).values()]
    auth_classes = f"one of {', '.join(kinds)} of `auth`, a sequence of them, or" if kinds else ""
    auths = f" `auth` is {auth_classes} any `httpx.Auth`."
    yield f"class {name}({base}):"
    yield "    " + docstring(
        [
            f"{title}: every operation as a method.",
            f"A context manager ({enter}); else call `{close}`. Connections are reused.",
            f"`base_url` is the URL of the service; a path in it is kept.{auths} By default the "
            "credentials come from the environment variables that the classes of `auth` name.",
            "`retries` is how often an idempotent call is retried after a broken connection, a "
            "429 or a 503, with exponential backoff and jitter or after Retry-After, at most 30 "
            "seconds each; 0 turns retries off.",
            "The other options are those of httpx: timeout (by default 30 seconds, 5 to connect), "
            "limits, proxy, verify, cert, http1, http2, trust_env, headers, event_hooks, mounts, "
            "transport. Redirects are never followed.",
        ],
        "    ",
    )
    yield f"    package = {literal(package)}"
    yield f"    user_agent = {literal(agent)}"
    yield "    credentials = CREDENTIALS"
    for call in calls:
        yield from _methods(document, call, name == "AsyncClient")


def _methods(document: Document, call: Call, asynchronous: bool) -> Iterator[str]:
    word, wait = ("async def", "await ") if asynchronous else ("def", "")
    parameters = ["self"]
    star = False
    for argument in call.arguments:
        if not argument.positional and not star:
            parameters.append("*")
            star = True
        default = "" if argument.required else " = UNSET"
        parameters.append(f"{argument.name}: {argument.annotation}{default}")
    pairs = ", ".join(f"{literal(item.name)}: {item.name}" for item in call.arguments)
    tag, module = call.function.module.split(".")[1:]
    signature = ", ".join(parameters)
    full = docstring(_method_docstring(document, call), "        ")
    short = docstring([f"As `{call.method}`, with status code, headers and bytes."], "        ")
    for name, returned, text, end in (
        (call.method, call.returned, full, ".body"),
        (f"{call.method}_detailed", f"Answer[{call.returned}]", short, ""),
    ):
        yield f"    {word} {name}({signature}) -> {returned}:"
        yield f"        {text}"
        yield f"        from .api.{tag}.{module} import OPERATION"
        expression = f"{wait}self._call(OPERATION, {{{pairs}}})"
        if end == ".body" and call.returned == "None":
            yield f"        {expression}"
        elif end:
            yield f"        return cast({literal(returned)}, ({expression}).body)"
        else:
            yield f"        return {expression}"


def _method_docstring(document: Document, call: Call) -> Iterator[str]:
    raw, operation = call.operation.raw, call.operation
    yield f"{one_line(raw.get('summary') or operation.label).rstrip('.')}."
    for paragraph in str(raw.get("description") or "").strip().split("\n\n"):
        if paragraph.strip():
            yield one_line(paragraph)
    if call.arguments:
        lines = ["Args:"]
        for argument in call.arguments:
            text = f"{argument.name}: {argument.description.strip() or 'No description.'}"
            lines += textwrap.wrap(
                text, 76, initial_indent="    ", subsequent_indent="        ",
                break_long_words=False, break_on_hyphens=False,
            )  # fmt: skip
        yield "\n".join(lines)
    failures = [status for status in operation.responses if not status.startswith("2")]
    lines = ["Raises:", "    InvalidArgument: an argument breaks the contract; nothing was sent."]
    if failures:
        lines.append(f"    Refused: {', '.join(failures)}, as documented.")
    lines.append("    Error: no credential, no response, or an undocumented one; see `errors`.")
    yield "\n".join(map(one_line_kept, lines))
    info = document.data.get("info", {})
    version = one_line(info.get("version", ""))
    yield f"Source: {one_line(operation.label)} of {one_line(document.path.name)} {version}."


def one_line_kept(line: str) -> str:
    """The line with its indentation, without unprintable characters."""
    return "".join(filter(str.isprintable, line))
