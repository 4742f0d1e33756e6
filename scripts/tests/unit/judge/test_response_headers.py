"""Headers of responses that are lists or objects, as `simple` writes them or as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest
from clausebook.http.exchange import Request, Response
from clausebook.judge import Judge
from fakes.written_documents import written

DOCUMENT = """\
paths:
  /a:
    get:
      responses:
        '200':
          description: ok
          headers:
            X-Object:
              schema: {type: object, required: [a], properties: {a: {type: integer}}}
            X-Exploded:
              explode: true
              schema: {type: object, required: [a], properties: {a: {type: integer}}}
            X-List: {schema: {type: array, items: {type: integer}, maxItems: 3}}
            X-Any: {schema: {type: object}}
            X-Either: {schema: {type: [object, string]}}
        default: {description: other}
"""


@pytest.mark.parametrize(
    ("header", "text", "broken"),
    [
        ("X-Object", "a,1,b,z", set()),
        ("X-Object", "a, 1, b, z", set()),
        ("X-Object", '{"a": 1, "b": "z"}', set()),
        ("X-Object", "a,x", {"/properties/a/type"}),
        ("X-Object", '{"a": "x"}', {"/properties/a/type"}),
        ("X-Object", "b,1", {"/required/a"}),
        ("X-Object", "a", {"/type"}),
        ("X-Exploded", "a=1,b=z", set()),
        ("X-Exploded", '{"a": 1}', set()),
        ("X-Exploded", "a=x", {"/properties/a/type"}),
        ("X-Exploded", "a,1", {"/type"}),
        ("X-List", "1, 2,3", set()),
        ("X-List", "[1, 2, 3]", set()),
        ("X-List", "1,b", {"/items/type"}),
        ("X-List", "1,2,3,4", {"/maxItems"}),
        ("X-Any", '{"total": 0, "total_pages": 0}', set()),
        ("X-Any", "total", {"/type"}),
        ("X-Either", "total", set()),
    ],
)
def test_a_header_is_read_by_its_schema(
    tmp_path: Path, header: str, text: str, broken: set[str]
) -> None:
    judge = Judge(written(tmp_path, DOCUMENT))
    violations = judge.response(Request("GET", "/a"), Response(200, ((header, text),), b""))

    assert {violation.key_parts.keyword_path for violation in violations} == broken


@pytest.mark.parametrize(
    ("method", "condition", "allowed"),
    [
        ("GET", (("If-None-Match", '"v1"'),), True),
        ("HEAD", (("If-Modified-Since", "Mon, 30 Nov 2026 00:00:00 GMT"),), True),
        ("GET", (), False),
        ("DELETE", (("If-None-Match", '"v1"'),), False),
    ],
    ids=["If-None-Match", "If-Modified-Since", "unconditional", "not a read"],
)
def test_a_304_needs_no_word_in_the_document_where_it_was_asked_for(
    tmp_path: Path, method: str, condition: tuple[tuple[str, str], ...], allowed: bool
) -> None:
    responses = "{responses: {'200': {description: ok}}}"
    text = f"paths: {{/a: {{get: {responses}, head: {responses}, delete: {responses}}}}}\n"
    judge = Judge(written(tmp_path, text))
    violations = judge.response(Request(method, "/a", condition), Response(304, (), b""))

    assert [violation.key_parts.kind for violation in violations] == (
        [] if allowed else ["responses"]
    )
