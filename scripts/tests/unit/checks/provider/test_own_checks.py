"""Checks of one's own: what registers one, how it is run, and what becomes of what it raises."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from clausebook.checks import registry
from clausebook.checks.configured import ConfiguredCheck
from clausebook.checks.levelled import levelled
from clausebook.checks.own_functions import OwnCase
from clausebook.checks.provider.listing import built_in_families, listed_checks, provider_checks
from clausebook.checks.provider.own_checks import OwnCheck
from clausebook.checks.registry import Kind, Phase, RegisteredCheck, check, check_family
from clausebook.checks.session import ProviderSession
from clausebook.clauses import ClauseKey
from clausebook.errors import CouldNotJudge, Level, NotJudged
from clausebook.http.exchange import Request
from clausebook.mock.default_facts import default_facts
from clausebook.mutation.provider_side import ProviderSide
from clausebook.openapi import Operation
from clausebook.report.finding import ContractBroken, Finding
from fakes.notes_api import FACTS, NOTES, Spoiled, deployed

Body = Callable[[ProviderSession], Any]


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is gone after it."""
    built_in_families()  # once for all tests: a module registers when it is first imported
    monkeypatch.setattr(registry, "_registered", list(registry._registered))


def own(body: Body, **more: Any) -> RegisteredCheck:
    """A check of the whole API with this body, registered."""

    def asked(session: ProviderSession) -> Any:
        """It is asked."""
        return body(session)

    check(stage="provider", id="ours/asked", source="our guide, 4", **more)(asked)
    return next(it for it in registry.registered_checks() if it.id == "ours/asked")


def own_check(body: Body) -> OwnCheck:
    """The one check that this body makes."""
    (made,) = provider_checks(NOTES, FACTS, [own(body)])
    assert isinstance(made, OwnCheck)
    return made


def finding(session: ProviderSession) -> Finding:
    return session.finding("GET /notes/{} operation", Request("GET", "/notes/ann"), "it is wrong")


def failed_by_pytest(session: ProviderSession) -> None:
    pytest.fail("it is wrong")


def failed_by_assertion(session: ProviderSession) -> None:
    raise AssertionError("it is wrong")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(lambda session: [finding(session)], id="returned"),
        pytest.param(lambda session: iter([finding(session)]), id="yielded"),
        pytest.param(failed_by_assertion, id="an assertion"),
        pytest.param(failed_by_pytest, id="pytest.fail"),
    ],
)
def test_what_it_finds_breaks_the_contract(body: Body) -> None:
    with deployed(Spoiled()) as session, pytest.raises(ContractBroken, match="it is wrong"):
        own_check(body).run(session)


def test_an_assertion_without_words_shows_its_line_and_place() -> None:
    def body(session: ProviderSession) -> None:
        raise AssertionError

    with deployed(Spoiled()) as session, pytest.raises(ContractBroken) as broken:
        own_check(body).run(session)

    assert re.search(r"test_own_checks\.py:\d+", broken.value.findings[0].message)


def test_what_it_finds_once_and_not_again_is_not_judged() -> None:
    found = iter([True])

    def flaky(session: ProviderSession) -> list[Finding]:
        return [finding(session)] if next(found, False) else []

    with deployed(Spoiled()) as session, pytest.raises(NotJudged, match="did not reproduce"):
        own_check(flaky).run(session)


@pytest.mark.parametrize(
    ("body", "raised"),
    [
        pytest.param(lambda session: session.nothing, "AttributeError: ", id="raises"),
        pytest.param(lambda session: ["a text"], "TypeError: it yields 'a text'", id="no finding"),
    ],
)
def test_what_fails_of_itself_could_not_be_judged_and_says_where_and_what_to_do(
    body: Body, raised: str
) -> None:
    match = rf"^the check ours/asked could not be judged: .*{raised}.*; mend the check at \S+:\d+"
    with deployed(Spoiled()) as session, pytest.raises(CouldNotJudge, match=match):
        own_check(body).run(session)


