"""What a generated client writes and reads where everything is text: parts, cookies, headers."""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from clausebook.checks.client import client_checks, forbidden_calls, undocumented_response_cases
from clausebook.clauses import clauses_of
from clausebook.codegen import package_name, render_unformatted
from clausebook.codegen.client_driver import ClientDriver
from clausebook.http.exchange import Response
from clausebook.openapi import Document
from clausebook.values.nothing import NOTHING
from fakes.written_documents import written

TEXT = """
    paths:
      /parts:
        post:
          operationId: send
          requestBody:
            required: true
            content:
              multipart/form-data:
                schema:
                  type: object
                  required: [file, ok]
                  properties:
                    file: {type: string, format: binary}
                    ok: {type: boolean}
                    day: {type: string, format: date}
                    counts: {type: array, items: {type: integer}}
                    rows: {type: array, items: {type: object, properties: {a: {type: string}}}}
                example: {file: abc, ok: true, day: '2024-02-29', rows: [{a: x}, {a: y}]}
          responses: {'204': {description: ok}, '400': {description: wrong}}
      /texts:
        get:
          operationId: read
          security: [{key: []}, {}]
          parameters:
            - {name: desk, in: cookie, schema: {type: [integer, 'null']}}
            - {name: note, in: cookie, schema: {type: string}}
            - {name: seen, in: cookie, explode: false, schema: {type: array, items: {type: string}}}
            - {name: flat, in: query, content: {text/plain: {schema: {type: [object, string]}}}}
            - {name: tag, in: query, schema: {type: array, items: {type: string}}, example: [a]}
          responses:
            '200':
              description: ok
              headers:
                X-Left: {schema: {type: [integer, 'null']}}
                X-Any: {schema: {maxLength: 3}}
                X-Tags: {schema: {type: array, items: {type: string, maxLength: 2}}, example: [a]}
                X-At: {schema: {type: string, format: date}}
              content: {text/plain: {schema: {type: string, maxLength: 4}, example: fine}}
    components: {securitySchemes: {key: {type: http, scheme: bearer}}}
    """


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    return written(tmp_path_factory.mktemp("texts"), TEXT)


@pytest.fixture(scope="module")
def driver(document: Document, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClientDriver]:
    folder = tmp_path_factory.mktemp("client")
    for path, content in render_unformatted(document).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    with ClientDriver(folder / package_name(document), document) as made:
        yield made


@pytest.fixture
def read(document: Document, driver: ClientDriver) -> Callable[..., Any]:
    """Calls `read` with these values, answered with these headers, and gives the request."""
    operation = document.operation("GET", "/texts")

    def call(values: dict[str, Any], **headers: str) -> Any:
        fields = [("Content-Type", "text/plain")]
        fields += [(name.replace("_", "-"), value) for name, value in headers.items()]
        answer = Response(200, tuple(fields), b"fine")
        return driver.call(operation, values, NOTHING, response=answer, lossless=True).request

    return call


def test_the_client_passes_every_check(document: Document, driver: ClientDriver) -> None:
    for check in client_checks(document):
        check.run(driver)


def module(driver: ClientDriver, name: str) -> Any:
    return importlib.import_module(f"{driver.errors.__package__}.{name}")


def parts_of(driver: ClientDriver, body: Any) -> list[str]:
    """What stands in each part, its headers included."""
    operation = driver.document.operation("POST", "/parts")
    sent = driver.call(operation, {}, body, response=Response(204), lossless=True).request
    boundary = (sent.header("content-type") or "").rpartition("=")[2]
    texts = sent.body.decode("latin-1").split(f"--{boundary}")[1:-1]
    return [text.strip().removeprefix("Content-Disposition: form-data; ") for text in texts]


def test_a_file_in_a_model_is_sent_as_a_file(driver: ClientDriver) -> None:
    file = module(driver, "types").File(io.BytesIO(b"\xff\x00"), "a.png", "image/png")
    body = module(driver, "models").SendBody(file=file, ok=True)

    assert parts_of(driver, body) == [
        'name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n\xff\x00',
        'name="ok"\r\nContent-Type: text/plain\r\n\r\ntrue',
    ]


