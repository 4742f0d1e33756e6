"""What is drawn can be sent, and what is drawn as valid is valid to any framework."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

from clausebook.checks.provider.fuzz_requests import generate_requests
from clausebook.openapi import Document, load
from clausebook.schema.sent_formats import SENT_FORMATS


def document_of(tmp_path: Path, operation: Any) -> Document:
    data = {
        "openapi": "3.1.0",
        "info": {"title": "Drawn", "version": "1"},
        "paths": {
            "/things": {"post": {"responses": {"201": {"description": "made"}}, **operation}}
        },
    }
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return load(path)


def drawn(document: Document, *, valid: bool) -> list[Any]:
    (operation,) = document.operations
    return generate_requests(document, operation, valid=valid, max_examples=20, seed=1)


def test_a_list_that_is_joined_reaches_another_process_with_its_items(tmp_path: Path) -> None:
    items = {"type": "string", "enum": ["id", "-id", "qty"]}
    schema = {"type": "array", "items": items, "minItems": 2}
    sort = {"name": "sort", "in": "query", "required": True, "schema": schema, "explode": False}

    drafts = drawn(document_of(tmp_path, {"parameters": [sort]}), valid=True)

    received = [pickle.loads(pickle.dumps(draft.values)) for draft in drafts]
    assert received
    for values in received:
        assert set(values["query", "sort"]) <= {"id", "-id", "qty"}
    assert not any("%2C" in draft.request({}).target for draft in drafts)


def test_a_drawn_valid_body_obeys_formats_that_nobody_asserts(tmp_path: Path) -> None:
    member = {"type": "string", "format": "email"}
    schema = {"type": "object", "required": ["email"], "properties": {"email": member}}
    content = {"application/json": {"schema": schema}}

    drafts = drawn(document_of(tmp_path, {"requestBody": {"content": content}}), valid=True)

    emails = [draft.body["email"] for draft in drafts if isinstance(draft.body, dict)]
    assert emails
    assert all(map(SENT_FORMATS["email"].obeys, emails))


def test_no_part_of_a_drawn_form_has_a_control_character_in_its_name(tmp_path: Path) -> None:
    schema = {"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1}
    body = {"required": True, "content": {"multipart/form-data": {"schema": schema}}}

    drafts = drawn(document_of(tmp_path, {"requestBody": body}), valid=True)

    names = [name for draft in drafts if isinstance(draft.body, dict) for name in draft.body]
    assert [name for name in names if not name.isprintable()] == []
