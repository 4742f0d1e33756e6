"""The manual's page of diff rules, written from the catalogue.

`python -m clausebook.diff.manual` prints it; it stands in `scripts/manual/diff-rules.md`.
"""

from __future__ import annotations

from collections.abc import Iterable

from clausebook.diff.document_rules import DOCUMENT_RULES
from clausebook.diff.rule import Rule
from clausebook.diff.schema_rules import SCHEMA_RULES, SIDES

_INTRODUCTION = """\
<!-- Written by `python -m clausebook.diff.manual`; do not edit. -->

# Diff rules

Every change that `clausebook diff` shows has the id of one of these rules. The level is `breaking`
(somebody has to change), `warning` (the documents cannot decide it), or `compatible`. Where a rule
has several levels, which one a change gets depends on what changed, as the rule says.

A level can be set, or a rule be switched off, in `pyproject.toml`:

```toml
[tool.clausebook.diff.rules]
"request-default-unknown" = "breaking"
"deprecated" = "off"                    # breaking, warning, compatible or off
```

Changes of rules that are off are counted in a note. A single change is set aside by its clause,
with a reason and, where it should end, the last day on which it counts (in local time, that day
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

The id of a rule of schemas is `SIDE-KEYWORD-EFFECT`. Sides are `request` and `response`, and for
callbacks and webhooks `call` (what the provider sends) and `reply` (what consumers answer).

| effect | the values that are let in |
|---|---|
| `narrows` | are fewer |
| `widens` | are more |
| `both` | are others: some are lost, some are new |
| `less` | lack an example that was let in; whether others are new is not known |
| `more` | have an example that was not let in; whether others are lost is not known |
| `unknown` | may be the same or not: no document decides it |
| `gained` | are the same, with a member named that was not, or carried by this side again |
| `lost` | are the same, with a member no longer named, or no longer carried by this side |
| `refused` | lack a member that is no longer named, where unnamed ones are refused |
| `noted` | are the same, and something else is said of them |
"""
_TITLES = {
    "request": "What consumers send",
    "response": "What is answered",
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


if __name__ == "__main__":
    print(rules_page(), end="")
