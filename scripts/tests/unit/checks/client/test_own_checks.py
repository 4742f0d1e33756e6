"""Checks of one's own of the client: how one is run, what becomes of what it raises, its proof."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from clausebook.checks import registry
from clausebook.checks.client import client_checks, request_cases
from clausebook.checks.client.listing import built_in_client_families
from clausebook.checks.client.own_checks import OwnClientCheck
from clausebook.checks.registry import RegisteredCheck, check
from clausebook.codegen.client_driver import ClientDriver
from clausebook.config.facts import Facts
from clausebook.errors import CannotRun, CouldNotJudge
from clausebook.http.exchange import Response
from clausebook.mutation import Mutant, mutants_of
from clausebook.mutation.client_side import ClientSide
from clausebook.openapi import Document, Operation
from clausebook.report.finding import ContractBroken, Finding
from fakes.generated_documents import PETS, saved, unpacked

Body = Callable[[ClientDriver], Any]


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is gone after it."""
    built_in_client_families()  # once for all tests: a module registers when it is first imported
    monkeypatch.setattr(registry, "_registered", list(registry._registered))


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    return saved(tmp_path_factory.mktemp("pets"), PETS)


@pytest.fixture(scope="module")
def client(document: Document, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClientDriver]:
    with ClientDriver(unpacked(document, tmp_path_factory.mktemp("generated")), document) as made:
        yield made


def own(body: Body) -> RegisteredCheck:
    """A check of the whole client with this body, registered."""

    def asked(client: ClientDriver) -> Any:
        """It is asked."""
        return body(client)

    check(stage="client", id="ours/asked", source="our guide, 4")(asked)
    return next(it for it in registry.registered_checks() if it.id == "ours/asked")


def own_check(document: Document, body: Body) -> OwnClientCheck:
    """The one check that this body makes."""
    (made,) = client_checks(document, registered=[own(body)])
    assert isinstance(made, OwnClientCheck)
    return made


def finding() -> Finding:
    return Finding("GET /pets/{} operation", "client", "it is wrong")


def failed_by_assertion(client: ClientDriver) -> None:
    raise AssertionError("it is wrong")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(lambda client: [finding()], id="returned"),
        pytest.param(lambda client: iter([finding()]), id="yielded"),
        pytest.param(failed_by_assertion, id="an assertion"),
        pytest.param(lambda client: pytest.fail("it is wrong"), id="pytest.fail"),
    ],
)
def test_what_it_finds_breaks_the_contract(
    document: Document, client: ClientDriver, body: Body
) -> None:
    with pytest.raises(ContractBroken, match="it is wrong") as broken:
        own_check(document, body).run(client)

    assert [it.stage for it in broken.value.findings] == ["client"]


def test_what_finds_nothing_passes(document: Document, client: ClientDriver) -> None:
    own_check(document, lambda client: None).run(client)


def test_what_fails_of_itself_could_not_be_judged_and_says_where_and_what_to_do(
    document: Document, client: ClientDriver
) -> None:
    match = r"^the check ours/asked could not be judged: .*AttributeError.*; mend the check at \S+"
    with pytest.raises(CouldNotJudge, match=match):
        own_check(document, lambda client: client.nothing).run(client)  # type: ignore[attr-defined]


def test_one_that_takes_an_operation_is_called_for_each(
    document: Document, client: ClientDriver
) -> None:
    called = []

    @check(stage="client", id="ours/each", guards="responses")
    def each(client: ClientDriver, operation: Operation) -> None:
        """It is asked of each operation."""
        called.append(operation)

    registered = [it for it in registry.registered_checks() if it.id == "ours/each"]
    for made in client_checks(document, registered=registered):
        made.run(client)
        assert (made.name, made.clauses) == (
            "GET /pets/{} responses: ours/each",
            ("GET /pets/{} responses",),
        )

    assert called == [*document.operations]


def test_own_checks_come_behind_the_built_in_ones_and_only_where_they_are_named(
    document: Document,
) -> None:
    registered = own(lambda client: None)
    built_in = client_checks(document)
    every = client_checks(document, registered=[registered, *built_in_client_families()])

    assert [it.name for it in every] == [*(it.name for it in built_in), "* operation: ours/asked"]


def sends_cats(client: ClientDriver) -> None:
    """A call with the kind Cat is sent."""
    (operation,) = client.document.operations
    values = {**request_cases(client.document, operation)[0].values, "query kind": "Cat"}
    before = len(client.requests)
    try:
        client.call(operation, values, response=Response(204))
    except client.errors.InvalidArgument as error:
        raise AssertionError("it is not sent") from error
    assert len(client.requests) == before + 1


def test_a_proof_runs_it_against_the_client_of_each_mutant(document: Document) -> None:
    mutants = [it for it in mutants_of(document, Facts()) if isinstance(it, Mutant)]
    (mutant,) = [it for it in mutants if it.mutation == "enum without 'Cat'"]
    side = ClientSide(document, [own(sends_cats)])

    assert side.killed_by(mutant) == "* operation: ours/asked"
    side.close()


def test_a_proof_leaves_out_one_that_the_documents_own_client_fails_and_says_so(
    document: Document,
) -> None:
    side = ClientSide(document, [*built_in_client_families(), own(failed_by_assertion)])
    side.close()

    (line,) = side.left_out
    assert re.fullmatch(
        r"'\* operation: ours/asked' takes no part .*: the client made .*\(it is wrong\)", line
    )


def test_a_proof_cannot_run_where_one_fails_of_itself(document: Document) -> None:
    with pytest.raises(CannotRun, match="the check ours/asked could not be judged"):
        ClientSide(document, [own(lambda client: 1 / 0)])
