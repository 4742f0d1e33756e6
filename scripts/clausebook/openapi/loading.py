"""Loads and checks a document; a one-line error says why it cannot be used."""

from __future__ import annotations

from pathlib import Path

from clausebook.openapi.errors import DocumentError
from clausebook.openapi.model import Document
from clausebook.openapi.null_sections import drop_null_sections
from clausebook.openapi.pointers import join
from clausebook.openapi.references import Bundle, check_targets
from clausebook.openapi.structure import check_structure


def load(path: Path, *, relative_to: Path | None = None) -> Document:
    """Load the OpenAPI 3.0 or 3.1 document at `path` (YAML or JSON) and the files it references.

    Messages name the file relative to `relative_to` (by default the working folder) where it lies
    below it. Raises DocumentError, which names file, line and JSON pointer.
    """
    bundle = Bundle(path, _display_path(path, relative_to or Path.cwd()))
    _check_version(bundle)
    null_sections = drop_null_sections(bundle.data)
    check_targets(bundle)
    check_structure(bundle)
    document = Document(bundle, null_sections)
    _check_security(document)
    return document


def _display_path(path: Path, base: Path) -> str:
    resolved = path.resolve()
    return (
        str(resolved.relative_to(base.resolve()))
        if resolved.is_relative_to(base.resolve())
        else str(path)
    )


def _check_version(bundle: Bundle) -> None:
    data = bundle.data
    if not isinstance(data, dict):
        kind = {list: "a list", type(None): "nothing"}.get(type(data), "a single value")
        raise DocumentError(
            bundle.place(""), f"not an OpenAPI document: expected a mapping, found {kind}"
        )
    if "swagger" in data:
        message = f"Swagger {data['swagger']} is not supported; convert it to OpenAPI 3.0 or 3.1"
        raise DocumentError(bundle.place("/swagger"), message, "/swagger")
    version = data.get("openapi")
    if version is None:
        raise DocumentError(
            bundle.place(""), "not an OpenAPI document: the member 'openapi' is missing"
        )
    if not isinstance(version, str) or not version.startswith(("3.0.", "3.1.")):
        message = (
            f"version {version!r} is not supported; expected a string such as '3.0.3' or '3.1.0'"
        )
        raise DocumentError(bundle.place("/openapi"), message, "/openapi")


def _check_security(document: Document) -> None:
    """Reject a security requirement that names no declared scheme (OAS 3.1, 4.8.30)."""
    declared = document.data.get("components", {}).get("securitySchemes", {})
    for operation in document.operations:
        owner = operation.pointer if "security" in operation.raw else ""
        for index, alternative in enumerate(operation.security):
            for name in alternative:
                if name not in declared:
                    pointer = join(owner, "security", str(index), name)
                    message = f"components/securitySchemes declares no {name!r}"
                    raise DocumentError(document.place(pointer), message, pointer)
