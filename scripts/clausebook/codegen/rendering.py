"""The content of `generated/` for a document, in memory: the same bytes on every run."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from clausebook.codegen.code_safety import check_code_safety
from clausebook.codegen.distribution import pyproject
from clausebook.codegen.errors import GenerationError, LostOperation
from clausebook.codegen.formatting import format_code
from clausebook.codegen.generator import Client, make_client
from clausebook.codegen.import_check import import_failures
from clausebook.codegen.provenance import PROVENANCE, package_name
from clausebook.codegen.stamp import provenance, put_headlines
from clausebook.openapi import Document


def render(document: Document) -> dict[str, bytes]:
    """Everything that belongs into `generated/`: relative path to content.

    Every operation of the document is in it and can be imported; one that the generator cannot
    make in full detail is made with untyped values, which the package's provenance says.

    Raises:
        GenerationError: an operation cannot be made at all; names it and the generator's reason.
    """
    client, files = _made(document, {})
    if not client.lost:
        return _complete(document, client, files, {})
    loose = {operation.label: operation.reason for operation in client.lost}
    client, files = _made(document, loose)
    if client.lost:
        message = f"{document.path.name}: no client can be made for {len(client.lost)} operation(s)"
        raise GenerationError(message, client.lost)
    return _complete(document, client, files, loose)


def render_unformatted(document: Document) -> dict[str, bytes]:
    """The package alone, in a seventh of the time: neither formatted nor tried in a new process.

    Raises:
        GenerationError: an operation cannot be made.
    """
    with tempfile.TemporaryDirectory(prefix="clausebook-") as scratch:
        package = Path(scratch) / package_name(document)
        client = make_client(document, package, {})
        if client.lost:
            message = f"{document.path.name}: {len(client.lost)} operation(s) cannot be made"
            raise GenerationError(message, client.lost)
        check_code_safety(package)
        files = _files(Path(scratch))
    return {**files, f"{package.name}/{PROVENANCE}": provenance(document, client.functions, {})}


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _made(document: Document, loose: Mapping[str, str]) -> tuple[Client, dict[str, bytes]]:
    """One attempt: what it lost, failed imports included, and the files of the package."""
    with tempfile.TemporaryDirectory(prefix="clausebook-") as scratch:
        package = Path(scratch) / package_name(document)
        client = make_client(document, package, loose)
        check_code_safety(package)
        put_headlines(package, document)
        format_code(package)
        (package / "py.typed").touch()
        modules = {f"{package.name}.{made.module}": made for made in client.functions}
        failures = import_failures(Path(scratch), [package.name, *modules])
        lost = [
            LostOperation(made.label, made.operation_id, f"not importable: {failures[module]}")
            for module, made in modules.items()
            if module in failures
        ]
        files = _files(Path(scratch))
    if package.name in failures and not modules:
        raise GenerationError(f"the generated package cannot be imported: {failures[package.name]}")
    return Client(client.functions, (*client.lost, *lost)), files


def _complete(
    document: Document, client: Client, files: dict[str, bytes], loose: dict[str, str]
) -> dict[str, bytes]:
    package = package_name(document)
    whole = {
        **files,
        "pyproject.toml": pyproject(document, package, files),
        f"{package}/{PROVENANCE}": provenance(document, client.functions, loose),
    }
    return dict(sorted(whole.items()))
