"""The manual's page of diff rules, which `scripts/manual/generate.py` writes."""

from __future__ import annotations

from collections.abc import Iterable

from clausebook.diff.document_rules import DOCUMENT_RULES
from clausebook.diff.rule import Rule
from clausebook.diff.schema_rules import SCHEMA_RULES, SIDES

_INTRODUCTION = """\
<!-- Written by scripts/manual/generate.py from the catalogue; edit the rules, not this page. -->

# Diff rules

Every change that `clausebook diff` reports has the id of one of these rules. Levels are `breaking`
(consumers must change), `warning` (the documents do not decide it), or `compatible`. If a rule
has several levels, its text says which change gets which.

To set a rule's level or switch it off, write in `pyproject.toml`:

```toml
[tool.clausebook.diff.rules]
"request-default-unknown" = "breaking"
"deprecated" = "off"                    # breaking, warning, compatible or off
```

A note counts the changes of rules that are off. To suppress a single change, name its clause
and a reason; `until` is the last day on which the suppression counts (local time, that day
included):

```toml
[[tool.clausebook.diff.ignore]]
clause = "GET /things query kind /maxLength"
rule = "request-maxLength-narrows"      # may be left out
reason = "agreed with all consumers"
until = 2027-03-31
```
"""
_SCHEMAS = """\
## Schemas

The id of a schema rule is `SIDE-KEYWORD-IMPACT`. Sides are `request` and `response`, and for
callbacks and webhooks `call` (what the provider sends) and `reply` (what consumers respond).

| impact | the allowed values |
|---|---|
| `narrows` | are fewer |
| `widens` | are more |
| `both` | are others: some were removed, some added |
| `less` | lack an example that was allowed; there may be new ones |
| `more` | have a new example; others may have been removed |
| `unknown` | may be the same or not: the documents do not decide it |
| `gained` | are the same, with one more declared member, or one that this side carries again |
| `lost` | are the same, with a member no longer declared, or no longer carried by this side |
| `refused` | lack a member that is no longer declared, where undeclared members are rejected |
| `noted` | are the same, but an annotation changed |
"""
_TITLES = {
    "request": "What consumers send",
    "response": "What the provider responds",
    "call": "What a callback or webhook carries",
    "reply": "What consumers reply to a callback or webhook",
}


def rules_page() -> str:
    """The page as Markdown, ending with a new line."""
    parts = [_INTRODUCTION, "## Everything but schemas\n", _table(DOCUMENT_RULES), _SCHEMAS]
    for side in SIDES:
        own = [rule for rule in SCHEMA_RULES if rule.id.startswith(f"{side}-")]
        parts += [f"### {_TITLES[side]}\n", _table(own)]
    return "\n".join(parts)


def _table(rules: Iterable[Rule]) -> str:
    rows = ["| id | level | what changed and what follows | source |", "|---|---|---|---|"]
    rows += [
        f"| `{rule.id}` | {' or '.join(rule.levels)} | {rule.says} | {rule.source} |"
        for rule in rules
    ]
    return "\n".join(rows) + "\n"
