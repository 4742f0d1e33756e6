"""The document as clauses: one statement each, with a stable key and a sentence."""

from clausebook.clauses.extraction import clauses_of
from clausebook.clauses.key import (
    ANY_METHOD,
    CallKey,
    ClauseKey,
    NotAClauseKey,
    body_place,
    erased,
    is_key_of,
    named_in_facts,
    no_content_place,
    parameter_place,
    place_name,
    response_header_place,
    response_place,
    schemes_text,
    security_place,
    template_names,
)
from clausebook.clauses.model import Clause, Place
from clausebook.clauses.places import (
    parameters_of,
    request_bodies_of,
    response_bodies_of,
    response_headers_of,
)

__all__ = [
    "ANY_METHOD",
    "CallKey",
    "Clause",
    "ClauseKey",
    "NotAClauseKey",
    "Place",
    "body_place",
    "clauses_of",
    "erased",
    "is_key_of",
    "named_in_facts",
    "no_content_place",
    "parameter_place",
    "parameters_of",
    "place_name",
    "request_bodies_of",
    "response_bodies_of",
    "response_header_place",
    "response_headers_of",
    "response_place",
    "schemes_text",
    "security_place",
    "template_names",
]
