"""The document as clauses: one statement each, with a key that lasts and a sentence for people."""

from clausebook.clauses.extraction import clauses_of
from clausebook.clauses.model import Clause, Place, erased, operation_key, security_place
from clausebook.clauses.places import answers_of, bodies_of, headers_of, parameters_of

__all__ = [
    "Clause",
    "Place",
    "answers_of",
    "bodies_of",
    "clauses_of",
    "erased",
    "headers_of",
    "operation_key",
    "parameters_of",
    "security_place",
]
