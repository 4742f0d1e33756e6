"""The document as clauses: one statement each, with a key that lasts and a sentence for people."""

from clausebook.clauses.extraction import clauses_of
from clausebook.clauses.model import Clause, Place, erased, operation_key, security_place
from clausebook.clauses.places import (
    parameters_of,
    request_bodies_of,
    response_bodies_of,
    response_headers_of,
)

__all__ = [
    "Clause",
    "Place",
    "clauses_of",
    "erased",
    "operation_key",
    "parameters_of",
    "request_bodies_of",
    "response_bodies_of",
    "response_headers_of",
    "security_place",
]
