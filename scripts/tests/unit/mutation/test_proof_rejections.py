"""The proof of documents that name no refusal: a gap of the document, told with its cure."""

from __future__ import annotations

from pathlib import Path

import pytest
from clausebook.config.facts import Facts
from clausebook.mutation.proof import prove
from fakes.command import run
from fakes.written_documents import written

NO_CLIENT_ERROR = "what it forbids cannot be refused, for no client error is documented"
NO_STRANGER = "a stranger cannot be refused, for neither 401 nor 403 is documented"

THING = """
    components: {{securitySchemes: {{key: {{type: http, scheme: bearer}}}}}}
    paths:
      /a:
        get:
          security: {security}
          parameters: [{{name: q, in: query, required: {required}, schema: {schema}, example: abc}}]
          responses: {{'200': {{description: ok}}, {answers}}}
    """


def thing(
    folder: Path,
    answers: str = "",
    security: str = "[]",
    required: str = "true",
    schema: str = "{type: string, maxLength: 3}",
) -> Path:
    text = THING.format(answers=answers, security=security, required=required, schema=schema)
    return written(folder, text).path


@pytest.mark.parametrize(
    ("answers", "security", "expected"),
    [
        ("", "[]", {NO_CLIENT_ERROR}),
        ("'503': {description: later}", "[]", {NO_CLIENT_ERROR}),
        ("", "[{key: []}]", {NO_CLIENT_ERROR, NO_STRANGER}),
        ("'400': {description: wrong}", "[{key: []}]", {NO_STRANGER}),
        ("'403': {description: wrong}", "[{key: []}]", set()),
        ("4XX: {description: wrong}", "[{key: []}]", set()),
        ("default: {description: wrong}", "[{key: []}]", set()),
        ("'422': {description: wrong}", "[]", set()),
    ],
    ids=["none", "a failure", "none, secured", "400, secured", "403", "4XX", "default", "422"],
)
def test_an_operation_without_a_documented_refusal_is_a_finding(
    answers: str,
    security: str,
    expected: set[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = thing(tmp_path, answers, security)

    code, out, err = run(capsys, "prove", "--spec", path, "--workers", "1", "--no-color")

    assert (code, err) == (1 if expected else 0, "")
    told = [line for line in out.splitlines() if line.startswith("provider: ")]
    assert len(told) == len(expected)
    for words in expected:
        assert f"provider: GET /a responses: not judged: {words}; document " in out
    assert "examples" not in out


def test_what_has_nothing_to_refuse_needs_no_refusal(tmp_path: Path) -> None:
    document = written(tmp_path, "paths: {/a: {get: {responses: {'200': {description: ok}}}}}")

    result = prove(document, Facts(), ("provider",), workers=1)

    assert (result.verdict, result.findings) == ("kept", ())


def test_the_other_clauses_are_proven_all_the_same(tmp_path: Path) -> None:
    """What it must take, and what it answers, needs no refusal to be judged."""
    answers = "'201': {description: ok, headers: {X: {required: true, schema: {type: integer}}}}"
    document = written(
        tmp_path,
        f"""
        paths:
          /a:
            post:
              parameters: [{{name: q, in: query, required: true, schema: {{enum: [a, b]}}}}]
              responses: {{{answers}}}
        """,
    )

    proof = prove(document, Facts(), workers=1).proof

    assert proof is not None
    sides = {(b.clause.removeprefix("POST /a "), b.broken, b.side, b.caught) for b in proof.breaks}
    assert ("query q /enum", "enum without 'b'", "provider", True) in sides
    assert ("response 201 header X /required", "become optional", "provider", True) in sides
    assert ("query q /required", "become optional", "consumer", True) in sides
    assert all(caught for *_, caught in sides)
