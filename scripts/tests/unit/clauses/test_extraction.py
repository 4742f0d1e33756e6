"""The clauses of a document: their kinds, keys, pointers and sentences."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from clausebook.clauses import Clause, clauses_of
from clausebook.openapi import load
from clausebook.openapi.pointers import follow, split
from fakes.paths import DOCUMENTS
from fakes.written_documents import PATHS, clauses, written

DOCUMENT = load(DOCUMENTS / "shop.yaml")
CLAUSES = clauses_of(DOCUMENT)
BY_KEY = {clause.key: clause for clause in CLAUSES}
SHOW = "GET /shops/{}/orders/{}"
SEE = "HEAD /shops/{}/orders/{}"
PLACE = "POST /shops/{}/orders"
ITEMS = f"{PLACE} body multipart/form-data /properties/lines/items"

# Key, side, keyword, value, the end of the pointer: one line for every kind of clause.
EVERY_KIND = (
    (f"{SHOW} operation", "request", "operation", True, "{order}/get"),
    (f"{SHOW} path 1 /minLength", "request", "minLength", 1, "/parameters/1/schema/minLength"),
    (f"{SHOW} path 2 /format", "request", "format", "int64", "/parameters/0/schema/format"),
    (f"{SHOW} query tags /required", "request", "required", False, "/get/parameters/0/required"),
    (f"{SHOW} query page /required", "request", "required", True, "/get/parameters/1/required"),
    (f"{SHOW} query tags /style", "request", "style", "form", "/get/parameters/0/style"),
    (f"{SHOW} query tags /explode", "request", "explode", False, "/get/parameters/0/explode"),
    (f"{SHOW} query tags /items/maxLength", "request", "maxLength", 3, "/items/maxLength"),
    (f"{SHOW} query where /style", "request", "style", "deepObject", "/parameters/2/style"),
    (f"{SHOW} query filter /content", "request", "content", "application/json", "/parameters/3"),
    (f"{SHOW} query filter /maxProperties", "request", "maxProperties", 2, "/maxProperties"),
    (f"{SHOW} header X-Trace /pattern", "request", "pattern", "^[a-z]+$", "/schema/pattern"),
    (f"{SHOW} cookie session /required", "request", "required", True, "/parameters/6/required"),
    (
        f"{SHOW} security apiKey header X-Key + http basic",
        "request",
        "security",
        None,
        "/security/0",
    ),
    (f"{SHOW} security none", "request", "security", (), "/security/1"),
    (f"{SHOW} responses", "response", "statuses", ("200", "4XX"), "/get/responses"),
    (f"{SHOW} response 4XX", "response", "status", "4XX", "/responses/4XX"),
    (f"{SHOW} response 200 application/json", "response", "media type", None, "/application~1json"),
    (
        f"{SHOW} response 200 application/json /required/id",
        "response",
        "required",
        "id",
        "/required",
    ),
    (
        f"{SHOW} response 200 application/json /properties/state/enum",
        "response",
        "enum",
        ["open"],
        "/const",
    ),
    (f"{SHOW} response 4XX application/problem+json /anyOf", "response", "anyOf", None, "/anyOf"),
    (
        f"{SHOW} response 4XX application/problem+json /anyOf/1/required/title",
        "response",
        "required",
        "title",
        "/anyOf/1/required",
    ),
    (
        f"{SHOW} response 200 header X-Left /required",
        "response",
        "required",
        True,
        "/X-Left/required",
    ),
    (f"{SHOW} response 200 header X-Left /maximum", "response", "maximum", 9, "/schema/maximum"),
    (f"{PLACE} body /required", "request", "required", True, "/requestBody/required"),
    (f"{PLACE} body multipart/form-data", "request", "media type", None, "/multipart~1form-data"),
    (
        f"{PLACE} body multipart/form-data /additionalProperties",
        "request",
        "additionalProperties",
        False,
        "/additionalProperties",
    ),
    (f"{ITEMS}/oneOf", "request", "oneOf", None, "/items/oneOf"),
    (f"{ITEMS}/oneOf/1/required/a~1b", "request", "required", "a/b", "/items/oneOf/1/required"),
    (f"{PLACE} security http bearer", "request", "security", None, "/post/security/0"),
    (f"{PLACE} response 204 no content", "response", "no content", True, "/responses/204"),
    (f"{PLACE} response default", "response", "status", "default", "/responses/default"),
    ("* /shops/{}/orders/{} methods", "request", "methods", ("GET", "HEAD"), "~1{order}"),
)


@pytest.mark.parametrize(("key", "side", "keyword", "value", "pointer"), EVERY_KIND)
def test_every_kind_of_clause_is_made(
    key: str, side: str, keyword: str, value: object, pointer: str
) -> None:
    clause = BY_KEY[key]

    assert (clause.side, clause.keyword) == (side, keyword)
    assert value is None or (clause.value == value and type(clause.value) is type(value))
    assert clause.pointer.endswith(pointer)


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(f"{SHOW} path 1 /required", id="a path parameter can only be required"),
        pytest.param(f"{SHOW} query page /style", id="a lone scalar has one style"),
        pytest.param(f"{SHOW} header Accept /type", id="Accept is no parameter"),
        pytest.param(f"{SHOW} response 200 header Content-Type /type", id="nor is Content-Type"),
        pytest.param(f"{SHOW} response 200 no content", id="it has content"),
        pytest.param(f"{SEE} response 200 no content", id="HEAD has none anyway"),
        pytest.param(f"{SEE} security none", id="its security is taken back"),
        pytest.param(f"{PLACE} responses", id="default allows any status"),
        pytest.param(f"{PLACE} body application/json /required/id", id="readOnly"),
    ],
)
def test_a_statement_without_effect_is_no_clause(key: str) -> None:
    assert key not in BY_KEY


def test_keys_are_unique_and_made_of_place_and_path() -> None:
    assert [key for key, count in Counter(c.key for c in CLAUSES).items() if count > 1] == []
    for clause in CLAUSES:
        assert clause.key.endswith(f"{clause.place} {clause.path}".strip())
        assert clause.path == "" or clause.path.startswith("/")
        assert (clause.operation is None) == clause.key.startswith("* ")


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.key)
def test_a_pointer_leads_to_a_value_or_to_an_omitted_default(clause: Clause) -> None:
    """A member that is left out is `required`, `style` or `explode`, and its owner is an object."""
    try:
        follow(DOCUMENT.data, clause.pointer)
    except KeyError:
        owner, _, unsaid = clause.pointer.rpartition("/")
        assert unsaid in ("required", "style", "explode")
        assert isinstance(follow(DOCUMENT.data, owner), dict)


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.key)
def test_a_schema_keyword_points_at_itself(clause: Clause) -> None:
    tokens = split(clause.pointer)
    if "schema" in tokens or "schemas" in tokens:
        spelled = {"enum": "const"} if tokens[-1] == "const" else {}
        assert tokens[-1] == spelled.get(clause.keyword, clause.keyword)


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.key)
def test_a_sentence_starts_with_a_capital_and_ends_with_a_full_stop(clause: Clause) -> None:
    assert re.match(r"[A-Z`]", clause.sentence)
    assert clause.sentence.endswith("." if clause.keyword != "pattern" else clause.value)
    assert "\n" not in clause.sentence
    assert "{'" not in clause.sentence


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        (f"{SHOW} query where /style", "`where` is written with style deepObject."),
        (f"{SHOW} query tags /explode", "`tags` is written with explode false."),
        (f"{SHOW} path 1 /minLength", "`shop` has at least 1 character."),
        (f"{ITEMS}/oneOf", "Each item of `lines` of the body fits exactly one of 2 shapes."),
        (f"{SHOW} security none", "No credential is needed."),
        (f"{PLACE} response 204 no content", "The answer 204 has no body."),
    ],
)
def test_a_sentence_words_its_clause(key: str, sentence: str) -> None:
    assert BY_KEY[key].sentence == sentence


def test_request_clauses_come_before_response_clauses() -> None:
    sides = [clause.side for clause in CLAUSES if clause.key.startswith(SHOW)]

    assert sides == sorted(sides)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"operationId: (\w+)", r"operationId: other_\1"),
        (r"\{shop\}|name: shop", lambda found: found[0].replace("shop", "store")),
        (r"schemas/Order|    Order:", lambda found: found[0].replace("Order", "Bill")),
        (r"key: (\[|\{type)", r"lock: \1"),
        (r"- (key: \[\])\n    (basic: \[\])", r"- \2\n    \1"),
        (r"(        - .*tags.*\n)(        - .*page.*\n)", r"\2\1"),
        (r"(        id: .*\n)(        note: .*\n)", r"\2\1"),
        (r"(        '200': .*\n)(        '404': .*\n)", r"\2\1"),
    ],
    ids=[
        "operationId",
        "template",
        "schema",
        "scheme",
        "schemes",
        "parameters",
        "properties",
        "statuses",
    ],
)
def test_keys_survive_renaming_and_reordering(tmp_path: Path, old: str, new: str) -> None:
    text = DOCUMENT.path.read_text("utf-8")
    changed = re.sub(old, new, text)
    assert changed != text
    (tmp_path / "shop.yaml").write_text(changed, "utf-8")

    found = clauses(load(tmp_path / "shop.yaml"))
    assert found.keys() == BY_KEY.keys()
    # A security clause still carries the names its schemes have in the document.
    assert {k: c.value for k, c in found.items() if c.keyword != "security"} == {
        clause.key: clause.value for clause in CLAUSES if clause.keyword != "security"
    }


def test_templates_that_differ_only_in_names_are_one_path(tmp_path: Path) -> None:
    answers = "{responses: {default: {description: ok}}}"
    text = f"paths: {{'/a/{{x}}': {{get: {answers}}}, '/a/{{y}}': {{delete: {answers}}}}}\n"

    assert clauses(written(tmp_path, text))["* /a/{} methods"].value == ("DELETE", "GET")


def test_percent_signs_in_paths_and_names_are_not_decoded(tmp_path: Path) -> None:
    header = "ok, headers: {X%20: {schema: {maximum: 1}}}"
    text = PATHS.replace("/a", "/caf%C3%A9/a~b").replace("ok", header)
    found = clauses(written(tmp_path, text))

    assert found["GET /caf%C3%A9/a~b response 200 header X%20 /maximum"].value == 1


def test_a_document_with_only_webhooks_has_no_clauses(tmp_path: Path) -> None:
    assert clauses(written(tmp_path, "webhooks: {}\n")) == {}
