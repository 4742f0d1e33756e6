"""No keyword is dropped in silence: each is worded, probed, broken, compared, checked by clients.

Every question is put to the code itself, with the small schemas of `keyword_cases`.
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
    """The document of all cases of one version, and what is made of it once for all tests."""

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
    """By the version of OpenAPI."""
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


def test_each_keyword_that_holds_schemas_is_known() -> None:
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
def test_a_keyword_breaks_the_clause_that_it_makes(
    case: KeywordCase, prepared: Mapping[str, Prepared]
) -> None:
    judge = SchemaValidator(schema_of(prepared[case.version], case), "")

    assert list(judge.errors({"value": case.good})) == []
    assert [path for path, _ in judge.errors({"value": case.bad})] == [VALUE + case.path]


@each_case
@each_place
def test_a_keyword_is_worded(
    case: KeywordCase, place: str, prepared: Mapping[str, Prepared]
) -> None:
    clause = clause_of(prepared[case.version], case, place)

    assert "`value" in clause.sentence
    assert clause.keyword not in re.findall(r"[a-z]+[A-Z]\w+", clause.sentence)


@each_case
@each_place
def test_a_keyword_is_worded_in_chinese(
    case: KeywordCase, place: str, prepared: Mapping[str, Prepared]
) -> None:
    told = chinese(clause_of(prepared[case.version], case, place))

    assert re.search(r"[\u4e00-\u9fff]", told.partition("`value")[2])


@each_case
def test_a_value_just_outside_is_refused_and_one_just_inside_is_taken(
    case: KeywordCase, prepared: Mapping[str, Prepared]
) -> None:
    made = prepared[case.version]
    operation = made.document.operation("POST", f"/{case.id}")
    key = clause_of(made, case, PLACES[0]).key

    expected = {probe.expects for probe in made.planner.probes(operation) if probe.clause == key}

    assert "refused" in expected
    if case.inside:
        # The known-good request, which every run sends_request, is all there is to send.
        good = made.planner.good(operation)
        used = with_keyword_used(
            schema_of(made, case).value, good.body, f"{VALUE}{case.path}".split("/")[1:]
        )
        assert (made.planner.faults(good), used) == ([], good.body)
    else:
        assert "accepted" in expected


@pytest.mark.parametrize("path", ["/anyOf/0/properties/a/type", "/anyOf/1/properties/b/type"])
def test_what_a_branch_says_is_probed_though_its_faults_are_told_as_unevaluated_members(
    path: str, prepared: Mapping[str, Prepared]
) -> None:
    made = prepared["3.1.0"]
    route = "/unevaluatedProperties-false"
    key = f"POST {route} {PLACES[0]} {VALUE}{path}"

    probes = made.planner.probes(made.document.operation("POST", route))

    assert any(probe.expects == "refused" for probe in probes if probe.clause == key)


@each_case
@each_place
def test_each_change_of_a_keyword_is_seen_by_a_witness_and_by_a_comparison(
    case: KeywordCase, place: str, prepared: Mapping[str, Prepared]
) -> None:
    made = prepared[case.version]
    clause = clause_of(made, case, place)

    outcomes = list(mutants_of(made.document, Facts(), {clause.key}))

    mutants = [outcome for outcome in outcomes if isinstance(outcome, Mutant)]
    assert outcomes == mutants
    assert any(mutant.weaker for mutant in mutants)
    if isinstance(clause.value, int | float) and not isinstance(clause.value, bool):
        assert any(not mutant.weaker for mutant in mutants)
    alone = made.document.edited(FlatDocument(made.document).data_of(mutants[0].operation))
    for mutant in mutants:
        levels = {change.level for change in compare(alone, mutant.edited)}
        harmful = mutant.weaker == (place == PLACES[1])
        assert levels & ({"breaking", "warning"} if harmful else {*LEVELS}), mutant.what


@each_case
def test_a_comparison_sees_a_keyword_come_and_go(
    case: KeywordCase, prepared: Mapping[str, Prepared]
) -> None:
    made = prepared[case.version]
    documents = (made.without, made.document)
    levels = [_levels(*pair, case) for pair in (documents, documents[::-1])]

    assert levels == [tuple(case.added), tuple(case.removed)]


def _levels(old: Document, new: Document, case: KeywordCase) -> tuple[str, str]:
    found = {
        side: {c.level for c in compare_once(old, new) if c.clause.startswith(start)}
        for side in ("body", "response 200")
        if (start := f"POST /{case.id} {side} ")
    }
    worst = [max(levels, key=LEVELS.index, default="-") for levels in found.values()]
    return worst[0], worst[1]


compare_once = cache(compare)


@each_case
def test_a_client_checks_a_keyword(case: KeywordCase, prepared: Mapping[str, Prepared]) -> None:
    schema = schema_of(prepared[case.version], case)
    client = ClientSchema(with_python_patterns(schema.value), schema.recursive)

    assert client.faults({"value": case.good}) == []
    assert [path for path, _, _ in client.faults({"value": case.bad})] == [VALUE + case.path]


@pytest.mark.parametrize("case", ANNOTATIONS, ids=[case.id for case in ANNOTATIONS])
def test_an_annotation_forbids_nothing_and_its_change_is_seen(
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
    """The client that is generated for each document, by the version of OpenAPI."""
    opened = {}
    for version, made in prepared.items():
        folder = tmp_path_factory.mktemp("client")
        for path, content in render_unformatted(made.document).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        opened[version] = ClientDriver(folder / package_name(made.document), made.document)
    yield opened
    for consumer in opened.values():
        consumer.close()


@each_case
def test_a_client_does_not_send_what_a_keyword_forbids(
    case: KeywordCase, prepared: Mapping[str, Prepared], clients: Mapping[str, ClientDriver]
) -> None:
    made, consumer = prepared[case.version], clients[case.version]
    operation = made.document.operation("POST", f"/{case.id}")
    key = clause_of(made, case, PLACES[0]).key
    sent = len(consumer.requests)

    with pytest.raises(consumer.errors.InvalidArgument) as refused:
        consumer.call(operation, {}, {"value": case.bad}, response=Response(500), lossless=True)

    assert (refused.value.clause, len(consumer.requests)) == (key, sent)
    assert key in {call.clause for call in forbidden_calls(made.document, operation)}


@each_case
def test_a_client_does_not_swallow_what_a_keyword_forbids(
    case: KeywordCase, prepared: Mapping[str, Prepared], clients: Mapping[str, ClientDriver]
) -> None:
    made, consumer = prepared[case.version], clients[case.version]
    operation = made.document.operation("POST", f"/{case.id}")
    key = clause_of(made, case, PLACES[1]).key
    body = json.dumps({"value": case.bad}).encode()
    answer = Response(200, (("Content-Type", "application/json"),), body)

    with pytest.raises(consumer.errors.Broken) as refused:
        consumer.call(operation, {}, {"value": case.good}, response=answer, lossless=True)

    assert refused.value.clause == key
    assert key in {wrong.clause for wrong in undocumented_response_cases(made.document, operation)}


@each_case
def test_a_client_and_a_provider_that_keep_the_document_pass_every_check_of_it(
    case: KeywordCase, prepared: Mapping[str, Prepared], clients: Mapping[str, ClientDriver]
) -> None:
    made, consumer = prepared[case.version], clients[case.version]
    operation = made.document.operation("POST", f"/{case.id}")
    provider = MockProvider(made.document, judge=made.judge)

    for check in made.checks:
        if check.name.startswith(f"POST /{case.id}: "):
            check.run(consumer)
    for probe in made.planner.probes(operation):
        request = probe.tamper(probe.draft.request({}))
        assert request is not None
        answer = provider.respond(request)
        assert (answer.status == 200) is (probe.expects == "accepted"), probe.name
        assert made.judge.response(request, answer) == [], probe.name


@each_case
@settings(max_examples=15, database=None)
@given(data=st.data())
def test_calls_and_answers_can_be_drawn(
    case: KeywordCase,
    prepared: Mapping[str, Prepared],
    clients: Mapping[str, ClientDriver],
    data: st.DataObject,
) -> None:
    made, consumer = prepared[case.version], clients[case.version]
    operation = made.document.operation("POST", f"/{case.id}")
    call = data.draw(drawn_requests(made.document, operation))
    answer = data.draw(drawn_responses(made.document, operation))

    sends_request(made.judge, consumer, operation, call, asynchronous=False)
    parses_response(consumer, operation, answer, asynchronous=False)


def test_guard_is_kept_where_the_client_was_generated_from_the_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (case,) = (case for case in CASES if case.id == "unevaluatedProperties-of-one-schema")
    document_of([case], tmp_path)
    settings = '[tool.clausebook]\nspec = "openapi.yaml"\ngenerated = "generated"\n'
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "generated").mkdir()

    code, _, told = run(capsys, "generate", "--project", tmp_path)
    done = guard(tmp_path, "--only", "consumer,provider", "--max-examples", "1")

    assert (code, done.returncode) == (0, 0), told + done.stdout + done.stderr
