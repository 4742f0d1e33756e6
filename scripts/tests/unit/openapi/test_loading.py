"""Loading: every document that cannot be used is refused in one line that names the place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from clausebook.openapi import Document, DocumentError, load
from fakes.written_documents import HEAD, PATHS, written


def loaded(folder: Path, text: str | bytes, name: str = "x.yaml") -> Document:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load(path, relative_to=folder)


def refusal(folder: Path, text: str | bytes, name: str = "x.yaml") -> str:
    with pytest.raises(DocumentError) as caught:
        loaded(folder, text, name)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def values_in(folder: Path, text: str) -> Any:
    return loaded(folder, f"{HEAD}{PATHS}x-values:\n{text}").data["x-values"]


def test_a_missing_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"^none\.yaml: no such file; .*--spec"):
        load(tmp_path / "none.yaml", relative_to=tmp_path)


def test_a_folder_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"cannot be read \(Is a directory\)"):
        load(tmp_path)


def test_an_unreadable_file_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: Any, **__: Any) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", denied)
    with pytest.raises(DocumentError, match=r"x\.yaml: cannot be read \(Permission denied\)"):
        load(tmp_path / "x.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "x.yaml: the file is empty", id="empty"),
        pytest.param("# only a comment\n", "x.yaml: the file is empty", id="comment"),
        pytest.param(b"a: \xe9\n", "x.yaml: not UTF-8 at byte 3", id="latin-1"),
        pytest.param("a: b\n c: d\n", "x.yaml:2:3: invalid YAML", id="indentation"),
        pytest.param("a: *b\n", "x.yaml:1:4: invalid YAML", id="unknown alias"),
        pytest.param("a: 1\n---\nb: 1\n", "x.yaml:2:1: invalid YAML", id="two documents"),
        pytest.param("a: \0\n", "x.yaml: invalid YAML", id="control character"),
        pytest.param("a: 1\nb: {c: 1,\n  c: 2}\n", "x.yaml:3:3: /b: the key 'c' ", id="twice"),
        pytest.param("? [a]\n: b\n", "x.yaml:1:3: a mapping's key must be", id="key is a list"),
        pytest.param("a: !!python/name:os.system x\n", "x.yaml:1:4: /a: the YAML tag", id="tag"),
        pytest.param("a: !!int x\n", "x.yaml:1:4: /a: 'x' cannot be read as int", id="no int"),
        pytest.param("a: .INF\n", "x.yaml:1:4: /a: '.INF' cannot be read", id="infinity"),
        pytest.param("a: " + "9" * 5000, "x.yaml:1:4: /a: '999", id="endless integer"),
        pytest.param("a: {<<: 3}\n", "x.yaml:1:9: /a: `<<` merges mappings only", id="merge"),
        pytest.param("[" * 100_000, "x.yaml:1:1001: invalid YAML", id="deep"),
        pytest.param("a: &a {b: *a}\n", "x.yaml: nested too deeply, or an alias", id="self-alias"),
        pytest.param("- a\n", "x.yaml:1:1: .*expected a mapping, found a list", id="list"),
        pytest.param("a\n", "x.yaml:1:1: .*expected a mapping, found a single", id="scalar"),
        pytest.param("---\n", "x.yaml:2:1: .*expected a mapping, found nothing", id="null"),
        pytest.param("info: {}\n", "x.yaml:1:1: .*'openapi' is missing", id="no openapi"),
        pytest.param("\nswagger: '2.0'\n", "x.yaml:2:1: /swagger: Swagger 2.0 is", id="swagger"),
        pytest.param("openapi: 3.2.0\n", "x.yaml:1:1: /openapi: version '3.2.0'", id="3.2"),
        pytest.param("openapi: '2.0'\n", "/openapi: version '2.0' is not", id="2.0"),
        pytest.param("openapi: 3.1\n", "/openapi: version 3.1 is .* a string such", id="number"),
        pytest.param("openapi: '3.10.0'\n", "version '3.10.0' is not supported", id="3.10"),
    ],
)
def test_yaml_that_is_no_document_is_rejected(
    tmp_path: Path, text: str | bytes, message: str
) -> None:
    found = refusal(tmp_path, text)

    assert re.match(f".*{message}", found), found
    assert len(found) < 300


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(" ", "x.json: the file is empty", id="empty"),
        pytest.param('{"a": 1,\n "b": }', "x.json:2:7: invalid JSON: Expecting value", id="syntax"),
        pytest.param("a: 1", "x.json:1:1: invalid JSON", id="yaml"),
        pytest.param('{"a": 1,\n\t"a": 2}', "x.json:2:2: the key 'a' appears twice", id="twice"),
        pytest.param('{"a": NaN}', "x.json: a number cannot be read: NaN", id="nan"),
        pytest.param('{"a": 1e999}', "x.json: a number cannot be read: 1e999", id="infinity"),
        pytest.param('{"a": ' + "9" * 5000 + "}", "x.json: a number cannot be read", id="digits"),
        pytest.param('{"a": "\\ud800"}', "x.json: an unpaired surrogate", id="surrogate"),
        pytest.param("[" * 100_000 + "]" * 100_000, "x.json: nested too deeply", id="deep"),
    ],
)
def test_json_that_is_no_document_is_rejected(tmp_path: Path, text: str, message: str) -> None:
    assert refusal(tmp_path, text, "x.json").startswith(message)


@pytest.mark.parametrize("wrap", ["[{}]", "{{<<: [{}]}}"], ids=["lists", "merges"])
def test_aliases_that_multiply_are_stopped(tmp_path: Path, wrap: str) -> None:
    lines = ["a0: &a0 {x: 1}"]
    for level in range(1, 12):
        aliases = ", ".join([f"*a{level - 1}"] * 9)
        lines.append(f"a{level}: &a{level} {wrap.format(aliases)}")

    assert "aliases repeat more than 300,000 values" in refusal(tmp_path, "\n".join(lines))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("paths:\n", "x.yaml:3:1: /paths: breaks OpenAPI 3.1: null is not of type"),
        ("paths: {/a: {get: {responses: {'200': 5}}}}\n", "x.yaml:3:32: /paths/~1a/get/resp"),
        ("paths: {/a: {parameters: [{name: a}]}}\n", '/parameters/0: .*"in" is a required'),
        ("paths: {}\npaht: 1\n", "x.yaml:1:1: .*'paht' was unexpected"),
        ("components: {schemas: {A: {type: 5}}}\n", "x.yaml:3:28: /components/.*/type: .*: 5 is"),
        ("components: {schemas: {A: {items: {properties: [a]}}}}\n", "A/items/properties: "),
        ("components: {schemas: {A: {required: true}}}\n", "A/required: .*true is not"),
    ],
    ids=["paths", "status", "in", "unknown", "type", "properties", "required"],
)
def test_a_structural_mistake_is_named_with_its_place(
    tmp_path: Path, text: str, problem: str
) -> None:
    newer = refusal(tmp_path, f"{HEAD}{text}")
    older = refusal(
        tmp_path, f"{HEAD}{text}".replace("3.1.0", "3.0.3") + "paths: {}\n" * ("paths" not in text)
    )

    assert re.search(problem, newer), newer
    assert "breaks OpenAPI 3.0: " in older
    assert older.split(": ")[0] == newer.split(": ")[0]


def test_the_deepest_mistake_is_named_with_how_many_more_there_are(tmp_path: Path) -> None:
    text = f"{HEAD}{PATHS}components: {{schemas: {{A: {{type: 5}}, B: {{items: {{type: 6}}}}}}}}\n"

    assert "/components/schemas/B/items/type: " in refusal(tmp_path, text)
    assert refusal(tmp_path, text).endswith("(and 1 more)")


def test_yaml_is_read_by_the_1_2_core_schema(tmp_path: Path) -> None:
    text = """  words: [no, yes, on, off, 2024-10-21, 1:30, 1_000, 0b1, =, "1", NaN]
  truths: [true, False, TRUE]
  nothing: [~, null, ]
  numbers: [0o17, 0x1F, 0123, -7, 1e3, .5, 1.]
