"""A document of webhooks alone is linted; nothing else can be judged, which is said."""

from __future__ import annotations

from pathlib import Path

from fakes.guard_runs import assert_cannot_run, guard

WEBHOOKS = """\
openapi: 3.1.0
info: {title: Hooks, version: 1.0.0, description: What is called.}
webhooks:
  made:
    post:
      operationId: made
      summary: A thing was made
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {"200": {description: Heard.}}
"""


def test_it_is_linted_and_the_rest_is_said(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(WEBHOOKS, encoding="utf-8")

    done = guard(tmp_path, "--spec", "openapi.yaml")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "describes no operation of a service" in done.stdout
    assert "\nkept: " in done.stdout


def test_another_stage_alone_cannot_run(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(WEBHOOKS, encoding="utf-8")

    done = guard(tmp_path, "--only", "provider", "--spec", "openapi.yaml")

    assert_cannot_run(done, "nothing but lint can be judged", "leave --only out")
