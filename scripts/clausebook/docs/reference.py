"""Builds the reference of a document in one language, for CONTRACT.md and the site.

The templates render it. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.clauses import (
    Clause,
    Place,
    clauses_of,
    parameters_of,
    request_bodies_of,
    response_bodies_of,
)
from clausebook.docs.examples import examples_of
from clausebook.docs.languages import language
from clausebook.docs.reference_model import (
    ClauseRow,
    Content,
    ContractReference,
    Credential,
    ErrorRow,
    OperationReference,
    ParameterRow,
    ResponseReference,
)
from clausebook.docs.schema_table import Member, SchemaTable, component_name
from clausebook.docs.sources import FILE_NAME, read_sources
from clausebook.docs.translations import Translations, read_translations
from clausebook.openapi import Document, Operation
from clausebook.openapi.pointers import join


def contract_reference(document: Document, code: str = "en") -> ContractReference:
    """The reference in the language `code`; texts without a translation stay as they are.

    Raises:
        CannotRun: the translations or the sources beside the document cannot be read.
    """
    return _ReferenceBuilder(document, code).reference()


class _ReferenceBuilder:
    """Builds the reference of one document in one language."""

    def __init__(self, document: Document, code: str) -> None:
        self._document = document
        self._language = language(code)
        translations = read_translations(document, code) if code != "en" else None
        self._translated = (translations or Translations(code)).of
        self._schema_table = SchemaTable(document, self._language, self._translated)
        self._named_schemas: dict[str, tuple[str, tuple[Member, ...]]] = {}
        self._sources = _sources(document)

    def reference(self) -> ContractReference:
        info = self._document.data.get("info", {})
        rows: dict[str, list[ClauseRow]] = {}
        for clause in clauses_of(self._document):
            label = clause.operation.label if clause.operation else ""
            rows.setdefault(label, []).append(self._row(clause))
        operations = tuple(
            self._operation_reference(operation, tuple(rows.get(operation.label, [])))
            for operation in self._document.operations
        )
        return ContractReference(
            document=self._document,
            language=self._language,
            title=self._translated(str(info.get("title", ""))),
            version=str(info.get("version", "")),
            description=self._text(info, "description") or self._text(info, "summary"),
            operations=operations,
            schemas=dict(sorted(self._named_schemas.items())),
            general=tuple(rows.get("", [])),
        )

    def _text(self, raw: Mapping[str, Any], name: str) -> str:
        value = raw.get(name)
        return self._translated(value) if isinstance(value, str) and value.strip() else ""

    def _row(self, clause: Clause) -> ClauseRow:
        source = self._sources.get(clause.key, "")
        return ClauseRow(clause.key, self._language.sentence(clause), clause.side, source, clause)

    def _operation_reference(
        self, operation: Operation, rows: tuple[ClauseRow, ...]
    ) -> OperationReference:
        raw = operation.raw
        responses = tuple(self._responses(operation))
        body = operation.request_body or {}
        return OperationReference(
            label=operation.label,
            operation=operation,
            summary=self._text(raw, "summary") or operation.operation_id or operation.label,
            description=self._text(raw, "description"),
            deprecated=raw.get("deprecated") is True,
            parameters=tuple(self._parameters(operation)),
            body_meaning=self._text(body, "description"),
            body_required=bool(body.get("required", False)),
            bodies=tuple(
                self._content(place, body["content"][place.media_type])
                for place in request_bodies_of(self._document, operation)
            ),
            responses=responses,
            errors=tuple(
                row for response in responses if response.is_error for row in _errors(response)
            ),
            credentials=tuple(self._credentials(operation)),
            clauses=rows,
        )

    def _parameters(self, operation: Operation) -> Iterator[ParameterRow]:
        for place in parameters_of(self._document, operation):
            parameter = place.parameter
            assert parameter is not None
            schema = place.schema.value
            yield ParameterRow(
                name=parameter.name,
                place=parameter.place,
                required=parameter.required or parameter.place == "path",
                type=self._schema_table.type_of(schema),
                limits=self._schema_table.limits_of(schema),
                meaning=self._text(parameter.raw, "description")
                or self._schema_table.meaning_at(parameter.schema_pointer),
                examples=tuple(examples_of(self._document, parameter.raw, self._translated)),
            )

    def _content(self, place: Place, raw: Mapping[str, Any]) -> Content:
        schema_name = component_name(raw.get("schema"))
        members = self._schema_table.members_of(place)
        if schema_name is not None:
            pointer = join("/components/schemas", schema_name)
            self._named_schemas.setdefault(
                schema_name, (self._schema_table.meaning_at(pointer), members)
            )
        return Content(
            media_type=place.media_type or "",
            type=self._schema_table.type_of(place.schema.value),
            schema_name=schema_name,
            members=members,
            examples=tuple(examples_of(self._document, raw, self._translated)),
        )

    def _responses(self, operation: Operation) -> Iterator[ResponseReference]:
        places = list(response_bodies_of(self._document, operation))
        for status, raw in operation.responses.items():
            headers = []
            for name, header in raw.get("headers", {}).items():
                found = self._document.resolve(header)
                headers.append((name, self._text(found, "description")))
            yield ResponseReference(
                status=status,
                meaning=self._text(raw, "description"),
                contents=tuple(
                    self._content(place, raw["content"][place.media_type])
                    for place in places
                    if place.status == status
                ),
                headers=tuple(headers),
                advice=self._text(raw, "x-advice") or self._language.advice(status),
            )

    def _credentials(self, operation: Operation) -> Iterator[tuple[Credential, ...]]:
        schemes = self._document.data.get("components", {}).get("securitySchemes", {})
        for alternative in operation.security:
            found = [self._document.resolve(schemes[n]) for n in alternative if n in schemes]
            yield tuple(self._credential(scheme) for scheme in found)

    def _credential(self, scheme: Mapping[str, Any]) -> Credential:
        if scheme["type"] == "apiKey":
            return Credential(scheme["name"], str(scheme["in"]), self._text(scheme, "description"))
        name = scheme.get("scheme") or scheme["type"]
        return Credential(f"Authorization: {name}", "header", self._text(scheme, "description"))


def _errors(response: ResponseReference) -> Iterator[ErrorRow]:
    """A row for each error code in the response's examples; else one row without a code."""
    found: dict[str, ErrorRow] = {}
    for content in response.contents:
        for example in content.examples:
            code = example.code
            if code:
                meaning = example.summary or response.meaning
                found.setdefault(code, ErrorRow(response.status, code, meaning, response.advice))
    yield from found.values() or [ErrorRow(response.status, "", response.meaning, response.advice)]


def _sources(document: Document) -> dict[str, str]:
    path = document.path.parent / FILE_NAME
    return {row.key: row.source for row in read_sources(path)} if path.is_file() else {}
