"""Runs openapi-python-client in this process and maps each operation to its module."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import LiteralEnumProperty
from openapi_python_client.schema import UntrustedString

from clausebook.clauses import clauses_of
from clausebook.codegen.emit import write_calls
from clausebook.codegen.errors import GenerationError, LostOperation
from clausebook.codegen.opc_adapter import PREFIX, AdaptedDocument, adapted
from clausebook.codegen.opc_patches import apply_patches
from clausebook.codegen.provenance import Function
from clausebook.codegen.stamp import GENERATOR
from clausebook.openapi import Document


@dataclass(frozen=True, slots=True)
class Client:
    """A generated client: its functions, and the operations it lacks, with reasons."""

    functions: tuple[Function, ...]
    lost: tuple[LostOperation, ...]


class _Templates(BytecodeCache):
    """Caches the generator's compiled templates, half of the time of a small client."""

    def __init__(self) -> None:
        self._cache: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._cache:
            bucket.bytecode_from_string(self._cache[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._cache[bucket.key] = bucket.bytecode_to_string()


_TEMPLATES = _Templates()


def make_client(document: Document, package: Path, loose: Collection[str] = ()) -> Client:
    """Generate the package into the folder `package`, which must not exist yet.

    Raises:
        GenerationError: the generator rejected the whole document.
    """
    adapted_document = adapted(document, loose)
    data = _RUNS.data(adapted_document, package, document.path.name)
    client, endpoints = _client(document, adapted_document, data)
    functions = write_calls(document, package, endpoints, clauses_of(document))
    return Client(tuple(functions), client.lost)


class _Runs:
    """Caches the last runs: most mutants do not change the generator's input."""

    _MAX = 2  # the unmutated document, and the previous mutant

    def __init__(self) -> None:
        self._cache: dict[tuple[str, str], tuple[GeneratorData, dict[Path, bytes]]] = {}

    def data(self, adapted_document: AdaptedDocument, package: Path, shown: str) -> GeneratorData:
        """The generator's data of `adapted_document`; writes its output into `package`."""
        key = package.name, repr(adapted_document)
        if key not in self._cache:
            data = _run(adapted_document, package, shown)
            apply_patches(package)
            paths = [path for path in package.rglob("*") if path.is_file()]
            files = {path.relative_to(package): path.read_bytes() for path in paths}
        else:
            data, files = self._cache.pop(key)
            for path, content in files.items():
                (package / path).parent.mkdir(parents=True, exist_ok=True)
                (package / path).write_bytes(content)
        self._cache[key] = data, files
        while len(self._cache) > self._MAX:
            del self._cache[next(iter(self._cache))]
        return data


_RUNS = _Runs()


def _run(adapted_document: AdaptedDocument, package: Path, shown: str) -> GeneratorData:
    config = _config(package, adapted_document)
    try:
        data = GeneratorData.from_dict(adapted_document.data, config=config)
        if not isinstance(data, GeneratorData):
            raise GenerationError(f"{GENERATOR} rejected {shown}: {data.detail or data.header}")
        _order_enums(data)
        project = Project(openapi=data, config=config)
        project.env.bytecode_cache = _TEMPLATES
        with contextlib.redirect_stdout(io.StringIO()):
            project.build()
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        AssertionError,
        RecursionError,
    ) as error:
        message = f"{GENERATOR} failed on {shown}: {type(error).__name__}: {error}"
        raise GenerationError(message) from error
    return data


def _order_enums(data: GeneratorData) -> None:
    # The generator sorts a set of members case-insensitively, so the order of `a` and `A` depends
    # on their hashes. Its sort is stable, so a sorted list has a fixed order.
    for enum in data.enums:
        if isinstance(enum, LiteralEnumProperty):
            enum.values = sorted(enum.values)  # type: ignore[assignment]  # typed as a set there


def _config(package: Path, adapted_document: AdaptedDocument) -> Config:
    return Config.from_sources(
        ConfigFile(
            package_name_override=package.name,
            project_name_override=package.name,
            field_prefix=PREFIX,
            # Enum classes fail if two members have one name, and accept no plain strings.
            literal_enums=True,
            content_type_overrides=dict.fromkeys(
                adapted_document.octet_streams, "application/octet-stream"
            ),
            # Hooks would call any ruff on the PATH, with any surrounding configuration.
            post_hooks=[],
        ),
        meta_type=MetaType.NONE,
        document_source=Path("unused"),
        file_encoding="utf-8",
        overwrite=False,
        output_path=package,
    )


def _client(
    document: Document, adapted_document: AdaptedDocument, data: GeneratorData
) -> tuple[Client, dict[str, tuple[Function, Endpoint]]]:
    collections = data.endpoint_collections_by_tag.values()
    endpoints = {
        str(endpoint.name): (str(collection.tag), endpoint)
        for collection in collections
        for endpoint in collection.endpoints
    }
    endpoints_by_label: dict[str, tuple[Function, Endpoint]] = {}
    lost = []
    for operation in document.operations:
        name = adapted_document.names[operation.label]
        reasons = []
        if name in endpoints:
            tag, endpoint = endpoints[name]
            function = Function(
                operation.label,
                operation.operation_id,
                f"api.{tag}.{name}",
                _arguments(endpoint, adapted_document.wire_names[operation.label]),
            )
            endpoints_by_label[operation.label] = (function, endpoint)
            reasons = [error.detail or error.header for error in endpoint.errors]
        else:
            reasons = [
                error.detail or error.header
                for collection in collections
                for error in collection.parse_errors
                if f" {operation.label} " in f" {error.header} "
            ] or ["the generator gives no reason"]
        if reasons:
            reason = " ".join("; ".join(reasons).split())
            lost.append(LostOperation(operation.label, operation.operation_id, reason))
    return Client((), tuple(lost)), endpoints_by_label


def _arguments(endpoint: Endpoint, wire_names: dict[str, str]) -> dict[str, str]:
    arguments = {}
    for place, parameter in endpoint.iter_all_parameters():
        name: object = parameter.name
        wire = name.get_untrusted_value() if isinstance(name, UntrustedString) else name
        arguments[wire_names[f"{place} {wire}"]] = str(parameter.python_name)
    return arguments
