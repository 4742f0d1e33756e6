"""Rules of all that is no schema: operations, parameters, bodies, answers, credentials, servers."""

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
        "An operation is gone: consumers that call it find nothing.",
        "OAS 3.1, 4.8.9",
    ),
    Rule(
        "operation-added",
        _FITS,
        "An operation is new: nobody called it before.",
        "OAS 3.1, 4.8.9",
    ),
    Rule(
        "operationId",
        (COMPATIBLE, BREAKING),
        "An operationId changed or is gone: generated clients are named after it. One that is "
        "given where there was none is compatible.",
        "OAS 3.1, 4.8.10",
    ),
    Rule(
        "tags",
        (COMPATIBLE, WARNING),
        "The tags changed. The first one names a module in generated clients, others only group "
        "the documentation.",
        "OAS 3.1, 4.8.10",
    ),
    Rule(
        "deprecated",
        _FITS,
        "An operation, callback, webhook, parameter, header or schema became deprecated or no "
        "longer is: it still works as it did.",
        "OAS 3.1, 4.8.10, 4.8.12, 4.8.21; JSON Schema Validation 2020-12, 9.3",
    ),
)
_REQUESTS = (
    Rule(
        "request-parameter-removed",
        _BREAKS,
        "A parameter is gone: consumers that send it are not heard.",
        "OAS 3.1, 4.8.12",
    ),
    Rule(
        "request-parameter-added",
        (COMPATIBLE, BREAKING),
        "A parameter is new. A required one breaks requests without it, an optional one does not.",
        "OAS 3.1, 4.8.12",
    ),
    Rule(
        "request-content-changed",
        _BREAKS,
        "A parameter is written in another media type, or in one where it had a style.",
        "OAS 3.1, 4.8.12",
    ),
    Rule(
        "request-style-changed",
        _BREAKS,
        "A parameter or part of a form is written in another style.",
        "OAS 3.1, 4.8.12.2.2, 4.8.15.1.2",
    ),
    Rule(
        "request-explode-changed",
        _BREAKS,
        "A parameter or part of a form is exploded now, or no longer is.",
        "OAS 3.1, 4.8.12.2.2, 4.8.15.1.2",
    ),
    Rule(
        "request-allowReserved-changed",
        (COMPATIBLE, BREAKING),
        "Reserved characters of a parameter or part have to be percent-encoded now, or, which is "
        "compatible, need not be.",
        "OAS 3.1, 4.8.12.2.2, 4.8.15.1.2",
    ),
    Rule(
        "request-allowEmptyValue-changed",
        (COMPATIBLE, BREAKING),
        "A query parameter may no longer be empty, or, which is compatible, newly may.",
        "OAS 3.1, 4.8.12.2.1",
    ),
    Rule(
        "request-contentType-changed",
        (COMPATIBLE, WARNING, BREAKING),
        "A part of a form may be of other media types: more are compatible, fewer are breaking, or "
        "a warning where only the usual ones were meant.",
        "OAS 3.1, 4.8.15.1.1",
    ),
    Rule(
        "request-headers-changed",
        _WARNS,
        "The headers of a part of a form promise something else.",
        "OAS 3.1, 4.8.15.1.1",
    ),
    Rule(
        "request-body-removed",
        _BREAKS,
        "No body is taken any more: what consumers send is not heard.",
        "OAS 3.1, 4.8.13",
    ),
    Rule(
        "request-body-required",
        (COMPATIBLE, BREAKING),
        "A body must be sent now, or, which is compatible, may newly be sent or be left out.",
        "OAS 3.1, 4.8.13",
    ),
    Rule(
        "request-media-type-removed",
        _BREAKS,
        "A body of a media type is not taken any more.",
        "OAS 3.1, 4.8.13",
    ),
    Rule(
        "request-media-type-added",
        _FITS,
        "A body of another media type is taken, too.",
        "OAS 3.1, 4.8.13",
    ),
)
_RESPONSES = (
    Rule(
        "response-status-removed",
        _BREAKS,
        "A status is not documented any more: what comes in its place is not promised.",
        "OAS 3.1, 4.8.16",
    ),
    Rule(
        "response-status-added",
        (COMPATIBLE, WARNING),
        "A status is new. Where it succeeds, requests of before may get it; a refusal is handled "
        "as any other.",
        "OAS 3.1, 4.8.16",
    ),
    Rule(
        "response-media-type-removed",
        _BREAKS,
        "An answer is not of a media type any more: consumers that read it find nothing.",
        "OAS 3.1, 4.8.17",
    ),
    Rule(
        "response-media-type-added",
        (COMPATIBLE, WARNING, BREAKING),
        "An answer may be of another media type, of which consumers choose. Where it had no "
        "content it is a warning, and breaking for 204, 205 and 304, which have none.",
        "OAS 3.1, 4.8.17; RFC 9110, 15.3.5, 15.3.6, 15.4.5",
    ),
    Rule(
        "response-header-removed",
        _BREAKS,
        "A header of an answer is gone: consumers that read it find nothing.",
        "OAS 3.1, 4.8.21",
    ),
    Rule(
        "response-header-added",
        _FITS,
        "A header of an answer is new: consumers may ignore it.",
        "OAS 3.1, 4.8.21",
    ),
    Rule(
        "response-content-changed",
        _BREAKS,
        "A header of an answer is written in another media type, or in one where it had a style.",
        "OAS 3.1, 4.8.21",
    ),
    Rule(
        "response-explode-changed",
        _BREAKS,
        "A header of an answer that is an object is exploded now, or no longer is.",
        "OAS 3.1, 4.8.21",
    ),
)
_CALLS = (
    Rule(
        "call-removed",
        _BREAKS,
        "A callback or webhook is gone: consumers that wait for it are not called.",
        "OAS 3.1, 4.8.18",
    ),
    Rule(
        "call-added",
        _FITS,
        "A callback or webhook is new: nobody waited for it.",
        "OAS 3.1, 4.8.18",
    ),
    Rule(
        "call-security-changed",
        _WARNS,
        "The credentials of a call changed: whether consumers know them, no document says.",
        "OAS 3.1, 4.8.30",
    ),
    Rule(
        "call-parameter-removed",
        _BREAKS,
        "A parameter of a call is gone: consumers that read it find nothing.",
        "OAS 3.1, 4.8.12",
    ),
    Rule(
        "call-parameter-added",
        _FITS,
        "A parameter of a call is new: consumers may ignore it.",
        "OAS 3.1, 4.8.12",
    ),
    Rule(
        "call-style-changed",
        _BREAKS,
        "A parameter of a call is written another way: consumers read it wrong.",
        "OAS 3.1, 4.8.12.2.2",
    ),
    Rule(
        "call-body-removed",
        _BREAKS,
        "A call has no body any more: consumers that read it find nothing.",
        "OAS 3.1, 4.8.13",
    ),
    Rule(
        "call-media-type-removed",
        _FITS,
        "A call does not carry a media type any more.",
        "OAS 3.1, 4.8.13",
    ),
    Rule(
        "call-media-type-added",
        (WARNING, BREAKING),
        "A call may carry another media type, which consumers may not know how to read. Where it "
        "had no body it is a warning.",
        "OAS 3.1, 4.8.13",
    ),
    Rule(
        "call-reply-removed",
        _WARNS,
        "A reply is not documented any more: what comes of it is not said.",
        "OAS 3.1, 4.8.16",
    ),
    Rule("call-reply-added", _FITS, "Another reply is understood.", "OAS 3.1, 4.8.16"),
    Rule(
        "call-reply-media-type-removed",
        _BREAKS,
        "A reply of a media type is not taken any more.",
        "OAS 3.1, 4.8.17",
    ),
)
_CREDENTIALS = (
    Rule(
        "security-narrowed",
        _BREAKS,
        "Credentials that were enough no longer are: consumers that send just those are turned "
        "away.",
        "OAS 3.1, 4.8.30",
    ),
    Rule(
        "security-widened",
        _FITS,
        "Other credentials are enough, too.",
        "OAS 3.1, 4.8.30",
    ),
    Rule(
        "security-flows",
        _BREAKS,
        "A flow, an address or a scope by which consumers get their tokens changed or is gone.",
        "OAS 3.1, 4.8.28",
    ),
    Rule(
        "security-bearerFormat",
        _WARNS,
        "Tokens are of another form: consumers that look inside may not understand them.",
        "OAS 3.1, 4.8.27",
    ),
)
_SERVERS = (
    Rule(
        "server-removed",
        _BREAKS,
        "An address of the service is gone: consumers that call it find nothing.",
        "OAS 3.1, 4.8.5",
    ),
    Rule(
        "server-added",
        _FITS,
        "The service has another address.",
        "OAS 3.1, 4.8.5",
    ),
    Rule(
        "server-default",
        _WARNS,
        "The default of a server variable changed: consumers that leave it out call another "
        "address.",
        "OAS 3.1, 4.8.6",
    ),
)

DOCUMENT_RULES = (
    *(*_OPERATIONS, *_REQUESTS, *_RESPONSES),
    *(*_CALLS, *_CREDENTIALS, *_SERVERS),
)
