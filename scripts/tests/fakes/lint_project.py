"""A project with a document, a configuration and a plugin."""

from __future__ import annotations

from pathlib import Path

# A valid document; what the rules of style find in it is all there is to find.
STYLED = """\
openapi: 3.0.3
info: {title: Pets, version: 1.0.0}
paths:
  /pets:
    get:
      operationId: pets_list
      summary: Lists all of the pets that are in the store, sorted by name.
      tags: [pets]
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {type: array, items: {type: object, properties: {id: {type: integer}}}}}}
        '400': {description: bad}
"""  # noqa: E501  # the input as it was reported

RULE = '''
from clausebook.report.finding import finding_at
from clausebook.checks.registry import lint_rule
from clausebook.errors import Level

@lint_rule(id="{id}", level=Level.{level}, source="our guide, 3")
def {name}(document):
    """The title is Things. It is ours."""
    {body}
'''
TITLE = 'yield finding_at(document, "/info/title", "the title is wrong", actual="Pets")'


def rule(
    id: str = "ours/title", body: str = TITLE, level: str = "ERROR", name: str = "title"
) -> str:
    """The source of a module with one lint rule."""
    return RULE.format(id=id, body=body, level=level, name=name)


def make_project(folder: Path, settings: str = "", **modules: str) -> Path:
    """Writes document, configuration and modules into `folder`, and returns it."""
    (folder / "openapi.yaml").write_text(STYLED, encoding="utf-8")
    table = f'[tool.clausebook]\nspec = "openapi.yaml"\n{settings}'
    (folder / "pyproject.toml").write_text(table, encoding="utf-8")
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder
