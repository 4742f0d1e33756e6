"""Each annotation is compared at each place where a schema, parameter or header may be.

Descriptions and examples are no change; `deprecated` and `default`
are.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from clausebook.diff import Change, compare
from clausebook.openapi import load
from fakes.labelled_edits import FOLDER
from fakes.written_documents import written

_OPERATION = """\
paths:
  /a:
    post:
      %(parameters)s
      requestBody:
        content: {application/json: {schema: %(body)s}}
      responses:
        '200':
          description: ok
          headers: {X-Old: {%(header)s}}
          content: {application/json: {schema: %(answer)s}}
      callbacks:
        notice:
          'https://a.example':
            post:
              parameters: [{name: X-Sign, in: header, %(sign)s}]
              requestBody: {content: {application/json: {schema: %(call)s}}}
              responses:
                '200': {description: ok, content: {application/json: {schema: %(reply)s}}}
components: {schemas: {Tree: %(tree)s}}
"""
_USUAL = {
    "parameters": "parameters: []",
    "body": "{}",
    "header": "schema: {type: string}",
    "answer": "{}",
    "sign": "schema: {type: string}",
    "call": "{}",
    "reply": "{}",
    "tree": "{}",
}
_REFERENCE = "{$ref: '#/components/schemas/Tree'}"

# Where a schema may be; `@` marks the place of the annotation.
_SCHEMAS = {
    "whole": "{type: string@}",
    "member": "{type: object, properties: {m: {type: string@}}}",
    "deep member": (
        "{type: object, properties: {a: {type: array, items: {type: object, properties: "
        "{m: {type: string@}}}}}}"
    ),
    "member without a type": "{type: object, properties: {m: {maxLength: 9@}}}",
    "items": "{type: array, items: {type: string@}}",
    "first item": "{type: array, prefixItems: [{type: string@}]}",
    "unnamed members": "{type: object, additionalProperties: {type: string@}}",
    "members by pattern": "{type: object, patternProperties: {'^a': {type: string@}}}",
    "contained item": "{type: array, contains: {type: string@}}",
    "member of an allOf": "{allOf: [{type: object, properties: {m: {type: string@}}}, {}]}",
    "branch": "{oneOf: [{type: string@}, {type: integer}]}",
    "member of a branch": (
        "{anyOf: [{type: object, required: [m], properties: {m: {type: string@}}}, "
        "{type: integer}]}"
    ),
}
# The same for a component.
_TREES = {
    "component": "{type: object, properties: {leaf: {type: string}}@}",
    "member of a component": "{type: object, properties: {leaf: {type: string@}}}",
    "member of a recursive component": (
        "{type: object, properties: {leaf: {type: string@}, next: " + _REFERENCE + "}}"
    ),
}
_SENT = ("body", "reply")
_RECEIVED = ("answer", "call")
_PLACES = {
    **{
        f"{side}: {name}": {side: text}
        for side in (*_SENT, *_RECEIVED)
        for name, text in _SCHEMAS.items()
    },
    **{
        f"{side}: {name}": {side: _REFERENCE, "tree": text}
        for side in (*_SENT, *_RECEIVED)
        for name, text in _TREES.items()
    },
    "body: parameter's schema": {
        "parameters": "parameters: [{name: q, in: query, schema: {type: string@}}]"
    },
    "body: parameter's items": {
        "parameters": "parameters: [{name: q, in: query, schema: {items: {maxLength: 9@}}}]"
    },
    "body: parameter's content": {
        "parameters": (
            "parameters: [{name: q, in: query, content: "
            "{application/json: {schema: {type: string@}}}}]"
        )
    },
    "answer: header's schema": {"header": "schema: {type: string@}"},
    "answer: header's content": {
        "header": "content: {application/json: {schema: {type: string@}}}"
    },
    "call: header's schema": {"sign": "schema: {type: string@}"},
}
# Parameters and headers have annotations of their own beside their schemas.
_BEARERS = {
    "parameter": {"parameters": "parameters: [{name: q, in: query, schema: {type: string}@}]"},
    "header of a response": {"header": "schema: {type: string}@"},
    "header of a call": {"sign": "schema: {type: string}@"},
}
_TEXTS = (
    "description: D",
    "title: T",
    "example: e",
    "examples: [e]",
    "externalDocs: {url: 'https://d.example'}",
    "x-mark: 1",
    "$comment: c",
)
_TEXTS_OF_BEARERS = (
    "description: D",
    "example: e",
    "examples: {one: {value: e}}",
    "x-mark: 1",
)


def _changes(folder: Path, place: dict[str, str], old: str, new: str) -> list[Change]:
    documents = []
    for name, annotation in (("old", old), ("new", new)):
        words = f", {annotation}" if annotation else ""
        parts = _USUAL | {part: text.replace("@", words) for part, text in place.items()}
        (folder / name).mkdir()
        documents.append(written(folder / name, _OPERATION % parts))
    return compare(*documents)


@pytest.mark.parametrize("place", _PLACES | _BEARERS)
@pytest.mark.parametrize("added", [True, False], ids=["added", "removed"])
def test_a_change_of_deprecated_is_reported_at_each_place(
    place: str, added: bool, tmp_path: Path
) -> None:
    annotations = ("", "deprecated: true") if added else ("deprecated: true", "")

    changes = _changes(tmp_path, (_PLACES | _BEARERS)[place], *annotations)

    assert changes
    for change in changes:
        assert (change.level, change.whom, change.rule) == ("compatible", "nobody", "deprecated")
        assert change.clause.endswith("deprecated")
        assert bool(change.new) is added
        message = "became deprecated" if added else "is no longer deprecated"
        assert change.why.endswith(f"{message}: it works as before.")


@pytest.mark.parametrize("place", _PLACES)
@pytest.mark.parametrize(
    ("old", "new"),
    [("", "default: a"), ("default: a", "default: b"), ("default: a", ""), ("", "default: null")],
    ids=["added", "changed", "removed", "null added"],
)
def test_a_change_of_default_is_reported_at_each_place(
    place: str, old: str, new: str, tmp_path: Path
) -> None:
    changes = _changes(tmp_path, _PLACES[place], old, new)

    sent = place.partition(":")[0] in _SENT
    assert {change.level for change in changes} == {"warning" if sent else "compatible"}
    assert {change.rule.partition("-")[2] for change in changes} == {
        "default-unknown" if sent else "default-noted"
    }


@pytest.mark.parametrize(
    ("place", "text"),
    [
        *((place, text) for place in _PLACES for text in _TEXTS),
        *((place, text) for place in _BEARERS for text in _TEXTS_OF_BEARERS),
    ],
)
def test_a_description_or_example_is_no_change_at_any_place(
    place: str, text: str, tmp_path: Path
) -> None:
    assert _changes(tmp_path, (_PLACES | _BEARERS)[place], "", text) == []


@pytest.mark.parametrize("side", [*_SENT, *_RECEIVED])
@pytest.mark.parametrize("name", ["member", "deep member", "member of an allOf"])
@pytest.mark.parametrize("mark", ["readOnly", "writeOnly"])
def test_read_only_and_write_only_are_reported_on_the_side_that_they_affect(
    side: str, name: str, mark: str, tmp_path: Path
) -> None:
    affected = (mark == "readOnly") == (side in _SENT)
    (tmp_path / "there").mkdir()
    (tmp_path / "back").mkdir()

    place = {side: _SCHEMAS[name]}
    added = _changes(tmp_path / "there", place, "", f"{mark}: true")
    removed = _changes(tmp_path / "back", place, f"{mark}: true", "")

    level = "warning" if side in _SENT else "breaking"
    assert [change.level for change in added] == ([level] if affected else [])
    assert [change.level for change in removed] == (["compatible"] if affected else [])


@pytest.mark.parametrize(
    ("mark", "side"), [("readOnly", "body"), ("writeOnly", "answer")], ids=["sent", "received"]
)
@pytest.mark.parametrize("annotation", ["deprecated: true", "default: a"])
def test_annotations_of_a_member_that_a_side_does_not_carry_are_no_change(
    mark: str, side: str, annotation: str, tmp_path: Path
) -> None:
    place = {side: "{type: object, properties: {m: {type: string, " + mark + ": true@}}}"}

    assert _changes(tmp_path, place, "", annotation) == []


_BRANCHES = {
    "one branch": (
        "{oneOf: [{type: integer}, {type: object, required: [m], properties: "
        "{m: {type: string%s}, n: {type: string%s}}}]}"
    ),
    "branch of a branch": (
        "{anyOf: [{type: integer}, {type: array, items: {oneOf: [{type: object, required: [m], "
        "properties: {m: {type: string%s}, n: {type: string%s}}}, {type: 'null'}]}}]}"
    ),
    "other branches alike": (
        "{oneOf: [{type: object, required: [a], properties: {a: {type: string}, m: {}}}, "
        "{type: object, required: [m], properties: {m: {type: string%s}, n: {type: string%s}}}]}"
    ),
}


@pytest.mark.parametrize("name", _BRANCHES)
@pytest.mark.parametrize("side", [*_SENT, *_RECEIVED])
def test_a_branch_that_changed_otherwise_too_tells_of_its_members(
    name: str, side: str, tmp_path: Path
) -> None:
    documents = []
    for folder, words in (("old", ("", "")), ("new", (", maxLength: 5", ", deprecated: true"))):
        (tmp_path / folder).mkdir()
        text = _OPERATION % (_USUAL | {side: _BRANCHES[name] % words})
        documents.append(written(tmp_path / folder, text))

    changes = compare(*documents)

    assert len(changes) == 2
    assert sorted(change.clause.rpartition("/")[2] for change in changes) == [
        "deprecated",
        "maxLength",
    ]


def test_a_branch_that_is_a_component_now_tells_of_its_members(tmp_path: Path) -> None:
    branch = "{type: object, required: [m], properties: {m: {type: string%s}}}"
    union = "{oneOf: [{type: integer}, %s]}"
    documents = []
    for folder, parts in (
        ("old", {"answer": union % (branch % "")}),
        ("new", {"answer": union % _REFERENCE, "tree": branch % ", deprecated: true"}),
    ):
        (tmp_path / folder).mkdir()
        documents.append(written(tmp_path / folder, _OPERATION % (_USUAL | parts)))

    assert [change.rule for change in compare(*documents)] == ["deprecated"]


def test_members_called_as_unions_are_members(tmp_path: Path) -> None:
    place = {"answer": "{type: object, properties: {oneOf: {type: string@}, anyOf: {title: T}}}"}

    assert [change.rule for change in _changes(tmp_path, place, "", "deprecated: true")] == [
        "deprecated"
    ]


def test_a_parameter_and_its_schema_that_become_deprecated_are_one_change(tmp_path: Path) -> None:
    place = {"parameters": "parameters: [{name: q, in: query@, schema: {type: string@}}]"}

    (change,) = _changes(tmp_path, place, "", "deprecated: true")

    assert change.clause == "POST /a query q /deprecated"


def test_a_header_and_a_member_that_become_deprecated_are_both_reported(tmp_path: Path) -> None:
    place = {
        "header": "deprecated: true, schema: {type: string, deprecated: true}",
        "answer": "{type: object, properties: {a: {type: string, deprecated: true}}}",
    }
    place = {part: text.replace(", deprecated: true", "@") for part, text in place.items()}
    place["header"] = place["header"].replace("deprecated: true, ", "") + "@"

    changes = _changes(tmp_path, place, "", "deprecated: true")

    assert [change.clause for change in changes] == [
        "POST /a response 200 application/json /properties/a/deprecated",
        "POST /a response 200 header X-Old /deprecated",
    ]


def test_the_places_of_a_deprecated_member_are_where_it_is_said(tmp_path: Path) -> None:
    place = {"answer": "{type: object, properties: {a: {type: string@}}}"}

    (change,) = _changes(tmp_path, place, "", "deprecated: true")

    assert (change.old, change.new) == (None, True)
    line = (tmp_path / "new" / change.new_place.file).read_text("utf-8").splitlines()
    assert "deprecated: true" in line[change.new_place.line - 1][change.new_place.column - 1 :]


_PART = """\
paths:
  /a:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, properties: {p: {type: string}}}
            encoding: {p: {headers: {X-Part: {%s}}}}
      responses: {'200': {description: ok}}
"""


@pytest.mark.parametrize(
    ("new", "rules"),
    [
        ("schema: {type: string}, description: D", []),
        ("schema: {type: string, description: D}", []),
        ("schema: {type: string}, deprecated: true", ["deprecated"]),
        ("schema: {type: integer}", ["request-headers-changed"]),
        ("schema: {type: string}, required: true", ["request-headers-changed"]),
    ],
    ids=["text", "schema's text", "deprecated", "type", "required"],
)
def test_a_part_s_header_is_compared_by_what_it_promises(
    new: str, rules: list[str], tmp_path: Path
) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    old = written(tmp_path / "old", _PART % "schema: {type: string}")

    changes = compare(old, written(tmp_path / "new", _PART % new))

    assert [change.rule for change in changes] == rules


@pytest.mark.parametrize("name", ["edited_shop.yaml", "edited_courier.yaml"])
def test_a_document_is_no_change_of_itself(name: str) -> None:
    assert compare(load(FOLDER / name), load(FOLDER / name)) == []
