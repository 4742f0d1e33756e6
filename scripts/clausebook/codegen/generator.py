"""One run of openapi-python-client in this process: a package, and each operation's module."""

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
    """What one run made: the functions, and what it could not make or not in full, with reasons."""

    functions: tuple[Function, ...]
    lost: tuple[LostOperation, ...]


class _Templates(BytecodeCache):
    """The generator's templates once compiled: half of the time of a small client."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_TEMPLATES = _Templates()


def make_client(document: Document, package: Path, loose: Collection[str] = ()) -> Client:
    """Writes the package into the folder `package`, which must not exist yet.

    Raises:
        GenerationError: the generator refused the document as a whole.
    """
    given = adapted(document, loose)
    data = _RUNS.data(given, package, document.path.name)
    client, endpoints = _client(document, given, data)
    functions = write_calls(document, package, endpoints, clauses_of(document))
    return Client(tuple(functions), client.lost)


class _Runs:
    """The last runs: most clients of a proof differ in nothing that the generator looks at."""

    _MOST = 2  # what has nothing of an edit, and the edit before this one

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[GeneratorData, dict[Path, bytes]]] = {}

    def data(self, given: AdaptedDocument, package: Path, shown: str) -> GeneratorData:
        """What the generator reads in the document `given`; `package` then holds what it writes."""
        key = package.name, repr(given)
        if key not in self._kept:
            data = _run(given, package, shown)
            apply_patches(package)
            found = [path for path in package.rglob("*") if path.is_file()]
            files = {path.relative_to(package): path.read_bytes() for path in found}
        else:
            data, files = self._kept.pop(key)
            for path, content in files.items():
                (package / path).parent.mkdir(parents=True, exist_ok=True)
                (package / path).write_bytes(content)
        self._kept[key] = data, files
        while len(self._kept) > self._MOST:
            del self._kept[next(iter(self._kept))]
        return data


_RUNS = _Runs()


def _run(given: AdaptedDocument, package: Path, shown: str) -> GeneratorData:
    config = _config(package, given)
    try:
        data = GeneratorData.from_dict(given.data, config=config)
        if not isinstance(data, GeneratorData):
            raise GenerationError(f"{GENERATOR} refused {shown}: {data.detail or data.header}")
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
    # The generator keeps members in a set and sorts them without regard to case, so that `a` and
    # `A` come in the order of their hashes; a sorted list keeps its order through that sort.
    for enum in data.enums:
        if isinstance(enum, LiteralEnumProperty):
            enum.values = sorted(enum.values)  # type: ignore[assignment]


def _config(package: Path, given: AdaptedDocument) -> Config:
    return Config.from_sources(
        ConfigFile(
            package_name_override=package.name,
            project_name_override=package.name,
            field_prefix=PREFIX,
            # Enum classes fail where two members make one name, and take no plain text.
            literal_enums=True,
            content_type_overrides=dict.fromkeys(given.octet_streams, "application/octet-stream"),
            # Hooks call whatever ruff is on the PATH, with whatever settings surround the folder.
            post_hooks=[],
        ),
        meta_type=MetaType.NONE,
        document_source=Path("unused"),
        file_encoding="utf-8",
        overwrite=False,
        output_path=package,
    )


def _client(
    document: Document, given: AdaptedDocument, data: GeneratorData
) -> tuple[Client, dict[str, tuple[Function, Endpoint]]]:
    collections = data.endpoint_collections_by_tag.values()
    endpoints = {
        str(endpoint.name): (str(collection.tag), endpoint)
        for collection in collections
        for endpoint in collection.endpoints
    }
    made: dict[str, tuple[Function, Endpoint]] = {}
    lost = []
    for operation in document.operations:
        name = given.names[operation.label]
        reasons = []
        if name in endpoints:
            tag, endpoint = endpoints[name]
            function = Function(
                operation.label,
                operation.operation_id,
                f"api.{tag}.{name}",
                _arguments(endpoint, given.wire_names[operation.label]),
            )
            made[operation.label] = (function, endpoint)
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
    return Client((), tuple(lost)), made


def _arguments(endpoint: Endpoint, wire_names: dict[str, str]) -> dict[str, str]:
    arguments = {}
    for place, parameter in endpoint.iter_all_parameters():
        name: object = parameter.name
        wire = name.get_untrusted_value() if isinstance(name, UntrustedString) else name
        arguments[wire_names[f"{place} {wire}"]] = str(parameter.python_name)
    return arguments
