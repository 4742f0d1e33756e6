"""An edit without a witness is unproven unless a proof is named; pattern and length together."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from contextlib import closing
from pathlib import Path
from typing import Any

import clausebook.mutation
import pytest
from clausebook.checks.provider.listing import provider_checks
from clausebook.checks.provider.probe_checks import ConformanceCheck
from clausebook.checks.session import ProviderSession
from clausebook.config.facts import Facts
from clausebook.http.exchange import Request, Response
from clausebook.http.transport import AsgiTransport
from clausebook.judge import Judge
from clausebook.mock import MockProvider
from clausebook.mutation import Equivalent, Mutant, Unproven, mutants_of
from clausebook.mutation.model import Argument, EquivalenceProof
from clausebook.mutation.strategies import first_value
from clausebook.mutation.texts import text_of_length, texts_near_length
from clausebook.openapi import load
from clausebook.report import Proof, Run, UnwitnessedEdit
from clausebook.report.finding import ContractBroken
from clausebook.report.merging import merge
from clausebook.report.reading import report_schema
from clausebook.schema.canonical import Schema
from clausebook.schema.validation import SchemaValidator
from fakes.command import run
from fakes.paths import DOCUMENTS
from fakes.written_documents import written

TAGS = DOCUMENTS / "tags.yaml"
LIMIT = "GET /tags query q /maxLength"
CODES = "^[A-Z]{3}(,[A-Z]{3})*$"


def of_clause(document: Any, *keys: str) -> dict[str, Any]:
    return {outcome.mutation: outcome for outcome in mutants_of(document, Facts(), set(keys))}


class WithoutMaxLength(MockProvider):
    """A provider that checks the pattern but not the length."""

    def respond(self, request: Request) -> Response:
        """The documented response; 204 for texts that are too long."""
        text = re.fullmatch(r"/tags\?q=([A-Z]{3}(?:%2C[A-Z]{3})*)", request.target)
        return Response(204) if text and request.method == "GET" else super().respond(request)


def test_a_missing_length_check_beside_a_pattern_is_found_by_the_next_matching_length() -> None:
    document = load(TAGS)
    checks = [c for c in provider_checks(document, Facts()) if isinstance(c, ConformanceCheck)]
    (check,) = [c for c in checks if LIMIT in c.clauses and c.probes[0].expects == "rejected"][:1]

    with closing(AsgiTransport(WithoutMaxLength(document, {}))) as transport:
        session = ProviderSession.over(document, Judge(document), Facts(), transport)
        with pytest.raises(ContractBroken, match="23 characters"):
            check.run(session)


def test_the_witness_of_a_length_beside_a_pattern_matches_the_pattern() -> None:
    removed = of_clause(load(TAGS), LIMIT)["maxLength removed"]

    assert isinstance(removed, Mutant)
    assert removed.request is not None
    text = removed.request.values["query", "q"]
    assert len(text) == 23
    assert re.fullmatch(r"[A-Z]{3}(,[A-Z]{3})*", text)


def test_another_limit_between_two_possible_lengths_of_the_pattern_is_equivalent() -> None:
    outcome = of_clause(load(TAGS), LIMIT)["maxLength 20"]

    assert isinstance(outcome, Equivalent)
    assert outcome.proof.argument is Argument.LENGTHS
    assert "3, 7, 11, 15, 19" in outcome.proof.detail


@pytest.mark.parametrize("proof", [None, "no witness", ()], ids=str)
def test_an_equivalent_edit_cannot_be_made_without_a_proof(proof: Any) -> None:
    with pytest.raises(TypeError, match="unproven"):
        Equivalent("GET /a operation", "no edit", proof)


@pytest.mark.parametrize(("argument", "detail"), [("", "x"), (Argument.TEXT, "")], ids=str)
def test_a_proof_cannot_be_made_without_argument_and_detail(argument: Any, detail: str) -> None:
    with pytest.raises(TypeError, match="needs an argument"):
        EquivalenceProof(argument, detail)


PARAMETER = """
    paths:
      /a:
        get:
          operationId: getA
          parameters:
            - {{name: q, in: query, required: true, schema: {schema}, example: {example}}}
          responses: {{'204': {{description: fine}}, '400': {{description: refused}}}}
    """


@pytest.mark.parametrize(
    ("schema", "example", "keyword", "mutation", "expected"),
    [
        ("{type: string}", "b", "type", "type removed", Argument.TEXT),
        ("{type: string}", "b", "type", "type that accepts null", Argument.FINITE_DOMAIN),
        ("{type: string, minLength: 1}", "b", "type", "type that accepts null", Mutant),
        ("{type: string, maxLength: 5}", "b", "type", "type removed", Mutant),
        ("{type: string, enum: [b, c]}", "b", "type", "type removed", Argument.CANONICAL_FORM),
        (
            "{type: string, enum: [b]}",
            "b",
            "type",
            "type that accepts null",
            Argument.FINITE_DOMAIN,
        ),
        ("{type: string, minLength: 1}", "b", "minLength", "minLength removed", Mutant),
        (
            "{type: string, pattern: '^[a-z]{2,4}$', maxLength: 9}",
            *("bc", "maxLength", "maxLength removed", Argument.LENGTHS),
        ),
        (
            "{type: string, pattern: '^[a-z]{2,4}$', maxLength: 4}",
            *("bc", "maxLength", "maxLength 3", Mutant),
        ),
    ],
    ids=lambda value: getattr(value, "name", None) or str(value),
)
def test_an_edit_is_a_mutant_or_equivalent_by_this_argument(
    schema: str, example: str, keyword: str, mutation: str, expected: Any, tmp_path: Path
) -> None:
    document = written(tmp_path, PARAMETER.format(schema=schema, example=example))
    outcome = of_clause(document, f"GET /a query q /{keyword}").get(mutation)

    if isinstance(expected, Argument):
        assert isinstance(outcome, Equivalent)
        assert outcome.proof.argument is expected
    else:
        assert isinstance(outcome, expected)


@pytest.mark.parametrize(
    ("keyword", "mutation"), [("explode", "explode inverted"), ("style", "no edit")]
)
def test_only_one_style_applies_to_a_list_in_a_header(
    keyword: str, mutation: str, tmp_path: Path
) -> None:
    text = PARAMETER.replace("name: q, in: query", "name: X-Q, in: header")
    schema = "{type: array, items: {type: string}}"
    document = written(tmp_path, text.format(schema=schema, example="[b, c]"))
    outcome = of_clause(document, f"GET /a header X-Q /{keyword}").get(mutation)

    assert isinstance(outcome, Equivalent)
    assert outcome.proof.argument is Argument.ONE_STYLE


def test_an_edit_without_a_proof_is_unproven() -> None:
    unproven = [it for it in mutants_of(load(TAGS), Facts()) if isinstance(it, Unproven)]

    assert {edit.mutation for edit in unproven} == {
        "HEAD does what GET does",
        "OPTIONS does what GET does",
    }
    assert all(it.reason for it in unproven)


@pytest.mark.parametrize(
    ("length", "lengths"), [(20, [23, 19]), (19, [19, 19]), (4, [7, 3])], ids=str
)
def test_a_drawn_text_is_pumped_to_the_nearest_lengths(length: int, lengths: list[int]) -> None:
    assert [len(text) for text in texts_near_length(CODES, "FRA", length)] == lengths
    assert text_of_length(CODES, "FRA", 20) is None


@pytest.mark.parametrize(
    ("schema", "along"),
    [
        ({"type": "string", "pattern": CODES}, ()),
        ({"type": "object", "properties": {"a": {"type": "integer", "minimum": 3}}},
         ("properties", "a", "minimum")),
        ({"anyOf": [{"type": "integer"}, {"type": "array", "items": {"enum": ["x"]}}]},
         ("anyOf", "1", "items", "enum")),
        ({"type": "object", "propertyNames": {"pattern": "^[a-z]+$"}, "minProperties": 2}, ()),
        ({}, ()),
    ],
    ids=["pattern", "member", "branch", "names", "anything"],
)  # fmt: skip
def test_a_drawn_value_fits_its_schema_and_is_the_same_each_time(
    schema: dict[str, Any], along: tuple[str, ...]
) -> None:
    value = first_value(schema, {}, along=along)

    assert SchemaValidator(Schema(schema, {}, {}), "").accepts(value)
    assert value == first_value(dict(schema), {}, along=along)
    assert not along or value not in ({}, [])


def test_witnesses_do_not_come_from_the_values_of_the_checks() -> None:
    """A gap in the checks' values must not be a gap in the witnesses too."""
    shared = {"clausebook.values.nothing", "clausebook.values.placement"}
    for module in pkgutil.iter_modules(clausebook.mutation.__path__, "clausebook.mutation."):
        names = vars(importlib.import_module(module.name)).values()
        origins = {str(getattr(value, "__module__", "")) for value in names}

        generators = {name for name in origins if name.startswith("clausebook.values")}
        assert generators <= shared, module.name


PROOF = Proof((), (UnwitnessedEdit("A", "x", "one form", "equal canonical form"),), (
    UnwitnessedEdit("B", "y", "nothing tells"),
))  # fmt: skip


def test_unproven_edits_are_counted_apart_and_survive_a_merge() -> None:
    data = PROOF.as_data()

    assert (data["score"]["equivalent"], data["score"]["unproven"]) == (1, 1)
    assert data["unproven"] == [{"clause": "B", "mutation": "y", "reason": "nothing tells"}]
    assert data["equivalents"][0]["argument"] == "equal canonical form"
    report = Run("s", proof=PROOF)
    assert merge([report, report]).proof == PROOF
    assert "unproven" in json.dumps(report_schema())


@pytest.mark.parametrize(("strict", "expected"), [((), 0), (("--strict",), 1)], ids=["", "strict"])
def test_unproven_edits_are_shown_and_fail_the_command_only_if_it_is_strict(
    strict: tuple[str, ...], expected: int, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "prove", "--spec", TAGS, "--workers", "1", *strict)

    assert code == expected
    assert "unproven: * /tags methods: HEAD does what GET does" in out
    assert re.search("proof: ([0-9]+) of \\1 mutants killed, 1 equivalent, 2 unproven", out)
