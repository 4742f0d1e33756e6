"""The catalogue of rules: complete, and true to what comparisons report."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from clausebook.diff import Change, UnknownRule, catalogue, compare
from clausebook.diff.manual import rules_page
from clausebook.diff.rules import RULES
from clausebook.openapi import Document, Place, load
from fakes.labelled_edits import COURIER, FOLDER, SHOP, edited, labelled
from fakes.written_documents import written

RULE_PAIRS = yaml.safe_load((FOLDER / "labelled_rules.yaml").read_text("utf-8"))
SCHEMA_PAIRS = yaml.safe_load((FOLDER / "labelled_schemas.yaml").read_text("utf-8"))["two_ways"]
SIDES = ("request", "response", "call", "reply")
_FOUR_SIDES = """\
paths:
  /a:
    post:
      requestBody: {content: {text/plain: {schema: %(schema)s}}}
      responses: {'200': {description: ok, content: {text/plain: {schema: %(schema)s}}}}
      callbacks:
        notice:
          'https://a.example':
            post:
              requestBody: {content: {text/plain: {schema: %(schema)s}}}
              responses: {'200': {description: ok, content: {text/plain: {schema: %(schema)s}}}}
components:
  schemas:
    Cat: {type: object, required: [kind], properties: {kind: {type: string}, claws: {}}}
    Dog: {type: object, required: [kind], properties: {kind: {type: string}, barks: {}}}
    Card: {type: object, required: [by], properties: {by: {const: card}}}
    Cash: {type: object, required: [by], properties: {by: {const: cash}}}
"""
# Rules that no pair produces, with the reason; empty, and to stay so.
UNPRODUCED: Mapping[str, str] = {}


def both_ways(old: Document, new: Document) -> list[Change]:
    return [*compare(old, new), *compare(new, old)]


def on_four_sides(folder: Path, old: str, new: str) -> tuple[Document, Document]:
    documents = []
    for name, schema in (("old", old), ("new", new)):
        (folder / name).mkdir(parents=True)
        documents.append(written(folder / name, _FOUR_SIDES % {"schema": schema}))
    return documents[0], documents[1]


def _pairs(folder: Path) -> Iterator[tuple[Document, Document]]:
    """Every labelled pair of the suite."""
    rows = [(SHOP, row) for row in labelled()]
    rows += [(COURIER, row) for row in labelled(FOLDER / "labelled_courier.yaml")]
    edits = [(original, operations) for original, (_, _, operations) in rows]
    edits += [(FOLDER / f"{name}.yaml", tuple(rest)) for _, name, *rest in RULE_PAIRS["edits"]]
    for number, (original, operations) in enumerate(edits):
        (folder / f"edit{number}").mkdir()
        yield load(original), edited(original, operations, folder / f"edit{number}")
    schemas = [(row[0], row[1]) for row in SCHEMA_PAIRS]
    schemas += [(old, new) for _, old, new in RULE_PAIRS["schemas"]]
    for number, (was, now) in enumerate(schemas):
        yield on_four_sides(folder / f"schema{number}", was, now)
    for number, (_, was, now) in enumerate(RULE_PAIRS["documents"]):
        for name in ("old", "new"):
            (folder / f"document{number}" / name).mkdir(parents=True)
        at = folder / f"document{number}"
        yield written(at / "old", was), written(at / "new", now)


@pytest.fixture(scope="module")
def produced(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, set[str]]:
    """The levels by rule that any labelled pair of the suite produces, in either direction."""
    levels_by_rule: dict[str, set[str]] = defaultdict(set)
    for old, new in _pairs(tmp_path_factory.mktemp("pairs")):
        for change in both_ways(old, new):
            levels_by_rule[change.rule].add(change.level)
    return levels_by_rule


def test_every_rule_is_produced_by_a_labelled_pair(produced: Mapping[str, set[str]]) -> None:
    assert set(RULES) - set(produced) == set(UNPRODUCED)


def test_a_rule_has_the_levels_that_its_changes_have(produced: Mapping[str, set[str]]) -> None:
    assert {rule: set(RULES[rule].levels) for rule in produced} == produced


@pytest.mark.parametrize(
    ("rules", "old", "new"),
    [
        pytest.param(*row, id=" ".join(row[0]) + f" {n}")
        for n, row in enumerate(RULE_PAIRS["schemas"])
    ],
)
def test_a_pair_of_schemas_produces_its_rules_on_every_side_that_has_them(
    rules: list[str], old: str, new: str, tmp_path: Path
) -> None:
    wanted = {f"{side}-{rule}" for side in SIDES for rule in rules} & set(RULES)

    assert wanted <= {change.rule for change in compare(*on_four_sides(tmp_path, old, new))}


def test_ids_are_in_kebab_case_and_each_stands_once() -> None:
    ids = [entry.id for entry in catalogue()]

    assert len(set(ids)) == len(ids) == len(RULES)
    for rule in ids:
        assert re.fullmatch(r"[a-z]+[A-Za-z]*(-[a-z]+[A-Za-z]*)*", rule), rule


def test_an_entry_says_all_that_a_list_of_checks_shows() -> None:
    for entry in catalogue():
        assert (entry.kind, entry.enabled) == ("diff", True)
        assert set(entry.level.split(" or ")) <= {"compatible", "warning", "breaking"}
        assert entry.asks.endswith(".")
        assert re.search(r"OAS 3\.1, 4|JSON Schema", entry.source)


def test_the_catalogue_shows_the_configured_level_and_what_is_off() -> None:
    levels = {"deprecated": "off", "tags": "breaking"}

    entries = {entry.id: entry for entry in catalogue(levels)}

    assert (entries["deprecated"].level, entries["deprecated"].enabled) == ("compatible", False)
    assert (entries["tags"].level, entries["tags"].enabled) == ("breaking", True)


def test_a_change_by_a_rule_outside_the_catalogue_cannot_be_made() -> None:
    place = Place("a.yaml", 1, 1)

    with pytest.raises(UnknownRule, match="the catalogue has no rule 'made-up'"):
        Change("breaking", "consumers", "GET /a", "made-up", "Why.", 1, 2, place, place)


def test_the_manual_lists_every_rule() -> None:
    page = rules_page()

    for rule in RULES:
        assert f"| `{rule}` |" in page