def test_one_that_takes_an_operation_is_called_for_each() -> None:
    called = []

    @check(stage="provider", id="ours/each", guards="responses")
    def each(session: ProviderSession, operation: Operation) -> None:
        """It is asked of each operation."""
        called.append(operation)

    registered = [it for it in registry.registered_checks() if it.id == "ours/each"]
    with deployed(Spoiled()) as session:
        for made in provider_checks(NOTES, FACTS, registered):
            made.run(session)
            assert made.name == f"{made.clauses[0]}: ours/each"
            assert made.clauses[0].endswith(" responses")

    assert called == [*NOTES.operations]


def test_own_checks_come_behind_the_built_in_ones_and_only_where_they_are_named() -> None:
    registered = own(lambda session: None)
    built_in = provider_checks(NOTES, FACTS)
    every = provider_checks(NOTES, FACTS, [registered, *built_in_families()])

    assert [it.name for it in every] == [*(it.name for it in built_in), "* operation: ours/asked"]


def test_a_family_that_is_left_out_asks_nothing() -> None:
    families = [it for it in built_in_families() if it.id != "robustness/malformed-requests"]

    ids = {it.registered.id for it in listed_checks(NOTES, FACTS, families)}

    assert "conformance/clauses" in ids
    assert "robustness/malformed-requests" not in ids


def test_families_of_one_phase_take_turns_at_each_operation() -> None:
    def added(planner: Any, operation: Operation) -> Iterator[OwnCheck]:
        """It is added."""
        key = str(ClauseKey.of(operation, "operation"))
        case = OwnCase(registered[0], operation)
        yield OwnCheck(f"{operation.label} {added.__qualname__}", (key,), case)

    registered: list[RegisteredCheck] = []
    for id in ("ours/first", "ours/second"):
        check_family(stage=Kind.PROVIDER, id=id, phase=Phase.FACTS)(added)
    registered += [it for it in registry.registered_checks() if it.id.startswith("ours/")]

    listed = listed_checks(NOTES, FACTS, registered[::-1])

    pairs = [(it.check.name.split()[0], it.registered.id) for it in listed]
    expected = [
        (operation.method, id)
        for operation in NOTES.operations
        for id in ("ours/first", "ours/second")
    ]
    assert pairs == expected


@pytest.mark.parametrize(
    ("stage", "function", "message"),
    [
        pytest.param("lint", lambda session: None, "stage of the check 'ours/x'", id="stage"),
        pytest.param("provider", lambda: None, "takes a session", id="no parameter"),
        pytest.param("client", lambda a, b, c: None, "takes a client", id="three parameters"),
        pytest.param("provider", lambda session: None, "no docstring", id="no docstring"),
    ],
)
def test_what_cannot_be_a_check_is_refused(
    stage: str, function: Callable[..., None], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        check(stage=stage, id="ours/x")(function)


def test_findings_get_the_id_and_the_level_of_their_check() -> None:
    configured = ConfiguredCheck(own(lambda session: None), Level.WARNING)
    named = Finding("c", "provider", "m", rule="lenient/path")

    with pytest.raises(ContractBroken) as broken, levelled(configured):
        raise ContractBroken([replace(named, rule="provider/broken"), named])

    found = [(it.rule, it.level) for it in broken.value.findings]
    assert found == [("ours/asked", Level.WARNING), ("lenient/path", Level.WARNING)]


def test_a_check_that_is_off_is_not_judged() -> None:
    with (
        pytest.raises(NotJudged, match="ours/asked is switched off"),
        levelled(ConfiguredCheck(own(lambda session: None), None)),
    ):
        pass


def test_a_proof_leaves_out_an_own_check_that_the_right_provider_fails_and_says_so() -> None:
    failing = own(failed_by_assertion)

    side = ProviderSide(NOTES, default_facts(FACTS), [*built_in_families(), failing])

    (line,) = side.left_out
    assert re.fullmatch(r"'\* operation: ours/asked' takes no part .*\(it is wrong\)", line)
