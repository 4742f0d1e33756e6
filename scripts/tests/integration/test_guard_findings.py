"""guard against a service with known faults: each is one finding, and the same one in every run."""

from __future__ import annotations

import itertools
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from fakes.guard_runs import guard_process
from fakes.serving import running

DOCUMENT = """\
openapi: 3.0.3
info: {title: T, version: 1.0.0}
security: [{key: []}]
paths:
  /buckets:
    get:
      parameters: [{$ref: '#/components/parameters/limit'}]
      responses:
        '200': {$ref: '#/components/responses/Reply'}
        4XX: {$ref: '#/components/responses/Error'}
  /others:
    get:
      parameters: [{$ref: '#/components/parameters/limit'}]
      responses:
        '200': {$ref: '#/components/responses/Reply'}
        4XX: {$ref: '#/components/responses/Error'}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Api-Key}}
  parameters:
    limit: {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 99}}
  responses:
    Error: {description: wrong}
    Reply:
      description: yes
      content:
        application/json:
          schema:
            type: object
            required: [id]
            properties: {id: {type: string, maxLength: 3}}
"""
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[dict[str, Any], object, Send], Awaitable[None]]


def lax(key: str) -> Application:
    """Takes any limit, and replies with an id that is too long and another each time."""
    ids = itertools.count(1000)

    async def serve(scope: dict[str, Any], receive: object, send: Send) -> None:
        if scope["type"] != "http":
            return
        status, body = 200, json.dumps({"id": str(next(ids))}).encode()
        if scope["path"] not in ("/buckets", "/others") or scope["method"] not in ("GET", "HEAD"):
            status, body = 404, b""
        elif dict(scope["headers"]).get(b"x-api-key") != key.encode():
            status, body = 401, b""
        headers = [(b"content-type", b"application/json")] if body else []
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return serve


def judged(folder: Path, url: str, key: str, seed: str) -> dict[str, Any]:
    (folder / "openapi.yaml").write_text(DOCUMENT, encoding="utf-8")
    settings = '[tool.clausebook]\nspec = "openapi.yaml"\n'
    (folder / "pyproject.toml").write_text(settings, encoding="utf-8")
    done = guard_process(
        folder, "--only", "provider", "--url", url, "--header", f"X-Api-Key: {key}",
        "--seed", seed, "--max-examples", "20", "--format", "json",
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    data: dict[str, Any] = json.loads(done.stdout)
    return data


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Two runs with other seeds, against services at other ports."""
    key, results = "buckets-token-90aa11", []
    for seed in ("1", "2"):
        with running(lax(key)) as url:
            results.append(judged(tmp_path_factory.mktemp("run"), url, key, seed))
    return results


def test_runs_with_other_seeds_and_ports_give_equal_fingerprints(
    runs: list[dict[str, Any]],
) -> None:
    first, second = ([it["fingerprint"] for it in run["findings"]] for run in runs)

    assert first == second
    assert len(set(first)) == len(first)


def test_a_fault_of_a_shared_component_is_one_finding_with_its_operations(
    runs: list[dict[str, Any]],
) -> None:
    findings = {it["clause"].rpartition("/")[2]: it for it in runs[0]["findings"]}

    for name in ("maxLength", "maximum", "minimum"):
        assert findings[name]["operations"] == ["GET /buckets", "GET /others"]
        assert findings[name]["times"] >= 2
    assert len([it for it in runs[0]["findings"] if "maxLength" in it["clause"]]) == 1


def test_the_command_of_a_finding_has_no_header_that_any_client_sends(
    runs: list[dict[str, Any]],
) -> None:
    for finding in runs[0]["findings"]:
        assert "Host:" not in finding["reproduce"]
        assert "User-Agent" not in finding["reproduce"]


def test_a_path_that_is_a_piece_of_the_credential_stays_in_keys_and_commands(
    runs: list[dict[str, Any]],
) -> None:
    text = json.dumps(runs[0])

    assert "buckets-token" not in text
    assert [it for it in runs[0]["findings"] if "/buckets?" in it["reproduce"]]
    assert not [it for it in runs[0]["clauses"] if "$" in it["key"]]
    assert [it for it in runs[0]["clauses"] if it["verdict"] == "kept"]


@pytest.mark.parametrize("key", ["x", "a", "clause", "1"])
def test_a_credential_that_is_a_word_of_ours_changes_nothing(
    key: str, runs: list[dict[str, Any]], tmp_path: Path
) -> None:
    with running(lax(key)) as url:
        data = judged(tmp_path, url, key, "1")

    assert [it["fingerprint"] for it in data["findings"]] == [
        it["fingerprint"] for it in runs[0]["findings"]
    ]
    assert data["clauses"] == runs[0]["clauses"]
