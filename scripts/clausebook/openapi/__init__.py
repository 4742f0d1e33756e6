"""One OpenAPI document, loaded with places: its operations and everything they refer to."""

from clausebook.openapi.errors import DocumentError, Place
from clausebook.openapi.loading import load
from clausebook.openapi.model import METHODS, Document, Operation, Parameter

__all__ = ["METHODS", "Document", "DocumentError", "Operation", "Parameter", "Place", "load"]
