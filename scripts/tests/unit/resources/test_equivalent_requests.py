"""The valid request spelled otherwise: what is changed, and where it is left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from clausebook.checks.provider.probes import Planner
from clausebook.config.facts import Facts
from clausebook.http.exchange import Headers, Request
from clausebook.judge import Judge
from clausebook.resources.equivalent_requests import equivalent_probes
from fakes.documented_sites import write_document
from fakes.notes_api import NOTES

ENCODED_NAME = "the query with a character of a key percent-encoded"
NO_BODY = "a Content-Type without a body"
SIGNATURE = ("Authorization", "SDK-HMAC-SHA256 Access=a, SignedHeaders=host, Signature=b")


def respelled(
    folder: Path, what: str, request: Request, parameters: Any = (), answers: Any = None
) -> Request | None:
    """A request as the probe of this name spells it; None where there is no such probe."""
    answers = answers or {"204": {"description": "Done."}}
    item = {"get": {"parameters": list(parameters), "responses": answers}}
    info = {"title": "Things", "version": "1"}
    data = {"openapi": "3.1.0", "info": info, "paths": {"/things": item}}
    document = write_document(folder, data)
    (operation,) = document.operations
    good = Planner(document, Facts(), Judge(document)).valid_request(operation)
    found = {probe.description: probe for probe in equivalent_probes(operation, good)}
    return found[what].tamper(request) if what in found else None


def parameter(name: str, place: str = "query") -> dict[str, Any]:
    return {"name": name, "in": place, "schema": {"type": "string"}, "example": "x"}


@pytest.mark.parametrize(
    ("query", "spelled"),
    [
        ("stream_name=a_b&kind=c", "stream%5Fname=a_b&%6Bind=c"),
        ("%C3%A4=a&-x=b&1=c", "%C3%A4=a&%2Dx=b&1=c"),
        ("1=a", None),
        ("", None),
    ],
    ids=["a mark or else the first letter", "escapes stay", "nothing to encode", "no query"],
)
def test_a_character_of_each_name_in_the_query_is_percent_encoded(
    tmp_path: Path, query: str, spelled: str | None
) -> None:
    request = Request("GET", f"/things?{query}")
    made = respelled(tmp_path, ENCODED_NAME, request, [parameter("stream_name")])

    assert (made and made.query) == spelled


def test_the_names_in_a_signed_query_stay_as_they_are(tmp_path: Path) -> None:
    request = Request("GET", "/things?stream_name=a", (SIGNATURE,))

    assert respelled(tmp_path, ENCODED_NAME, request, [parameter("stream_name")]) is None


@pytest.mark.parametrize(
    ("what", "headers"),
    [
        ("Accept-Encoding: gzip, deflate", (("Accept-Encoding", "gzip, deflate"),)),
        ("Content-Length: 0", (("Content-Length", "0"),)),
        (NO_BODY, (("Content-Type", "application/json"),)),
        (
            "a Content-Type and Content-Length: 0 without a body",
            (("Content-Type", "application/json"), ("Content-Length", "0")),
        ),
    ],
)
def test_headers_are_put_in_that_change_no_meaning(
    tmp_path: Path, what: str, headers: Headers
) -> None:
    made = respelled(tmp_path, what, Request("GET", "/things"))

    assert made == Request("GET", "/things", headers)


@pytest.mark.parametrize(
    "what", [NO_BODY, "Content-Length: 0", "a Content-Type and Content-Length: 0 without a body"]
)
def test_where_there_is_a_body_nothing_is_said_of_none(what: str) -> None:
    create = NOTES.operations[0]
    good = Planner(NOTES, Facts(), Judge(NOTES)).valid_request(create)

    assert what not in [probe.description for probe in equivalent_probes(create, good)]


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("Accept-Encoding: gzip, deflate", "accept-encoding"),
        ("an undocumented header", "X-Request-ID"),
    ],
)
def test_a_header_that_the_document_describes_is_no_matter_of_spelling(
    tmp_path: Path, what: str, name: str
) -> None:
    request = Request("GET", "/things")

    assert respelled(tmp_path, what, request, [parameter("X-Other", "header")]) is not None
    assert respelled(tmp_path, what, request, [parameter(name, "header")]) is None


@pytest.mark.parametrize(
    ("media", "accepted"),
    [
        ([], "application/json"),
        (["application/json"], "application/json"),
        (["text/csv", "image/png"], "text/csv, image/png"),
    ],
    ids=["no content", "JSON", "others"],
)
def test_what_is_accepted_is_what_a_success_comes_in(
    tmp_path: Path, media: list[str], accepted: str
) -> None:
    schema = {"schema": {"type": "string"}}
    answers = {
        "200": {"description": "Done.", "content": dict.fromkeys(media, schema)},
        "400": {"description": "No.", "content": {"text/plain": schema}},
    }
    made = respelled(tmp_path, f"Accept: {accepted}", Request("GET", "/x"), answers=answers)

    assert made == Request("GET", "/x", (("Accept", accepted),))
