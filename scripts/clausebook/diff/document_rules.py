"""Rules beside schemas: operations, parameters, bodies, responses, security, servers."""

from __future__ import annotations

from clausebook.diff.rule import Rule
from clausebook.report.comparison import BREAKING, COMPATIBLE, WARNING

_BREAKS = (BREAKING,)
_WARNS = (WARNING,)
_FITS = (COMPATIBLE,)

_OPERATIONS = (
    Rule(
        "operation-removed",
        _BREAKS,
        "An operation was removed: consumers that call it fail.",
        "OAS 3.1, 4.8.9",
    ),
    Rule(
        "operation-added",
        _FITS,
        "An operation was added: no consumer calls it yet.",
        "OAS 3.1, 4.8.9",
    ),
    Rule(
        "operationId",
        (COMPATIBLE, BREAKING),
        "An operationId changed or was removed: generated clients use it as a name. Adding "
        "a missing one is compatible.",
        "OAS 3.1, 4.8.10",
    ),
    Rule(
        "tags",
        (COMPATIBLE, WARNING),
        "The tags changed. The first tag names a module of generated clients, others only group "
        "the documentation.",
        "OAS 3.1, 4.8.10",
    ),
    Rule(
        "deprecated",
        _FITS,
        "An operation, callback, webhook, parameter, header or schema became deprecated, or no "
        "longer is: it works as before.",
        "OAS 3.1, 4.8.10, 4.8.12, 4.8.21; JSON Schema Validation 2020-12, 9.3",
    ),
)
_REQUESTS = (
    Rule(
        "request-parameter-removed",
        _BREAKS,
        "A parameter was removed: the provider ignores or rejects it.",
        "OAS 3.1, 4.8.12",
    ),
    Rule(
        "request-parameter-added",
        (COMPATIBLE, BREAKING),
        "A parameter was added. Only a required one breaks requests without it.",
        "OAS 3.1, 4.8.12",
    ),
    Rule(
        "request-content-changed",
        _BREAKS,
        "The media type of a parameter changed, or replaced a style.",
        "OAS 3.1, 4.8.12",
    ),
    Rule(
        "request-style-changed",
        _BREAKS,
        "The style of a parameter or form part changed.",
        "OAS 3.1, 4.8.12.2.2, 4.8.15.1.2",
    ),
    Rule(
        "request-explode-changed",
        _BREAKS,
        "`explode` of a parameter or form part changed.",
        "OAS 3.1, 4.8.12.2.2, 4.8.15.1.2",
    ),
    Rule(
        "request-allowReserved-changed",
        (COMPATIBLE, BREAKING),
        "Reserved characters of a parameter or form part must be percent-encoded now, or (which is "
        "compatible) need not be any more.",
        "OAS 3.1, 4.8.12.2.2, 4.8.15.1.2",
    ),
    Rule(
        "request-allowEmptyValue-changed",
        (COMPATIBLE, BREAKING),
        "A query parameter must not be empty any more, or (which is compatible) may be empty now.",
        "OAS 3.1, 4.8.12.2.1",
    ),
    Rule(
        "request-contentType-changed",
        (COMPATIBLE, WARNING, BREAKING),
        "The media types of a form part changed: more are compatible, fewer are breaking, or "
        "a warning if both documents use the defaults.",
        "OAS 3.1, 4.8.15.1.1",
    ),
    Rule(
        "request-headers-changed",
        _WARNS,
        "The documented headers of a form part changed.",
        "OAS 3.1, 4.8.15.1.1",
    ),
    Rule(
        "request-body-removed",
        _BREAKS,
        "The request body was removed: the provider ignores or rejects it.",
        "OAS 3.1, 4.8.13",
    ),
    Rule(
        "request-body-required",
        (COMPATIBLE, BREAKING),
        "The body became required or (which is compatible) became or was added as optional.",
        "OAS 3.1, 4.8.13",
    ),
    Rule(
        "request-media-type-removed",
        _BREAKS,
        "A media type of the request body was removed.",
        "OAS 3.1, 4.8.13",
    ),
    Rule(
        "request-media-type-added",
        _FITS,
        "A media type of the request body was added.",
        "OAS 3.1, 4.8.13",
    ),
)
_RESPONSES = (
    Rule(
        "response-status-removed",
        _BREAKS,
        "A status was removed: clients that handle it will not receive it.",
        "OAS 3.1, 4.8.16",
    ),
    Rule(
        "response-status-added",
        (COMPATIBLE, WARNING),
        "A status was added. If it is a success, existing requests may get it; errors are handled "
        "like any other.",
        "OAS 3.1, 4.8.16",
    ),
    Rule(
        "response-media-type-removed",
        _BREAKS,
        "A media type of a response was removed: consumers that read it break.",
        "OAS 3.1, 4.8.17",
    ),
    Rule(
        "response-media-type-added",
        (COMPATIBLE, WARNING, BREAKING),
        "A media type of a response was added; consumers choose by `Accept`. If it had no "
        "content, that is a warning, and breaking for 204, 205 and 304, which never have any.",
        "OAS 3.1, 4.8.17; RFC 9110, 15.3.5, 15.3.6, 15.4.5",
    ),
    Rule(
        "response-header-removed",
        _BREAKS,
        "A response header was removed: consumers that read it break.",
        "OAS 3.1, 4.8.21",
    ),
    Rule(
        "response-header-added",
        _FITS,
        "A response header was added: consumers may ignore it.",
        "OAS 3.1, 4.8.21",
    ),
    Rule(
        "response-content-changed",
        _BREAKS,
        "The media type of a response header changed, or replaced a style.",
        "OAS 3.1, 4.8.21",
    ),
    Rule(
        "response-explode-changed",
        _BREAKS,
        "`explode` of a response header that is an object changed.",
        "OAS 3.1, 4.8.21",
    ),
)
_CALLS = (
    Rule(
        "call-removed",
        _BREAKS,
        "A callback or webhook was removed: consumers that wait for it are not called.",
        "OAS 3.1, 4.8.18",
    ),
    Rule(
        "call-added",
        _FITS,
        "A callback or webhook was added: no consumer expects it yet.",
        "OAS 3.1, 4.8.18",
    ),
    Rule(
        "call-security-changed",
        _WARNS,
        "The security of a call changed: consumers may not support it.",
        "OAS 3.1, 4.8.30",
    ),
    Rule(
        "call-parameter-removed",
        _BREAKS,
        "A parameter of a call was removed: consumers that read it break.",
        "OAS 3.1, 4.8.12",
    ),
    Rule(
        "call-parameter-added",
        _FITS,
        "A parameter of a call was added: consumers may ignore it.",
        "OAS 3.1, 4.8.12",
    ),
    Rule(
        "call-style-changed",
        _BREAKS,
        "The serialization of a parameter of a call changed: consumers misread it.",
        "OAS 3.1, 4.8.12.2.2",
    ),
    Rule(
        "call-body-removed",
        _BREAKS,
        "The body of a call was removed: consumers that read it break.",
        "OAS 3.1, 4.8.13",
    ),
    Rule(
        "call-media-type-removed",
        _FITS,
        "A media type of a call's body was removed.",
        "OAS 3.1, 4.8.13",
    ),
    Rule(
        "call-media-type-added",
        (WARNING, BREAKING),
        "A media type of a call's body was added, which consumers may not be able to read. If it "
        "had no body, that is a warning.",
        "OAS 3.1, 4.8.13",
    ),
    Rule(
        "call-reply-removed",
        _WARNS,
        "A reply was removed: how the provider handles it is undocumented.",
        "OAS 3.1, 4.8.16",
    ),
    Rule("call-reply-added", _FITS, "A reply was added.", "OAS 3.1, 4.8.16"),
    Rule(
        "call-reply-media-type-removed",
        _BREAKS,
        "A media type of a reply was removed.",
        "OAS 3.1, 4.8.17",
    ),
)
_CREDENTIALS = (
    Rule(
        "security-narrowed",
        _BREAKS,
        "Credentials no longer suffice: requests that carry only these are rejected.",
        "OAS 3.1, 4.8.30",
    ),
    Rule(
        "security-widened",
        _FITS,
        "Other credentials suffice too.",
        "OAS 3.1, 4.8.30",
    ),
    Rule(
        "security-flows",
        _BREAKS,
        "A flow, a URL or a scope by which consumers get tokens changed or was removed.",
        "OAS 3.1, 4.8.28",
    ),
    Rule(
        "security-bearerFormat",
        _WARNS,
        "The token format changed: consumers that parse tokens may break.",
        "OAS 3.1, 4.8.27",
    ),
)
_SERVERS = (
    Rule(
        "server-removed",
        _BREAKS,
        "A server URL was removed: consumers that call it fail.",
        "OAS 3.1, 4.8.5",
    ),
    Rule(
        "server-added",
        _FITS,
        "A server URL was added.",
        "OAS 3.1, 4.8.5",
    ),
    Rule(
        "server-default",
        _WARNS,
        "The default of a server variable changed: consumers that do not set it call another URL.",
        "OAS 3.1, 4.8.6",
    ),
)

DOCUMENT_RULES = (
    *(*_OPERATIONS, *_REQUESTS, *_RESPONSES),
    *(*_CALLS, *_CREDENTIALS, *_SERVERS),
)
