"""Renders the content of `generated/` in memory, deterministically."""

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
    """The files of `generated/`, by relative path.

    Every operation is included and importable; one that the generator does not support in detail
    gets untyped values, as the package's provenance records.

    Raises:
        GenerationError: an operation cannot be generated; with the generator's reason.
    """
    client, files = _generated(document, {})
    if not client.lost:
        return _with_metadata(document, client, files, {})
    loose = {operation.label: operation.reason for operation in client.lost}
    client, files = _generated(document, loose)
    if client.lost:
        message = f"{document.path.name}: cannot generate {len(client.lost)} operation(s)"
        raise GenerationError(message, client.lost)
    return _with_metadata(document, client, files, loose)


def render_unformatted(document: Document) -> dict[str, bytes]:
    """The package alone, without formatting and import check, in a seventh of the time.

    Raises:
        GenerationError: an operation cannot be generated.
    """
    with tempfile.TemporaryDirectory(prefix="clausebook-") as scratch:
        package = Path(scratch) / package_name(document)
        client = make_client(document, package, {})
        if client.lost:
            message = f"{document.path.name}: cannot generate {len(client.lost)} operation(s)"
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


def _generated(document: Document, loose: Mapping[str, str]) -> tuple[Client, dict[str, bytes]]:
    """One attempt: the client, with failed imports among the lost operations, and its files."""
    with tempfile.TemporaryDirectory(prefix="clausebook-") as scratch:
        package = Path(scratch) / package_name(document)
        client = make_client(document, package, loose)
        check_code_safety(package)
        put_headlines(package, document)
        format_code(package)
        (package / "py.typed").touch()
        modules = {f"{package.name}.{function.module}": function for function in client.functions}
        failures = import_failures(Path(scratch), [package.name, *modules])
        lost = [
            LostOperation(
                function.label, function.operation_id, f"not importable: {failures[module]}"
            )
            for module, function in modules.items()
            if module in failures
        ]
        files = _files(Path(scratch))
    if package.name in failures and not modules:
        raise GenerationError(f"the generated package cannot be imported: {failures[package.name]}")
    return Client(client.functions, (*client.lost, *lost)), files


def _with_metadata(
    document: Document, client: Client, files: dict[str, bytes], loose: dict[str, str]
) -> dict[str, bytes]:
    package = package_name(document)
    all_files = {
        **files,
        "pyproject.toml": pyproject(document, package, files),
        f"{package}/{PROVENANCE}": provenance(document, client.functions, loose),
    }
    return dict(sorted(all_files.items()))
