"""Each built-in lint rule finds what breaks it, at its line, and nothing in a good document."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from clausebook.checks.configured import built_in_checks
from clausebook.checks.lint_run import lint_findings
from clausebook.checks.registry import Kind
from clausebook.openapi import Document, load
from clausebook.report.finding import Finding
from fakes.paths import DOCUMENTS

GOOD = (DOCUMENTS / "pets.yaml").read_text("utf-8")
OLDER = (
    GOOD.replace("3.1.0", "3.0.3")
    .replace(", examples: ['2024-02-29']", "")
    .replace("type: [string, number]", "type: number")
)
DRINK = "        drink: {type: [string, number], description: What it drinks."
FOOD = "        food: {"
SECOND = "Id: feedPet\n      tags: [Pets]\n      summary: Feed"

# For each rule: what is replaced, by what, the line that the finding must name, and its message.
MISTAKES = {
    "document/example": (
        ("example: tom", "example: far-too-long", "example: far", "longer than 8"),
        ("example: 3", "example: '3'", "example: '3'", 'not of type "integer"'),
        ("{food: fish}", "{food: 7}", "food: 7", "string.*/properties/food/type"),
        (
            "id: 1, name: tom",
            "id: 1, name: Tom",
            "value: {id: 1",
            "not match.*/properties/name/pattern",
        ),
        ("value: {id: 1, name: tom}", "value: {name: tom}", "value: {name", "/required/id"),
        ("'2024-02-29'", "'2023-02-29'", "born:", 'not a "date"'),
        ("default: tom", "default: 5", "default: 5", 'not of type "string"'),
    ),
    "document/bounds": (
        (FOOD, f"{DRINK}, minLength: 9, maxLength: 8}}\n{FOOD}", "drink:", "minLength and max"),
        (FOOD, f"{DRINK}, minimum: 9, exclusiveMaximum: 9}}\n{FOOD}", "drink:", "exclusiveMaximum"),
    ),
    "document/pattern": (
        ("^[a-z]+$", "^[a-z+$", "pattern:", "does not compile"),
        ("^[a-z]+$", "(?i)^[a-z]+$", "pattern:", "inline flag"),
        ("^[a-z]+$", "^(?P<x>[a-z]+)$", "pattern:", "Python"),
        ("^[a-z]+$", "^([[:lower:]]|[a-z])+$", "pattern:", "POSIX"),
        ("^[a-z]+$", "^[a-z]++$", "pattern:", "possessive"),
    ),
    "style/operation-id": (
        ("      operationId: showPet\n", "", "get:", "has no operationId"),
        ("Id: showPet", "Id: show_pet", "Id: show_pet", "not camelCase"),
        ("Id: showPet", "Id: petShow", "Id: petShow", "begin with a verb"),
        ("Id: showPet", "Id: animalGet", "Id: animalGet", "begin with a verb"),
    ),
    "document/operation-id-unique": (("Id: showPet", "Id: feedPet", SECOND, "also names GET"),),
    "style/summary": (
        ("      summary: Show a pet\n", "", "get:", "no summary"),
        ("Show a pet", "Show a pet" + "s" * 41, "summary: Show", "51 characters"),
        ("Show a pet", "Show a pet.", "summary: Show", "full stop"),
    ),
    "style/description": (
        ("      description: Which pet.\n", "", "PetId:", "parameter path pet_id"),
        (", description: What it eats.", "", "food: {type", "property food"),
        ("description: Fed.", "description: ' '", "'204':", "response 204"),
    ),
    "document/no-content": (
        (": Fed.", ": Fed.\n          content: {text/plain: {}}", "content: {text", "for 204"),
    ),
    "document/null-section": (
        ("paths:\n", "servers: null\npaths:\n", "servers: null", "servers is null"),
        (
            "Id: showPet\n",
            "Id: showPet\n      callbacks: null\n",
            "callbacks:",
            "callbacks is null",
        ),
    ),
    "style/tags": (("tags: [Pets]", "tags: [Cats]", "tags: [Cats]", "'Cats'"),),
    "document/effect": (("x-effect: read", "x-effect: look", "x-effect: look", "x-effect"),),
    "document/success-response": (("'204':", "'404':", "responses:\n        '404'", "no success"),),
    "document/link": (
        ("feedPet\n              p", "eatPet\n              p", "Id: eatPet", "'eatPet'"),
        ("path.pet_id:", "query.pet_id:", "query.pet_id:", "to POST .*no such parameter"),
        ("$request.path.pet_id", "$request.path.id", "$request.path.id", "from GET"),
    ),
    "document/unused-component": (
        ("    Tom:\n", "    Jerry: {value: 1}\n    Tom:\n", "Jerry:", "Jerry"),
        ("    key: {", "    lock: {type: http, scheme: basic}\n    key: {", "lock:", "security"),
    ),
}
TABLE = [(rule, *mistake) for rule, mistakes in MISTAKES.items() for mistake in mistakes]

RULES = {it.check.id: it for it in built_in_checks(Kind.LINT)}
Loaded = Callable[[str], Document]


def findings_of(document: Document) -> list[Finding]:
    """What all rules find, those that are off by default among them."""
    return [finding for rule in RULES.values() for finding in lint_findings(rule, document)]


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    def load_text(text: str) -> Document:
        path = tmp_path / "pets.yaml"
        path.write_text(text, "utf-8")
        return load(path, relative_to=tmp_path)

    return load_text


def test_a_good_document_breaks_no_rule(loaded: Loaded) -> None:
    assert findings_of(loaded(GOOD)) == []


def test_a_good_document_of_openapi_3_0_breaks_no_rule(loaded: Loaded) -> None:
    text = OLDER.replace("minimum: 0,", "minimum: 0, exclusiveMinimum: true, nullable: true,")

    assert findings_of(loaded(text.replace("example: 3\n", "example: null\n"))) == []


@pytest.mark.parametrize(
    ("rule", "old", "new", "line", "message"), TABLE, ids=[f"{row[0]}: {row[4]}" for row in TABLE]
)
def test_a_rule_convicts_what_breaks_it_and_is_alone_in_it(
    rule: str, old: str, new: str, line: str, message: str, loaded: Loaded
) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    expected_line = text[: text.index(line)].count("\n") + 1

    [finding] = findings_of(loaded(text))

    assert [finding] == list(lint_findings(RULES[rule], loaded(text)))
    assert (finding.stage, finding.rule) == ("lint", rule)
    assert finding.message.startswith(f"pets.yaml:{expected_line}:")
    assert re.search(message, finding.message)


def test_every_rule_about_documents_is_shown_to_convict() -> None:
    assert set(MISTAKES) == {rule for rule in RULES if not rule.startswith("wording/")}


def test_only_rules_of_style_are_off_by_default() -> None:
    enabled = {name for name, configured in RULES.items() if configured.level is not None}

    assert enabled == {name for name in RULES if not name.startswith("style/")}


def test_bounds_of_openapi_3_0_are_compared_strictly_where_they_are_exclusive(
    loaded: Loaded,
) -> None:
    text = OLDER.replace(
        "minimum: 0, maximum: 99", "minimum: 3, exclusiveMinimum: true, maximum: 3"
    )

    assert [f.actual for f in lint_findings(RULES["document/bounds"], loaded(text))] == [
        "minimum 3, maximum 3"
    ]


@pytest.mark.parametrize("name", ["estimateShowReport", "showPet", "feed", "loginPet", "ping"])
def test_an_operation_id_that_begins_with_a_verb_is_left_alone(name: str, loaded: Loaded) -> None:
    text = GOOD.replace("operationId: showPet", f"operationId: {name}")

    assert list(lint_findings(RULES["style/operation-id"], loaded(text))) == []


@pytest.mark.parametrize(
    "pattern",
    [r"^\p{L}+\u{1F600}+$", "(?<n>a)\\k<n>", "(?=a)(?!b)(?<=a)[+]+", r"\++", "[)(?i)]", "a+?"],
)
def test_a_pattern_of_ecma_262_is_left_alone(pattern: str, loaded: Loaded) -> None:
    text = GOOD.replace("'^[a-z]+$'", f"'{pattern}'")

    assert list(lint_findings(RULES["document/pattern"], loaded(text))) == []


def test_a_schema_that_only_a_discriminator_names_counts_as_used(loaded: Loaded) -> None:
    text = GOOD.replace(
        "      required: [id, name]\n", "      discriminator: {propertyName: name}\n"
    )
    text = text.replace(
        "    Meal:\n", "    tom: {allOf: [{$ref: '#/components/schemas/Pet'}]}\n    Meal:\n"
    )

    assert list(lint_findings(RULES["document/unused-component"], loaded(text))) == []
