"""One OpenAPI document, loaded with places: its operations and everything they refer to."""

from clausebook.openapi.errors import DocumentError, Place
from clausebook.openapi.loading import load
from clausebook.openapi.model import METHODS, Document, Effect, Operation, Parameter, Side

__all__ = [
    "METHODS",
    "Document",
    "DocumentError",
    "Effect",
    "Operation",
    "Parameter",
    "Place",
    "Side",
    "load",
]
