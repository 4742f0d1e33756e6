"""Every keyword is complete: sentences, probes, mutants, comparison, checks of clients.

Each test runs the code itself on the small schemas of `keyword_cases`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from clausebook.checks.client import (
    client_checks,
    drawn_requests,
    drawn_responses,
    forbidden_calls,
    parses_response,
    sends_request,
    undocumented_response_cases,
)
from clausebook.checks.provider.probes import Planner
from clausebook.clauses import Clause, clauses_of, request_bodies_of
from clausebook.clauses.wording_zh import chinese
from clausebook.codegen import package_name, render_unformatted
from clausebook.codegen.client_driver import ClientDriver
from clausebook.codegen.pattern_spelling import with_python_patterns
from clausebook.codegen.runtime._schema import Schema as ClientSchema
from clausebook.config.facts import Facts
from clausebook.diff import compare
from clausebook.http.exchange import Response
from clausebook.judge import Judge
from clausebook.mock import MockProvider
from clausebook.mutation import Mutant, mutants_of
from clausebook.mutation.flat import FlatDocument
from clausebook.openapi import Document
from clausebook.openapi.schema_parts import SCHEMA_PARTS
from clausebook.report.comparison import LEVELS
from clausebook.schema import keywords
from clausebook.schema.canonical import Schema
from clausebook.schema.keywords import Keyword
from clausebook.schema.validation import SchemaValidator
from clausebook.values.placement import with_keyword_used
from fakes.command import run
from fakes.guard_runs import guard
from fakes.keyword_cases import ANNOTATIONS, CASES, KEYWORDS, KeywordCase, document_of
from hypothesis import given, settings
from hypothesis import strategies as st

VERSIONS = ("3.1.0", "3.0.3")
PLACES = ("body application/json", "response 200 application/json")
VALUE = "/properties/value"

each_case = pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
each_canonical = pytest.mark.parametrize(
    "keyword",
    [keyword for keyword in keywords.KEYWORDS.values() if not keyword.written_as],
    ids=[name for name, keyword in keywords.KEYWORDS.items() if not keyword.written_as],
)
each_place = pytest.mark.parametrize("place", PLACES, ids=["request", "response"])


class Prepared:
    """The document of all cases of one version, with its judge, planner, checks and clauses."""

    def __init__(self, version: str, folder: Path) -> None:
        self.cases = [case for case in CASES if case.version == version]
        self.document = document_of(self.cases, folder / "with")
        stripped = {case.id: case.stripped() for case in self.cases}
        self.without = document_of(self.cases, folder / "without", stripped)
        self.judge = Judge(self.document)
        self.planner = Planner(self.document, Facts(), self.judge)
        self.checks = client_checks(self.document)
        self.clauses = {clause.key: clause for clause in clauses_of(self.document)}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Prepared]:
    """OpenAPI version -> the document of its cases."""
    return {v: Prepared(v, tmp_path_factory.mktemp("keywords")) for v in VERSIONS}


def clause_of(prepared: Prepared, case: KeywordCase, place: str) -> Clause:
    return prepared.clauses[f"POST /{case.id} {place} {VALUE}{case.path}"]


def schema_of(prepared: Prepared, case: KeywordCase) -> Schema:
    (place,) = request_bodies_of(
        prepared.document, prepared.document.operation("POST", f"/{case.id}")
    )
    return place.schema


def test_every_keyword_has_a_case() -> None:
    annotations = {annotation.keyword for annotation in ANNOTATIONS}

    assert KEYWORDS - annotations == set(keywords.KEYWORDS)
    assert set(keywords.KEYWORDS) - {case.keyword for case in CASES} == set()


def test_each_keyword_with_subschemas_is_registered() -> None:
    assert SCHEMA_PARTS.keys() - {"$defs", "definitions"} - set(keywords.KEYWORDS) == set()


def test_no_two_keywords_have_the_same_rank() -> None:
    ranks = [keyword.rank for keyword in keywords.KEYWORDS.values()]

    assert sorted(set(ranks)) == ranks


@each_canonical
def test_a_keyword_names_the_check_that_clients_copy(keyword: Keyword) -> None:
    module, _, function = keyword.client_check.partition(":")

    assert function, f"{keyword.name}: `client_check` names no MODULE:FUNCTION of codegen.runtime"
    assert callable(getattr(import_module(f"clausebook.codegen.runtime.{module}"), function))


@each_case
def test_a_bad_value_breaks_the_clause_of_its_keyword_only(
    case: KeywordCase, prepared: Mapping[str, Prepared]
) -> None:
    validator = SchemaValidator(schema_of(prepared[case.version], case), "")

    assert list(validator.errors({"value": case.good})) == []
    assert [path for path, _ in validator.errors({"value": case.bad})] == [VALUE + case.path]


@each_case
@each_place
def test_a_keyword_has_an_english_sentence(
    case: KeywordCase, place: str, prepared: Mapping[str, Prepared]
) -> None:
    clause = clause_of(prepared[case.version], case, place)

    assert "`value" in clause.sentence
    assert clause.keyword not in re.findall(r"[a-z]+[A-Z]\w+", clause.sentence)


@each_case
@each_place
def test_a_keyword_has_a_chinese_sentence(
    case: KeywordCase, place: str, prepared: Mapping[str, Prepared]
) -> None:
    sentence = chinese(clause_of(prepared[case.version], case, place))

    assert re.search(r"[\u4e00-\u9fff]", sentence.partition("`value")[2])


@each_case
def test_probes_include_a_rejected_value_just_outside_and_an_accepted_one_just_inside(
    case: KeywordCase, prepared: Mapping[str, Prepared]
) -> None:
    prepared_version = prepared[case.version]
    operation = prepared_version.document.operation("POST", f"/{case.id}")
    key = clause_of(prepared_version, case, PLACES[0]).key

    expected = {
        probe.expects for probe in prepared_version.planner.probes(operation) if probe.clause == key
    }

    assert "rejected" in expected
    if case.inside:
        # No other value is inside: the valid request itself is the probe.
        good = prepared_version.planner.valid_request(operation)
        used = with_keyword_used(
            schema_of(prepared_version, case).value, good.body, f"{VALUE}{case.path}".split("/")[1:]
        )
        assert (prepared_version.planner.broken_clauses(good), used) == ([], good.body)
    else:
        assert "accepted" in expected


@pytest.mark.parametrize("path", ["/anyOf/0/properties/a/type", "/anyOf/1/properties/b/type"])
def test_a_keyword_in_a_branch_is_probed_although_its_errors_are_about_unevaluated_members(
    path: str, prepared: Mapping[str, Prepared]
) -> None:
    prepared_version = prepared["3.1.0"]
    route = "/unevaluatedProperties-false"
    key = f"POST {route} {PLACES[0]} {VALUE}{path}"

    probes = prepared_version.planner.probes(prepared_version.document.operation("POST", route))

    assert any(probe.expects == "rejected" for probe in probes if probe.clause == key)


@each_case
@each_place
def test_each_mutation_of_a_keyword_has_a_witness_and_a_change_in_diff(
    case: KeywordCase, place: str, prepared: Mapping[str, Prepared]
) -> None:
    prepared_version = prepared[case.version]
    clause = clause_of(prepared_version, case, place)

    outcomes = list(mutants_of(prepared_version.document, Facts(), {clause.key}))

    mutants = [outcome for outcome in outcomes if isinstance(outcome, Mutant)]
    assert outcomes == mutants
    assert any(mutant.weaker for mutant in mutants)
    if isinstance(clause.value, int | float) and not isinstance(clause.value, bool):
        assert any(not mutant.weaker for mutant in mutants)
    original = prepared_version.document.edited(
        FlatDocument(prepared_version.document).data_of(mutants[0].operation)
    )
    for mutant in mutants:
        levels = {change.level for change in compare(original, mutant.edited)}
        harmful = mutant.weaker == (place == PLACES[1])
        assert levels & ({"breaking", "warning"} if harmful else {*LEVELS}), mutant.mutation


@each_case
def test_diff_reports_a_keyword_that_is_added_or_removed(
    case: KeywordCase, prepared: Mapping[str, Prepared]
) -> None:
    prepared_version = prepared[case.version]
    documents = (prepared_version.without, prepared_version.document)
    levels = [_levels(*pair, case) for pair in (documents, documents[::-1])]

    assert levels == [tuple(case.added), tuple(case.removed)]


def _levels(old: Document, new: Document, case: KeywordCase) -> tuple[str, str]:
    levels_by_side = {
        side: {c.level for c in compare_once(old, new) if c.clause.startswith(start)}
        for side in ("body", "response 200")
        if (start := f"POST /{case.id} {side} ")
    }
    worst = [max(levels, key=LEVELS.index, default="-") for levels in levels_by_side.values()]
    return worst[0], worst[1]


compare_once = cache(compare)


@each_case
def test_a_client_checks_a_keyword(case: KeywordCase, prepared: Mapping[str, Prepared]) -> None:
    schema = schema_of(prepared[case.version], case)
    client = ClientSchema(with_python_patterns(schema.value), schema.recursive)

    assert client.faults({"value": case.good}) == []
    assert [path for path, _, _ in client.faults({"value": case.bad})] == [VALUE + case.path]


@pytest.mark.parametrize("case", ANNOTATIONS, ids=[case.id for case in ANNOTATIONS])
def test_an_annotation_makes_no_clause_and_diff_reports_its_change(
    case: KeywordCase, tmp_path: Path
) -> None:
    document = document_of([case], tmp_path / "with")
    without = document_of([case], tmp_path / "without", {case.id: case.stripped()})

    assert {c.keyword for c in clauses_of(document)} == {c.keyword for c in clauses_of(without)}
    assert (_levels(without, document, case), _levels(document, without, case)) == (
        tuple(case.added),
        tuple(case.removed),
    )


@pytest.fixture(scope="module")
def clients(
    prepared: Mapping[str, Prepared], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, ClientDriver]]:
    """OpenAPI version -> the client generated from the document of its cases."""
    opened = {}
    for version, prepared_version in prepared.items():
        folder = tmp_path_factory.mktemp("client")
        for path, content in render_unformatted(prepared_version.document).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        opened[version] = ClientDriver(
            folder / package_name(prepared_version.document), prepared_version.document
        )
    yield opened
    for client in opened.values():
        client.close()


@each_case
def test_a_client_does_not_send_a_value_that_a_keyword_forbids(
    case: KeywordCase, prepared: Mapping[str, Prepared], clients: Mapping[str, ClientDriver]
) -> None:
    prepared_version, client = prepared[case.version], clients[case.version]
    operation = prepared_version.document.operation("POST", f"/{case.id}")
    key = clause_of(prepared_version, case, PLACES[0]).key
    sent = len(client.requests)

    with pytest.raises(client.errors.InvalidArgument) as error:
        client.call(operation, {}, {"value": case.bad}, response=Response(500), lossless=True)

    assert (error.value.clause, len(client.requests)) == (key, sent)
    assert key in {call.clause for call in forbidden_calls(prepared_version.document, operation)}


@each_case
def test_a_client_rejects_a_response_that_a_keyword_forbids(
    case: KeywordCase, prepared: Mapping[str, Prepared], clients: Mapping[str, ClientDriver]
) -> None:
    prepared_version, client = prepared[case.version], clients[case.version]
    operation = prepared_version.document.operation("POST", f"/{case.id}")
    key = clause_of(prepared_version, case, PLACES[1]).key
    body = json.dumps({"value": case.bad}).encode()
    response = Response(200, (("Content-Type", "application/json"),), body)

    with pytest.raises(client.errors.Broken) as error:
        client.call(operation, {}, {"value": case.good}, response=response, lossless=True)

    assert error.value.clause == key
    assert key in {
        case.clause for case in undocumented_response_cases(prepared_version.document, operation)
    }


@each_case
def test_a_generated_client_and_a_mock_pass_every_check_of_the_keyword(
    case: KeywordCase, prepared: Mapping[str, Prepared], clients: Mapping[str, ClientDriver]
) -> None:
    prepared_version, client = prepared[case.version], clients[case.version]
    operation = prepared_version.document.operation("POST", f"/{case.id}")
    provider = MockProvider(prepared_version.document, judge=prepared_version.judge)

    for check in prepared_version.checks:
        if check.name.startswith(f"POST /{case.id}: "):
            check.run(client)
    for probe in prepared_version.planner.probes(operation):
        request = probe.tamper(probe.draft.request({}))
        assert request is not None
        response = provider.respond(request)
        assert (response.status == 200) is (probe.expects == "accepted"), probe.name
        assert prepared_version.judge.response(request, response) == [], probe.name


@each_case
@settings(max_examples=15, database=None)
@given(data=st.data())
def test_hypothesis_can_draw_requests_and_responses(
    case: KeywordCase,
    prepared: Mapping[str, Prepared],
    clients: Mapping[str, ClientDriver],
    data: st.DataObject,
) -> None:
    prepared_version, client = prepared[case.version], clients[case.version]
    operation = prepared_version.document.operation("POST", f"/{case.id}")
    call = data.draw(drawn_requests(prepared_version.document, operation))
    response = data.draw(drawn_responses(prepared_version.document, operation))

    sends_request(prepared_version.judge, client, operation, call, asynchronous=False)
    parses_response(client, operation, response, asynchronous=False)


def test_guard_passes_for_a_client_generated_from_the_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (case,) = (case for case in CASES if case.id == "unevaluatedProperties-of-one-schema")
    document_of([case], tmp_path)
    settings = '[tool.clausebook]\nspec = "openapi.yaml"\ngenerated = "generated"\n'
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "generated").mkdir()

    code, _, output = run(capsys, "generate", "--project", tmp_path)
    finished = guard(tmp_path, "--only", "client,provider", "--max-examples", "1")

    assert (code, finished.returncode) == (0, 0), output + finished.stdout + finished.stderr
