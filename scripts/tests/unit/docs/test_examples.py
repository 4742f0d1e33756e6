"""Example programs run as displayed against the service; a finding names one that fails."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path
from typing import Any

import pytest
from clausebook.codegen import write
from clausebook.config.settings import Settings
from clausebook.docs.example_runner import FAILED, NOT_RUN, RAN, run_python, run_shell
from clausebook.docs.examples import curl_of, server_of
from clausebook.docs.programs import Program, Programs, failures
from clausebook.docs.python_example import PythonExamples
from clausebook.docs.samples import samples_of
from clausebook.docs.test_server import RunningService, running_service
from clausebook.errors import CannotRun
from clausebook.guard.generated_files import generated_files
from clausebook.openapi import Document, load
from fakes.documented_sites import write_document
from fakes.paths import ROOT

SPEC = """\
openapi: 3.1.0
info: {title: Things, version: 1.0.0}
servers: [{url: "https://{place}.example.com", variables: {place: {default: here}}}]
security: [{key: []}]
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string, format: uuid},
         example: 123e4567-e89b-12d3-a456-426614174000}
    get:
      operationId: showThing
      x-effect: read
      responses: {"200": {description: It.}, "404": {description: None.}}
    put:
      operationId: putThing
      x-effect: create
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties: {camelCase: {type: string}, day: {type: string, format: date}}
            example: {camelCase: "it's \\"so\\" -H 'x' $HOME `id`", day: 2024-02-29}
      responses: {"200": {description: Put.}, "404": {description: None.}}
"""

needs_curl = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("sh")), reason="curl or sh is not installed"
)


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> tuple[Document, Settings]:
    """A small document with its client."""
    folder = tmp_path_factory.mktemp("things")
    (folder / "things.yaml").write_text(SPEC, encoding="utf-8")
    document = load(folder / "things.yaml")
    write(generated_files(document), folder / "generated")
    return document, Settings(folder, document.path, folder / "generated", folder)


def outcomes(programs: tuple[Program, ...]) -> dict[tuple[str, str], str]:
    return {
        (str(it.operation.operation_id), it.kind): f"{it.outcome.state} {it.outcome.why}".strip()
        for it in programs
    }


@needs_curl
def test_every_example_of_a_served_document_runs(things: tuple[Document, Settings]) -> None:
    document, settings = things
    with running_service(document, settings) as running:
        done = Programs(document, settings.generated).run(running)

    kinds = ("curl", "Python", "Python, async")
    assert outcomes(done) == {
        (name, kind): RAN for name in ("showThing", "putThing") for kind in kinds
    }
    assert [it.operation.operation_id for it in done[:3]] == ["showThing"] * 3
    assert failures(done) == []


@needs_curl
def test_examples_run_with_every_kind_of_credential(tmp_path: Path) -> None:
    document = load(ROOT / "scripts" / "tests" / "documents" / "proved-clinic.yaml")
    write(generated_files(document), tmp_path / "generated")
    settings = Settings(tmp_path, document.path, tmp_path / "generated", tmp_path)
    with running_service(document, settings) as running:
        done = Programs(document, settings.generated).run(running)

    assert failures(done) == []
    assert {it.outcome.state for it in done} == {RAN}
    texts = [it.text for it in done if it.kind == "curl"]
    assert any('"Authorization: Basic $CREDENTIALS"' in text for text in texts)
    assert any("device_key='\"$TOKEN\"''" in text for text in texts)


UPLOAD = """\
openapi: 3.1.0
info: {title: Uploads, version: 1.0.0}
paths:
  /uploads:
    post:
      operationId: upload
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties: {file: {type: string, format: binary}}
      responses: {"204": {description: Kept.}, "400": {description: No.}}
    delete:
      operationId: dropUploads
      responses: {"404": {description: None.}}
