"""The other members of a change: whom, why, values, places; and equivalent documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from clausebook.diff import Change, compare
from clausebook.openapi import Document, load
from fakes.labelled_edits import COURIER, FOLDER, SHOP, edited, labelled, unedited
from fakes.paths import ROOT
from fakes.written_documents import written

SCHEMAS = yaml.safe_load((SHOP.parent / "labelled_schemas.yaml").read_text("utf-8"))


def changed(folder: Path, *operations: Any) -> list[Change]:
    return compare(unedited(SHOP), edited(SHOP, operations, folder))


def posting(folder: Path, schema: str, version: str = "3.1.0") -> Document:
    """A document with the same schema in request and response."""
    text = f"""\
    paths:
      /a:
        post:
          requestBody: {{content: {{text/plain: {{schema: {schema}}}}}}}
          responses:
            '200': {{description: ok, content: {{text/plain: {{schema: {schema}}}}}}}
    """
    folder.mkdir(exist_ok=True)
    return written(folder, text, version)


def levels(folder: Path, old: str, new: str, *versions: str) -> tuple[str, str]:
    """The highest level on the request side and on the response side; `-` for no change."""
    old_version, new_version = versions or ("3.1.0", "3.1.0")
    changes = compare(
        posting(folder / "old", old, old_version), posting(folder / "new", new, new_version)
    )
    sides = []
    for side in ("body", "response"):
        reported = {change.level for change in changes if f" {side} " in change.clause}
        order = [
            *(level for level in ("breaking", "warning", "compatible") if level in reported),
            "-",
        ]
        sides.append(order[0])
    return sides[0], sides[1]


@pytest.mark.parametrize(("old", "new", "request_level", "response_level"), SCHEMAS["two_ways"])
def test_a_change_has_opposite_levels_on_the_request_and_the_response_side(
    old: str, new: str, request_level: str, response_level: str, tmp_path: Path
) -> None:
    assert levels(tmp_path, old, new) == (request_level, response_level)


@pytest.mark.parametrize(("old", "new"), SCHEMAS["versions"])
def test_equivalent_schemas_in_3_0_and_3_1_are_no_change(
    old: str, new: str, tmp_path: Path
) -> None:
    assert levels(tmp_path / "up", old, new, "3.0.3", "3.1.0") == ("-", "-")
    assert levels(tmp_path / "down", new, old, "3.1.0", "3.0.3") == ("-", "-")


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path) -> None:
    for name in ("up", "down"):
        (tmp_path / name).mkdir()


def test_a_recursive_schema_is_compared_once(tmp_path: Path) -> None:
    def tree(leaf: str) -> Document:
        text = f"""\
        paths:
          /a: {{get: {{responses: {{'200': {{description: ok,
            content: {{text/plain: {{schema: {{$ref: '#/components/schemas/T'}}}}}}}}}}}}}}
        components: {{schemas: {{T: {{type: object, properties: {{
          leaf: {leaf}, next: {{$ref: '#/components/schemas/T'}}}}}}}}}}
        """
        return written(tmp_path, text)

    old = tree("{type: string, maxLength: 3}")
    assert compare(old, tree("{maxLength: 3, type: string}")) == []
    (change, *others) = compare(old, tree("{type: string}"))
    assert change.clause.endswith("/properties/leaf/maxLength")
    assert {other.level for other in (change, *others)} == {"breaking"}


def test_a_service_without_servers_is_at_the_root(tmp_path: Path) -> None:
    paths = "paths: {/a: {get: {responses: {'200': {description: ok}}}}}\n"
    implicit = written(tmp_path, paths)
    explicit = written(tmp_path, f"servers: [{{url: /}}]\n{paths}")
    elsewhere = written(tmp_path, f"servers: [{{url: /v2}}]\n{paths}")

    assert compare(implicit, explicit) == compare(explicit, implicit) == []
    assert [change.level for change in compare(implicit, elsewhere)] == ["breaking", "compatible"]


def test_a_change_at_the_bottom_of_a_deep_schema_is_found(tmp_path: Path) -> None:
    old, new = (
        "{type: object, properties: {a: " * 70 + f"{{type: {name}}}" + "}}" * 70
        for name in ("string", "integer")
    )

    assert levels(tmp_path, old, new) == ("breaking", "breaking")


def test_a_change_says_whom_it_breaks_and_both_places(tmp_path: Path) -> None:
    at = "=/paths/~1orders~1{order_id}/get/parameters/4/schema/maxLength"
    (change,) = changed(tmp_path, at, 40)

    assert (change.level, change.whom) == ("breaking", "consumers")
    assert change.clause == "GET /orders/{} query text /maxLength"
    assert (change.old, change.new) == (50, 40)
    message = "maxLength changed from 50 to 40: requests that were valid are rejected now."
    assert change.why == message
    old, new = change.old_place, change.new_place
    assert "maxLength: 50" in SHOP.read_text("utf-8").splitlines()[old.line - 1]
    assert (tmp_path / new.file).read_text("utf-8").splitlines()[new.line - 1].strip() == (
        "maxLength: 40"
    )


def test_a_change_inside_a_merged_allof_keeps_its_place(tmp_path: Path) -> None:
    at = "=/components/schemas/Line/allOf/1/properties/amount/minimum"
    (change,) = changed(tmp_path, at, 0)

    line = (tmp_path / change.new_place.file).read_text("utf-8").splitlines()
    assert line[change.new_place.line - 1].strip() == "minimum: 0"
    assert change.why.startswith("lines[].amount: ")


def test_a_widened_request_affects_providers_only(tmp_path: Path) -> None:
    (change,) = changed(
        tmp_path, "=/paths/~1orders~1{order_id}/get/parameters/2/schema/maximum", 200
    )

    assert (change.level, change.whom) == ("compatible", "providers")


EVERY = [(SHOP, *row) for row in labelled()]
EVERY += [(COURIER, *row) for row in labelled(FOLDER / "labelled_courier.yaml")]


@pytest.mark.parametrize(
    ("original", "operations"),
    [pytest.param(path, rest, id=name) for path, label, name, rest in EVERY if label != "nothing"],
)
def test_every_change_names_places_that_exist(
    original: Path, operations: tuple[Any, ...], tmp_path: Path
) -> None:
    old = unedited(original)
    for change in compare(old, edited(original, operations, tmp_path)):
        for place, folder in ((change.old_place, original.parent), (change.new_place, tmp_path)):
            assert 1 <= place.line <= len((folder / place.file).read_text("utf-8").splitlines())
        assert change.why.endswith("."), change.why
        assert "\n" not in change.why


def test_a_changed_default_has_the_position_of_the_default(tmp_path: Path) -> None:
    (change,) = changed(
        tmp_path, "=/paths/~1orders~1{order_id}/get/parameters/2/schema/default", 30
    )

    lines = (tmp_path / change.new_place.file).read_text("utf-8").splitlines()
    assert lines[change.new_place.line - 1].strip() == "default: 30"


def test_the_contract_compared_with_itself_has_no_change() -> None:
    document = load(ROOT / "spec" / "dis-checkpoints.yaml")

    assert compare(document, document) == []
