"""Which operations the provider accepted, and the nearest reason where it accepted none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from clausebook.checks.session import MadeResources, RunState, unaccepted_operations
from clausebook.checks.session.acceptance import is_accepted
from clausebook.config.facts import Facts
from clausebook.http.exchange import Exchange, Request, Response
from clausebook.openapi import Document, load

SHOP = """\
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
paths:
  /orders:
    post: {operationId: a, security: [{key: []}], responses: {"201": {description: made}}}
  /orders/{order.id}:
    parameters: [{name: order.id, in: path, required: true, schema: {type: string}}]
    get: {operationId: b, responses: {"200": {description: shown}}}
  /old:
    get: {operationId: c, responses: {"307": {description: moved}}}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Document:
    path = tmp_path / "openapi.yaml"
    path.write_text(yaml.safe_dump(yaml.safe_load(SHOP)), encoding="utf-8")
    return load(path)


def answered(status: int) -> Exchange:
    return Exchange(Request("GET", "/", (), b""), Response(status), 0.1)


@pytest.mark.parametrize(
    ("path", "status", "accepted"),
    [
        ("/orders/{order.id}", 200, True),
        ("/orders/{order.id}", 302, False),
        ("/orders/{order.id}", 404, False),
        ("/old", 307, True),
        ("/old", 404, False),
    ],
)
def test_a_success_or_the_only_documented_redirect_is_acceptance(
    shop: Document, path: str, status: int, accepted: bool
) -> None:
    assert is_accepted(shop.operation("GET", path), answered(status)) is accepted


def _unaccepted(shop: Document, **reasons: str) -> dict[str, Any]:
    run = RunState(accepted_operations={"GET /old"})
    run.precondition_failures["POST /orders"] = "the valid request is rejected: 401"
    made = MadeResources(shop, Facts())
    made.reasons.update(reasons)
    return {it.operation: it for it in unaccepted_operations(shop, run, made)}


def test_a_resource_that_cannot_be_created_is_the_nearest_reason(shop: Document) -> None:
    unaccepted = _unaccepted(shop, **{"/orders/{}": "POST /orders is rejected: 422 no"})

    assert unaccepted.keys() == {"POST /orders", "GET /orders/{order.id}"}
    reading = unaccepted["GET /orders/{order.id}"]
    assert reading.why == "no /orders/{} could be created: POST /orders is rejected: 422 no"
    assert reading.hint == '[[known]]\n"order.id" = "..."'


def test_a_rejected_credential_is_answered_by_the_option_that_gives_one(shop: Document) -> None:
    unaccepted = _unaccepted(shop)

    assert unaccepted["POST /orders"].hint == "--credential 'key=env:VARIABLE'"
    assert unaccepted["GET /orders/{order.id}"].why == "no valid request was sent to it"
