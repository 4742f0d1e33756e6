"""The mock that guard judges: what it cannot answer rightly is not judged, never a finding."""

from __future__ import annotations

from pathlib import Path

import pytest
from clausebook.errors import CouldNotJudge, NotJudged
from clausebook.http.exchange import Request, Response
from clausebook.http.transport import AsgiTransport
from clausebook.mock import MockProvider
from clausebook.mock.default_facts import default_secrets
from clausebook.mock.self_checked import SelfCheckedMock
from clausebook.openapi import Document, load
from fakes.written_documents import HEAD

GET = Request("GET", "/doors")


def document_of(folder: Path, schema: str, more: str = "") -> Document:
    path = folder / "doors.yaml"
    content = f"content: {{application/json: {{schema: {schema}}}}}"
    responses = f"responses: {{'200': {{description: d, {content}}}, '400': {{description: d}}}}"
    paths = f"paths:\n  /doors:\n    get: {{{more}{responses}}}\n"
    path.write_text(f"{HEAD}{paths}", "utf-8")
    return load(path)


def test_what_no_value_obeys_is_not_judged(tmp_path: Path) -> None:
    nothing = "{type: integer, minimum: 5, maximum: 4}"
    transport = AsgiTransport(SelfCheckedMock(document_of(tmp_path, nothing)))

    with pytest.raises(NotJudged, match=r"no response 200 of GET /doors that obeys"):
        transport.send(GET)
    transport.close()


def test_a_failure_of_the_mock_could_not_be_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: MockProvider, request: Request) -> Response:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(MockProvider, "respond", fail)
    transport = AsgiTransport(SelfCheckedMock(document_of(tmp_path, "{type: integer}")))

    with pytest.raises(CouldNotJudge, match=r"fails over GET /doors: ZeroDivisionError: oh"):
        transport.send(GET)
    transport.close()


@pytest.mark.parametrize(
    ("schema", "body"),
    [
        ("{type: array, example: '[1]', items: {type: integer}}", b"[]"),
        ("{type: object, required: [a], properties: {a: {enum: [7], example: 8}}}", b'{"a": 7}'),
        ("{type: object, properties: {a: {example: x}, b: {type: integer, example: y}}}",
         b'{"a": "x"}'),
    ],
    ids=["a broken example", "a broken member", "an optional member"],
)  # fmt: skip
def test_an_example_is_shown_only_where_it_obeys_its_schema(
    schema: str, body: bytes, tmp_path: Path
) -> None:
    assert SelfCheckedMock(document_of(tmp_path, schema)).respond(GET).body == body


def test_schemes_that_one_request_obeys_in_one_header_share_a_secret(tmp_path: Path) -> None:
    path = tmp_path / "doors.yaml"
    bearer = "{type: http, scheme: bearer}"
    path.write_text(
        f"{HEAD}security: [{{a: [], b: []}}, {{c: []}}]\n"
        f"components: {{securitySchemes: {{a: {bearer}, b: {bearer}, c: {bearer}}}}}\n"
        "paths: {/doors: {get: {responses: {'200': {description: d}}}}}\n",
        "utf-8",
    )
    secrets = default_secrets(load(path))

    assert secrets["a"] == secrets["b"] != secrets["c"]
