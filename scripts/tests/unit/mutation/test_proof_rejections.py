"""`prove` for documents without a response for rejections: a finding that says what to add."""

from __future__ import annotations

from pathlib import Path

import pytest
from clausebook.config.facts import Facts
from clausebook.mutation.proof import prove
from fakes.command import run
from fakes.written_documents import written

NO_CLIENT_ERROR = "no response for an invalid request is documented"
NO_401 = "no response for an unauthenticated request is documented"

DOCUMENT = """
    components: {{securitySchemes: {{key: {{type: http, scheme: bearer}}}}}}
    paths:
      /a:
        get:
          security: {security}
          parameters: [{{name: q, in: query, required: {required}, schema: {schema}, example: abc}}]
          responses: {{'200': {{description: ok}}, {responses}}}
    """


def document_path(
    folder: Path,
    responses: str = "",
    security: str = "[]",
    required: str = "true",
    schema: str = "{type: string, maxLength: 3}",
) -> Path:
    text = DOCUMENT.format(responses=responses, security=security, required=required, schema=schema)
    return written(folder, text).path


@pytest.mark.parametrize(
    ("responses", "security", "expected"),
    [
        ("", "[]", {NO_CLIENT_ERROR}),
        ("'503': {description: later}", "[]", {NO_CLIENT_ERROR}),
        ("", "[{key: []}]", {NO_CLIENT_ERROR, NO_401}),
        ("'400': {description: wrong}", "[{key: []}]", {NO_401}),
        ("'403': {description: wrong}", "[{key: []}]", set()),
        ("4XX: {description: wrong}", "[{key: []}]", set()),
        ("default: {description: wrong}", "[{key: []}]", set()),
        ("'422': {description: wrong}", "[]", set()),
    ],
    ids=["none", "a failure", "none, secured", "400, secured", "403", "4XX", "default", "422"],
)
def test_an_operation_without_a_documented_rejection_is_a_finding(
    responses: str,
    security: str,
    expected: set[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = document_path(tmp_path, responses, security)

    code, out, err = run(capsys, "prove", "--spec", path, "--workers", "1", "--no-color")

    assert (code, err) == (1 if expected else 0, "")
    lines = [line for line in out.splitlines() if line.startswith("provider: ")]
    assert len(lines) == len(expected)
    for reason in expected:
        assert f"provider: GET /a responses: not judged: {reason}; document " in out
    assert "examples" not in out


def test_an_operation_that_accepts_everything_needs_no_documented_rejection(
    tmp_path: Path,
) -> None:
    document = written(tmp_path, "paths: {/a: {get: {responses: {'200': {description: ok}}}}}")

    result = prove(document, Facts(), ("provider",), workers=1)

    assert (result.verdict, result.findings) == ("kept", ())


def test_mutants_that_need_no_documented_rejection_are_still_run(tmp_path: Path) -> None:
    """Those that reject valid requests, and those of responses."""
    responses = "'201': {description: ok, headers: {X: {required: true, schema: {type: integer}}}}"
    document = written(
        tmp_path,
        f"""
        paths:
          /a:
            post:
              parameters: [{{name: q, in: query, required: true, schema: {{enum: [a, b]}}}}]
              responses: {{{responses}}}
        """,
    )

    proof = prove(document, Facts(), workers=1).proof

    assert proof is not None
    sides = {
        (mutant.clause.removeprefix("POST /a "), mutant.mutation, mutant.side, mutant.killed)
        for mutant in proof.mutants
    }
    assert ("query q /enum", "enum without 'b'", "provider", True) in sides
    assert ("response 201 header X /required", "become optional", "provider", True) in sides
    assert ("query q /required", "become optional", "client", True) in sides
    assert all(killed for *_, killed in sides)
