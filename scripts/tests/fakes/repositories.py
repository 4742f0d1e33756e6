"""A small repository in the layout of this one, made for a test; no test of its own."""

from __future__ import annotations

from pathlib import Path

SPEC = """\
openapi: 3.1.0
info: {title: Things, version: 1.0.0}
paths:
  /things:
    get:
      operationId: listThings
      summary: List all things
      parameters:
        - {name: kind, in: query, required: true, schema: {type: string, maxLength: 5},
           description: The kind.}
      responses:
        "200": {description: All of them.}
        "400": {description: No such kind.}
"""

KEY = "GET /things query kind /maxLength"

# The stage whose built-in checks guard no clause and ask no service.
TESTS = f"""\
import pytest
from clausebook.errors import CannotRun
from clausebook.report.finding import ContractBroken, Finding

pytestmark = pytest.mark.clausebook_stage("lint")

@pytest.mark.clausebook_clause({KEY!r})
def test_long_kinds_are_refused():
    pass
"""


def make_repository(folder: Path, tests: str = TESTS, settings: str = "") -> Path:
    """Writes settings, document and contract tests into `folder`, and returns it."""
    table = '[tool.clausebook]\nspec = "spec/things.yaml"\n'
    # These plugins take a second to load and the tests below them use none.
    plugins = '[tool.pytest.ini_options]\naddopts = "-p no:schemathesis -p no:respx -p no:anyio"\n'
    (folder / "pyproject.toml").write_text(table + settings + plugins, encoding="utf-8")
    (folder / "spec").mkdir()
    (folder / "spec" / "things.yaml").write_text(SPEC, encoding="utf-8")
    (folder / "contract_tests").mkdir()
    (folder / "contract_tests" / "test_things.py").write_text(tests, encoding="utf-8")
    return folder


def add_modules(folder: Path, **modules: str) -> Path:
    """Writes these modules into contract_tests."""
    (folder / "contract_tests").mkdir(exist_ok=True)
    for name, text in modules.items():
        (folder / "contract_tests" / f"{name}.py").write_text(text, encoding="utf-8")
    return folder