"""


def test_an_example_with_a_file_or_without_a_documented_success_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "uploads.yaml").write_text(UPLOAD, "utf-8")
    document = load(tmp_path / "uploads.yaml")
    write(generated_files(document), tmp_path / "generated")
    settings = Settings(tmp_path, document.path, tmp_path / "generated", tmp_path)
    with running_service(document, settings) as running:
        done = Programs(document, settings.generated).run(running)

    shown = outcomes(done)
    assert failures(done) == []
    assert shown["upload", "Python"].startswith(NOT_RUN)
    for kind in ("curl", "Python", "Python, async"):
        assert shown["dropUploads", kind] == f"{NOT_RUN} the operation documents no success"


@pytest.mark.parametrize(
    ("scheme", "part"),
    [
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, '-H "X-Key: $TOKEN"'),
        ({"type": "http", "scheme": "bearer"}, '-H "Authorization: Bearer $TOKEN"'),
        ({"type": "http", "scheme": "basic"}, '-H "Authorization: Basic $CREDENTIALS"'),
        ({"type": "apiKey", "in": "query", "name": "k y"}, "/a?k%20y='\"$TOKEN\"''"),
        ({"type": "apiKey", "in": "cookie", "name": "c"}, "-H 'Cookie: c='\"$TOKEN\"''"),
    ],
    ids=str,
)
def test_a_credential_in_a_curl_command_is_a_variable(
    scheme: dict[str, str], part: str, tmp_path: Path
) -> None:
    data = {
        "openapi": "3.1.0",
        "info": {"title": "A", "version": "1"},
        "security": [{"one": []}],
        "paths": {"/a": {"get": {"responses": {"204": {"description": "Done."}}}}},
        "components": {"securitySchemes": {"one": scheme}},
    }
    document = write_document(tmp_path, data)

    assert part in curl_of(document, document.operations[0], "https://a.example")


def test_a_curl_command_is_never_broken_within_a_value(things: tuple[Document, Settings]) -> None:
    document, _ = things
    put = document.operation("PUT", "/things/{id}")
    line = curl_of(document, put, server_of(document))

    assert '-H "X-Key: $TOKEN"' in line
    assert "https://here.example.com/things/123e4567" in line
    assert "-H 'x'" not in line.replace("'\"'\"'", "'").partition("--data-raw")[0]
    assert all(part.startswith("  ") for part in line.split(" \\\n")[1:])


def test_python_examples_compile_and_have_values_of_the_client_types(
    things: tuple[Document, Settings],
) -> None:
    document, settings = things
    examples = PythonExamples(document, settings.generated)
    for operation in document.operations:
        for asynchronous in (False, True):
            program = examples.program(operation, "https://here.example.com", asynchronous)
            assert program is not None
            ast.parse(program)
            assert "uuid.UUID(" in program
            assert ("await " in program) is asynchronous


@pytest.mark.parametrize(
    ("text", "state", "part"),
    [
        ("print('fine')", RAN, ""),
        ("raise ValueError('no good')", FAILED, "ValueError: no good"),
        ("import no_such_package", NOT_RUN, "No module named 'no_such_package'"),
        ("raise SystemExit(3)", FAILED, "no output on stderr"),
    ],
)
def test_a_python_program_is_judged_by_its_exit_code(text: str, state: str, part: str) -> None:
    outcome = run_python(text, {}, None)

    assert (outcome.state, outcome.why.startswith(part)) == (state, True)


@needs_curl
def test_a_curl_command_that_is_rejected_fails(things: tuple[Document, Settings]) -> None:
    document, settings = things
    with running_service(document, settings) as running:
        outcome = run_shell(f"curl -i {running.base_url}/elsewhere", running.environment)

    assert outcome.state == FAILED
    assert outcome.why.startswith("response 404")


@needs_curl
def test_a_curl_command_without_a_server_fails() -> None:
    outcome = run_shell("curl -i http://127.0.0.1:1/", {})

    assert outcome.state == FAILED
    assert outcome.why.startswith("curl ends with ")


def sample(folder: Path, name: str, text: str = "") -> tuple[Document, RunningService]:
    (folder / "things.yaml").write_text(SPEC, encoding="utf-8")
    (folder / "examples").mkdir()
    (folder / "examples" / name).write_text(text, encoding="utf-8")
    return load(folder / "things.yaml"), RunningService("http://127.0.0.1:1")


@pytest.mark.parametrize("name", ["noSuch.vendor.py", "showThing.py"])
def test_a_sample_of_an_unknown_operation_cannot_be_used(name: str, tmp_path: Path) -> None:
    document, _ = sample(tmp_path, name)

    with pytest.raises(CannotRun, match=r"OPERATION_ID\.WHAT\.EXT"):
        samples_of(document)


@pytest.mark.parametrize(
    ("name", "text", "state"),
    [
        ("showThing.vendor-sdk.py", "import no_such_package", f"{NOT_RUN} No module named"),
        ("showThing.vendor-sdk.py", "raise ValueError(1)", f"{FAILED} ValueError: 1"),
        ("showThing.vendor-sdk.go", "package main", NOT_RUN),
        ("showThing.vendor-sdk.java", "class A {}", NOT_RUN),
    ],
)
def test_a_sample_beside_the_document_is_displayed_and_run_if_possible(
    name: str,
    text: str,
    state: str,
    tmp_path: Path,
    things: tuple[Document, Settings],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CLASSPATH", raising=False)
    document, running = sample(tmp_path, name, text)
    done = Programs(document, things[1].generated).run(running)
    found: list[Any] = [it for it in done if "vendor SDK" in it.kind]

    assert [it.text for it in found] == [text]
    assert f"{found[0].outcome.state} {found[0].outcome.why}".startswith(state)
