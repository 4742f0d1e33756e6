"""Requests are about resources that the run itself creates."""

from __future__ import annotations

import pytest
from clausebook.checks.provider.listing import provider_checks
from clausebook.checks.session import ProviderSession, delete_created
from clausebook.config.facts import Facts
from clausebook.errors import NotJudged
from clausebook.http.exchange import Request, Response
from clausebook.report.finding import ContractBroken, Finding
from clausebook.resources import Draft
from fakes.library_api import LIBRARY, NO_FACTS, Library, library_session


def _draft(session: ProviderSession, method: str, path: str) -> Draft:
    return session.made.requests.valid_request(LIBRARY.operation(method, path))


def _statuses(session: ProviderSession, method: str, path: str, times: int = 1) -> list[int]:
    draft = _draft(session, method, path)
    return [session.send_draft(draft).response.status for _ in range(times)]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/shelves/{shelfId}", 200),
        ("DELETE", "/shelves/{shelfId}", 204),
        ("POST", "/shelves/{shelf_id}/books", 201),
        ("GET", "/shelves/{shelf_id}/books/{isbn}", 200),
        ("POST", "/loans", 201),
    ],
    ids=["a read", "a deletion", "below", "two levels below", "a reference in a body"],
)
def test_a_request_finds_what_it_is_about(method: str, path: str, status: int) -> None:
    library = Library()
    library.add_shelf("somebody else's")

    with library_session(library) as session:
        assert _statuses(session, method, path) == [status]

    assert library.shelves[1] == "somebody else's"


def test_reads_share_a_resource_and_each_deletion_gets_a_fresh_one() -> None:
    library = Library()

    with library_session(library) as session:
        assert _statuses(session, "GET", "/shelves/{shelfId}", 3) == [200] * 3
        assert len(library.named("POST /shelves")) == 1
        assert _statuses(session, "DELETE", "/shelves/{shelfId}", 3) == [204] * 3
        assert len(library.named("POST /shelves")) == 3


def test_a_name_that_is_taken_is_replaced_by_another() -> None:
    library = Library()
    with library_session(library) as session:
        name = _draft(session, "POST", "/shelves").body["name"]
        library.add_shelf(name)

        assert _statuses(session, "GET", "/shelves/{shelfId}") == [200]


def test_why_nothing_can_be_created_is_asked_once() -> None:
    class Full(Library):
        def _create_shelf(self, name: str) -> Response:
            return Response(409, (("Content-Type", "application/json"),), b'{"error": "full"}')

    library = Full()
    with library_session(library) as session:
        assert _statuses(session, "GET", "/shelves/{shelfId}", 3) == [404] * 3
        asked = len(library.named("POST /shelves"))

        assert session.made.reasons["/shelves/{}"].startswith("POST /shelves is rejected: 409")
        assert _statuses(session, "DELETE", "/shelves/{shelfId}") == [404]
        assert len(library.named("POST /shelves")) == asked


def test_a_known_row_names_what_it_is_about() -> None:
    library = Library()
    for name in "abc":
        library.add_shelf(name)

    with library_session(library, Facts(known=({"shelfId": "3", "shelf_id": "3"},))) as session:
        _statuses(session, "GET", "/shelves/{shelfId}")

    assert [it.path for it in library.named("GET .*")] == ["/shelves/3"]
    assert not library.named("POST .*")


def test_what_a_probe_varies_stays() -> None:
    with library_session(Library()) as session:
        draft = _draft(session, "GET", "/shelves/{shelfId}").with_value(("path", "shelfId"), "x")

        assert session.bound(draft).values["path", "shelfId"] == "x"


def test_what_was_created_is_deleted_at_the_end_and_the_rest_counted() -> None:
    library = Library()
    library.add_shelf("somebody else's")
    with library_session(library) as session:
        for _ in range(2):
            _statuses(session, "POST", "/shelves/{shelf_id}/books")
        _statuses(session, "DELETE", "/shelves/{shelfId}")

        left = delete_created(session.connection, session.made)

    assert list(library.shelves.values()) == ["somebody else's"]
    assert left == "left behind: 2 of /shelves/{}/books/{} (no deletion is documented)"


def _findings(library: Library, facts: Facts = NO_FACTS) -> list[Finding]:
    findings: list[Finding] = []
    with library_session(library, facts) as session:
        for check in provider_checks(LIBRARY, facts):
            try:
                check.run(session)
            except ContractBroken as broken:
                findings += broken.findings
            except NotJudged:
                pass
        delete_created(session.connection, session.made)
    return findings


def test_a_right_service_is_right_in_one_run_and_the_next_and_keeps_its_rows() -> None:
    library = Library()
    library.add_shelf("somebody else's")

    assert _findings(library) == []
    assert _findings(library) == []
    assert library.shelves == {1: "somebody else's"}


def test_a_read_that_loses_what_was_created_is_found() -> None:
    class Forgetful(Library):
        def _on_shelf(self, method: str, number: int) -> Response:
            return super()._on_shelf(method, 0 if method == "GET" else number)

    messages = {(it.clause, it.message) for it in _findings(Forgetful())}

    assert ("GET /shelves/{} operation", "the valid request must be accepted") in messages


def test_a_create_that_rejects_what_the_document_allows_is_found() -> None:
    class Picky(Library):
        def respond(self, request: Request) -> Response:
            if request.method == "POST" and len(request.body) > 45:
                return Response(422, (("Content-Type", "application/json"),), b'{"error": "no"}')
            return super().respond(request)

    assert any("must be accepted" in it.message for it in _findings(Picky()))