"""
    found = values_in(tmp_path, text)

    words = ["no", "yes", "on", "off", "2024-10-21", "1:30", "1_000", "0b1", "=", "1", "NaN"]
    assert found["words"] == words
    assert found["truths"] == [True, False, True]
    assert found["nothing"] == [None, None]
    assert found["numbers"] == [15, 31, 123, -7, 1000.0, 0.5, 1.0]
    assert [type(number) for number in found["numbers"]] == [int] * 4 + [float] * 3


def test_every_key_is_a_string(tmp_path: Path) -> None:
    document = loaded(tmp_path, HEAD + PATHS.replace("'200'", "200") + "x-values: {no: 1, null: 2}")

    assert list(document.operations[0].responses) == ["200"]
    assert document.data["x-values"] == {"no": 1, "null": 2}


def test_anchors_and_merge_keys_are_resolved_and_own_keys_win(tmp_path: Path) -> None:
    text = """  one: &one {a: 1, b: 1}
  two: &two {b: 2, c: 2}
  own: {b: 3, <<: [*one, *two], "<<": text}
  both: {<<: [*one, *two]}
  list: [*one]
"""
    document = loaded(tmp_path, f"{HEAD}{PATHS}x-values:\n{text}")
    found = document.data["x-values"]

    assert found["own"] == {"a": 1, "b": 3, "c": 2, "<<": "text"}
    assert found["both"] == {"a": 1, "b": 1, "c": 2}
    assert found["list"] == [{"a": 1, "b": 1}]
    places = [str(document.place(f"/x-values/{at}")) for at in ("own/b", "own/a", "both/b")]
    assert places == ["x.yaml:7:9", "x.yaml:5:14", "x.yaml:5:20"]


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.1.0", "3.1.1"])
def test_versions_3_0_and_3_1_are_read(tmp_path: Path, version: str) -> None:
    assert written(tmp_path, PATHS, version).version == version


@pytest.mark.parametrize("name", ["x.yaml", "x.json"])
def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path, name: str) -> None:
    text = '\ufeff{"openapi": "3.1.0", "info": {"title": "a", "version": "1"}, "paths": {}}'

    assert loaded(tmp_path, text, name).version == "3.1.0"


def test_json_indented_by_tabs_has_places(tmp_path: Path) -> None:
    text = (
        '{\n\t"openapi": "3.1.0",\n\t"info": {"title": "a\\tb", "version": "1"},\n\t"paths": {}\n}'
    )
    document = loaded(tmp_path, text, "x.json")

    assert str(document.place("/info/version")) == "x.json:3:28"
    assert document.data["info"]["title"] == "a\tb"
