"""Writes the generated pages of this manual: `.venv/bin/python scripts/manual/generate.py`.

Run it after a rule was added or changed; a test fails until then.
"""

from __future__ import annotations

from pathlib import Path

from clausebook.checks.catalogue import entries_of
from clausebook.checks.configured import built_in_checks
from clausebook.checks.registry import Kind
from clausebook.cli.catalogue import catalogue_as_markdown
from clausebook.diff.manual import rules_page

MANUAL = Path(__file__).parent

_LINT_RULES = """\
# Lint rules

<!-- Written by scripts/manual/generate.py from the registry; edit the rules, not this page. -->

The stage `lint` of `clausebook guard` holds the OpenAPI document against these rules. `clausebook
checks` lists them as the configuration of a repository has them, with its own rules among them.

{table}
Rules of the family `style` are a matter of taste, so they are off until they are switched on.

## Levels

An `error` breaks the contract (exit code 1). A `warning` and a `note` are shown in every report and
change neither verdict nor exit code. `off` leaves the rule out. Levels are set by rule id in
`pyproject.toml`; where several patterns match a rule, its own id wins, then the longest pattern:

```toml
[tool.clausebook.checks]
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

_CHECKS = """\
# Checks

<!-- Written by scripts/manual/generate.py from the registry; edit the checks, not this page. -->

`clausebook checks` lists everything that clausebook can ask, as the configuration of a repository
has it, with the repository's own checks among it; `--kind lint`, `client`, `provider` or `diff`
shows a part. This page lists the families of checks of the generated client and of the provider;
the [lint rules](lint-rules.md) of the document and the [diff rules](diff-rules.md) have their own.

## Of the provider

The stage `provider` of `clausebook guard` asks these, in each case of a document that has what they
need, and `clausebook prove` shows that they notice a mutated document. Random exploration
(`fuzz/drawn-requests`) takes no part in the proof.

{provider}
## Of the client

{client}
## Levels

One table switches lint rules and checks, by id or by the beginning of ids and `*`; the id wins,
then the longest pattern. An `error` breaks the contract (exit code 1). A `warning` and a `note` are
shown and change neither verdict nor exit code. `off` leaves the check out:

```toml
[tool.clausebook.checks]
"fuzz/*" = "warning"
"robustness/malformed-requests" = "off"
"style/*" = "error"
```

An unknown id or level is refused (exit code 2). So is a table that leaves no check of a stage on.
Diff rules have levels of their own, in `[tool.clausebook.diff.rules]`.

## Checks of your own

A check of the provider is a function that takes the session with it; one with a second parameter
is called for each operation. It yields findings, or fails an assertion. The first sentence of its
docstring is what it asks:

```python
from clausebook.checks.registry import check
from clausebook.clauses import ClauseKey
from clausebook.resources import valid_request


@check(stage="provider", id="ours/audit-header", source="API guide, chapter 4")
def responses_are_audited(session, operation):
    \"""Every response has the header X-Audit.\"""
    draft = valid_request(session.document, operation, session.facts)
    exchange = session.send_draft(draft)
    if exchange.response.header("X-Audit") is None:
        clause = str(ClauseKey.of(operation, "operation"))
        yield session.finding(clause, exchange.request, "the response has no X-Audit")
```

A check of the generated client takes its driver instead: see [extending.md](extending.md).

Name its module in `plugins` of `[tool.clausebook]`; it is imported from the folder of that
`pyproject.toml`. An installed package names its module by an entry point in the group
`clausebook.checks`. Such checks add to the built-in ones, in `guard` and in `prove`; two checks
with one id are refused (exit code 2).

- A finding counts only if a second call finds something too. What does not reproduce is not judged.
- An operation whose valid request fails is not judged by a check that takes the operation.
- `session.connection` has the transport and the credentials, `session.resources` what is known of
  the provider's state, `session.facts` and `session.document` what their names say.
- A check that raises anything else, or takes more than 60 s in `guard`, could not be judged: it is
  named with its place, the others go on, and the run ends with exit code 2.
- A check that the provider made from the document fails itself is left out of a proof, which a
  note says: it asks for what the document does not say.
"""


def pages() -> dict[Path, str]:
    """The text of each generated page, by its path."""
    checks = built_in_checks()
    tables = {kind: catalogue_as_markdown(entries_of(checks, kind)) for kind in Kind}
    return {
        MANUAL / "lint-rules.md": _LINT_RULES.format(table=tables[Kind.LINT]),
        MANUAL / "checks.md": _CHECKS.format(
            provider=tables[Kind.PROVIDER], client=tables[Kind.CLIENT]
        ),
        MANUAL / "diff-rules.md": rules_page(),
    }


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
