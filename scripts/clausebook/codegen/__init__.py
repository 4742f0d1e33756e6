"""Client generation: renders the package, compares it with a folder, or replaces the folder."""

from clausebook.codegen.errors import GenerationError, LostOperation
from clausebook.codegen.output import drift, write
from clausebook.codegen.provenance import package_name
from clausebook.codegen.rendering import render, render_unformatted
from clausebook.codegen.successes import without_success

__all__ = [
    "GenerationError",
    "LostOperation",
    "drift",
    "package_name",
    "render",
    "render_unformatted",
    "without_success",
    "write",
]
