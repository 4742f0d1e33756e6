"""One OpenAPI document, loaded with places: its operations and everything they refer to."""

from clausebook.document.errors import DocumentError, Place
from clausebook.document.loading import load
from clausebook.document.model import METHODS, Document, Operation, Parameter

__all__ = ["METHODS", "Document", "DocumentError", "Operation", "Parameter", "Place", "load"]