def test_bytes_objects_and_lists_are_parts_of_their_own(driver: ClientDriver) -> None:
    body = {"file": b"\xff", "ok": False, "counts": [1, 2], "rows": [{"a": "x"}]}

    assert [part.rpartition("\r\n\r\n")[::2] for part in parts_of(driver, body)] == [
        ('name="file"\r\nContent-Type: application/octet-stream', "\xff"),
        ('name="ok"\r\nContent-Type: text/plain', "false"),
        ('name="counts"\r\nContent-Type: text/plain', "1"),
        ('name="counts"\r\nContent-Type: text/plain', "2"),
        ('name="rows"\r\nContent-Type: application/json', '{"a":"x"}'),
    ]


@pytest.mark.parametrize(
    ("values", "cookie"),
    [
        ({"cookie desk": None}, "desk="),
        ({"cookie note": ""}, "note="),
        ({"cookie seen": []}, "seen="),
        ({"cookie seen": ["", "a"]}, "seen=,a"),
    ],
    ids=["null", "an empty text", "an empty list", "an empty item"],
)
def test_a_cookie_may_be_empty(
    values: dict[str, Any], cookie: str, read: Callable[..., Any]
) -> None:
    assert read(values).header("cookie") == cookie


@pytest.mark.parametrize(
    "values",
    [{"cookie seen": [""]}, {"query flat": {"a": 1}}],
    ids=["one empty item in a cookie", "an object as a plain text"],
)
def test_what_could_not_be_read_back_is_not_sent(
    values: dict[str, Any], read: Callable[..., Any], driver: ClientDriver
) -> None:
    before = len(driver.requests)

    with pytest.raises(driver.errors.InvalidArgument):
        read(values)

    assert len(driver.requests) == before


@pytest.mark.parametrize(
    ("name", "text"),
    [("X_Left", ""), ("X_Left", "null"), ("X_Left", "7"), ("X_Any", "1234"), ("X_Any", "true")],
)
def test_a_header_is_read_as_the_schema_takes_it(
    name: str, text: str, read: Callable[..., Any]
) -> None:
    """A number or a truth value has no length, and an empty text stands for null."""
    read({}, **{name: text})


@pytest.mark.parametrize(
    ("name", "text"), [("X_Left", "x"), ("X_Any", "text"), ("X_At", "1"), ("X_Tags", "abc")]
)
def test_a_header_that_the_schema_does_not_take_is_rejected(
    name: str, text: str, read: Callable[..., Any], driver: ClientDriver
) -> None:
    with pytest.raises(driver.errors.Broken):
        read({}, **{name: text})


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/parts", "body multipart/form-data /type"),
        ("/parts", "body multipart/form-data /properties/counts/type"),
        ("/texts", "cookie note /type"),
        ("/texts", "query tag /items/type"),
    ],
)
def test_arguments_of_a_wrong_type_are_tried_where_all_is_text(
    path: str, place: str, document: Document
) -> None:
    operation = next(it for it in document.operations if it.path == path)

    tried = [call.name for call in forbidden_calls(document, operation)]

    assert [name for name in tried if name.startswith(f"{place}: ")]


def test_plain_texts_and_headers_are_answered_wrongly_too(document: Document) -> None:
    wrong = undocumented_response_cases(document, document.operation("GET", "/texts"))
    broken = {it.clause.partition(" response 200 ")[2] for it in wrong}

    assert {
        "text/plain /maxLength",
        "header X-Tags /items/maxLength",
        "header X-Left /type",
    } <= broken


def test_a_header_of_another_type_is_wrong_as_a_text(document: Document) -> None:
    """It is text on the wire, so that what texts must obey is what it breaks."""
    wrong = undocumented_response_cases(document, document.operation("GET", "/texts"))

    clauses = {it.clause.rpartition(" ")[2] for it in wrong if "header X-At /type: " in it.name}
    assert clauses == {"/format"}


def test_a_list_in_a_header_is_written_with_commas(document: Document) -> None:
    wrong = undocumented_response_cases(document, document.operation("GET", "/texts"))

    texts = {dict(it.response.headers)["X-Tags"] for it in wrong if "header X-Tags " in it.name}
    assert "aaa" in texts


def test_a_call_without_a_credential_is_tried_where_the_document_allows_it(
    document: Document,
) -> None:
    free = next(c.key for c in clauses_of(document) if c.keyword == "security" and not c.value)

    names = [check.name for check in client_checks(document) if free in check.clauses]

    assert "read: sends security none" in names
