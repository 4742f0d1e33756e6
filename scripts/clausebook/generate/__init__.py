"""The client package made from a document: rendered, compared with a folder, or swapped in."""

from clausebook.generate.errors import GenerationError, LostOperation
from clausebook.generate.output import drift, write
from clausebook.generate.rendering import render, render_unformatted
from clausebook.provenance import package_name

__all__ = [
    "GenerationError",
    "LostOperation",
    "drift",
    "package_name",
    "render",
    "render_unformatted",
    "write",
]
