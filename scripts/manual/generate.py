"""Writes the generated pages of this manual: `.venv/bin/python scripts/manual/generate.py`.

Run it after a rule was added or changed; a test fails until then.
"""

from __future__ import annotations

from pathlib import Path

from clausebook.checks.catalogue import lint_entries
from clausebook.checks.lint_run import built_in_rules
from clausebook.cli.catalogue import catalogue_as_markdown

MANUAL = Path(__file__).parent

_LINT_RULES = """\
# Lint rules

<!-- Written by scripts/manual/generate.py from the registry; edit the rules, not this page. -->

The stage `spec` of `clausebook guard` holds the OpenAPI document against these rules. `clausebook
checks` lists them as the configuration of a repository has them, with its own rules among them.

{table}
Rules of the family `style` are a matter of taste, so they are off until they are switched on.

## Levels

An `error` breaks the contract (exit code 1). A `warning` and a `note` are shown in every report and
change neither verdict nor exit code. `off` leaves the rule out. Levels are set by rule id in
`pyproject.toml`; where several patterns match a rule, its own id wins, then the longest pattern:

```toml
[tool.clausebook.lint]
"style/*" = "error"
"style/summary" = "warning"
"document/example" = "off"
```

## Rules of your own

A rule is a function that takes the document and yields findings. The first sentence of its
docstring is what it asks:

```python
from clausebook.report.finding import finding_at
from clausebook.checks.registry import lint_rule
from clausebook.errors import Level


@lint_rule(id="ours/server", level=Level.WARNING, source="API guide, chapter 3")
def servers_use_https(document):
    \"""Every server has an https URL.\"""
    for index, server in enumerate(document.data.get("servers", [])):
        if not server["url"].startswith("https:"):
            pointer = f"/servers/{{index}}/url"
            yield finding_at(document, pointer, "the server uses no https", actual=server["url"])
```

Name its module in `pyproject.toml`. It is imported from the folder of that file, and it imports
whatever else registers rules:

```toml
[tool.clausebook]
plugins = ["my_rules"]
```

An installed package adds rules by an entry point in the group `clausebook.checks`, whose value is
the module. Such rules add to the built-in ones; two rules with one id are refused (exit code 2). A
rule that raises an exception could not be judged: it is named, the other rules go on, and the run
ends with exit code 2.
"""


def pages() -> dict[Path, str]:
    """The text of each generated page, by its path."""
    table = catalogue_as_markdown(lint_entries(built_in_rules()))
    return {MANUAL / "lint-rules.md": _LINT_RULES.format(table=table)}


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
