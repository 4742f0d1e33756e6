"""Near misses: much too long values, and texts that lenient parsers read as a number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from clausebook.checks.provider.probes import Planner
from clausebook.clauses import clauses_of, request_bodies_of
from clausebook.config.facts import Facts
from clausebook.judge import Judge
from clausebook.openapi import Document, load
from clausebook.resources import Probe
from clausebook.values.boundary import boundary_values
from clausebook.values.placement import in_last_items
from clausebook.values.variation import variations
from fakes.documented_sites import write_document
from fakes.paths import DOCUMENTS

DOCUMENT = load(DOCUMENTS / "probed.yaml")
READ = DOCUMENT.operation("GET", "/shops/{shop}/orders/{order}")
PROBES = list(Planner(DOCUMENT, Facts(), Judge(DOCUMENT)).probes(READ))
READ_KEY = "GET /shops/{}/orders/{}"
NEAR_MISSES = ["7abc", "0x7", "75e-1"]


def wrong(keyword: str, limit: Any, good: Any) -> list[Any]:
    """The values proposed as wrong."""
    return [value for _, value, allowed in boundary_values(keyword, limit, {}, good) if not allowed]


@pytest.mark.parametrize("limit", [3, 50])
def test_max_length_is_exceeded_by_one_and_by_many_characters(limit: int) -> None:
    lengths = {len(value) for value in wrong("maxLength", limit, "ab")}

    assert lengths == {limit + 1, 4 * limit + 1, limit + 256, limit + 1024}


@pytest.mark.parametrize(
    ("kind", "good", "texts"),
    [
        ("integer", 7, ["7", *NEAR_MISSES]),
        (["integer", "null"], 7, ["7", *NEAR_MISSES]),
        ("integer", -7, ["7", "7abc", "0x7", "-65e-1"]),
        ("integer", 240, ["240", "240abc", "0xf0", "2405e-1"]),
        ("number", 1.5, ["1.5", "1.5abc"]),
        ("string", "7", []),
        ("boolean", True, []),
    ],
)
def test_a_number_is_also_sent_as_texts_that_lenient_parsers_accept(
    kind: Any, good: Any, texts: list[str]
) -> None:
    tried = wrong("type", kind, good)

    assert [value for value in tried if isinstance(value, str)] == ["abc", "", "null", *texts]


@pytest.mark.parametrize(
    ("limits", "good", "fraction"),
    [
        ({"minimum": 1900}, 1900, 1900.5),
        ({"maximum": 99}, 99, 98.5),
        ({"minimum": -1, "maximum": -1}, -1, 1.5),
        ({"format": "int32", "maximum": 0}, 0, -0.5),
        ({}, 10**400, 1.5),
    ],
    ids=["at a minimum", "at a maximum", "between equal limits", "of a format", "no double"],
)
def test_a_fraction_is_tried_that_keeps_the_other_limits_of_an_integer(
    limits: dict[str, Any], good: int, fraction: float
) -> None:
    proposals = list(boundary_values("type", "integer", {"type": "integer", **limits}, good))
    tried = {what: value for what, value, allowed in proposals if not allowed}

    assert tried["a fraction beside it in place of integer"] == fraction
    written = tried["a fraction with an exponent in place of integer"]
    assert written == f"{fraction * 10:.0f}e-1"


@pytest.mark.parametrize("name", ["uuid", "date", "date-time", "ipv4", "ipv6"])
def test_the_word_null_is_tried_where_a_format_forbids_it(name: str) -> None:
    assert "null" in wrong("format", name, "")


@pytest.mark.parametrize(
    ("slot", "clause", "texts"),
    [
        (("path", "order"), "path 2", NEAR_MISSES),
        (("query", "limit"), "query limit", ["10abc", "0xa", "105e-1"]),
        (("cookie", "seen"), "cookie seen", ["3abc", "0x3"]),
    ],
    ids=["path", "query", "cookie"],
)
def test_in_a_text_only_place_the_digits_of_the_number_are_valid(
    slot: tuple[str, str], clause: str, texts: list[str]
) -> None:
    made = [p for p in PROBES if p.clause == f"{READ_KEY} {clause} /type"]
    tried = [str(probe.draft.values[slot]) for probe in made if probe.expects == "rejected"]

    assert [text for text in tried if text in texts] == texts
    assert texts[0].removesuffix("abc") not in tried


@pytest.mark.parametrize(
    ("good", "made"),
    [("a-000", "0x0"), ("a-031", "0x1f"), ("12", "0xc"), ("a", None), ("7a", None)],
)
def test_the_final_number_of_a_valid_value_is_also_sent_in_hexadecimal(
    good: str, made: str | None
) -> None:
    tried = {what: value for what, value, _ in boundary_values("pattern", "^.*$", {}, good)}

    assert tried.get("the number at its end in hexadecimal") == made
    assert tried["a hexadecimal number"] == "0x1f"


RECORD = {
    "type": "object",
    "required": ["data"],
    "properties": {"data": {"type": "string"}, "count": {"type": "integer", "minimum": 1}},
}
RECORDS = {"type": "object", "properties": {"records": {"type": "array", "items": RECORD}}}


@pytest.mark.parametrize(
    ("example", "text"),
    [
        ({"records": [{"data": "a", "count": 240}]}, "240"),
        ({"records": [{"data": "a"}]}, "1"),
        ({"records": []}, "1"),
        ({}, "1"),
    ],
    ids=["whole", "without the member", "empty", "without the list"],
)
def test_a_number_member_of_an_item_is_also_sent_as_text(
    tmp_path: Path, example: Any, text: str
) -> None:
    probes = [p for p in body_probes(tmp_path, RECORDS, example) if p.clause.endswith("count/type")]
    tried = [p.draft.body["records"][0]["count"] for p in probes if p.expects == "rejected"]

    assert text in tried


@pytest.mark.parametrize(
    ("keyword", "changed"),
    [
        ("properties/data/type", {"data": 7, "count": 2}),
        ("properties/count/type", {"data": "b", "count": "abc"}),
        ("properties/count/minimum", {"data": "b", "count": 0}),
        ("required/data", {"count": 1}),
    ],
)
def test_the_first_and_the_last_item_of_a_list_are_made_invalid(
    tmp_path: Path, keyword: str, changed: Any
) -> None:
    first, second = {"data": "a", "count": 1}, {"data": "b", "count": 2}
    probes = body_probes(tmp_path, RECORDS, {"records": [first, second]})
    about = [p for p in probes if p.clause.endswith(f"/items/{keyword}")]
    wrong = {p.description: p.draft.body["records"] for p in about if p.expects == "rejected"}
    last = {what for what in wrong if what.endswith(", in the last item")}

    assert [first, changed] in [wrong[what] for what in last]
    assert {what.removesuffix(", in the last item") for what in last} == wrong.keys() - last


def test_a_single_item_is_made_invalid_once_and_of_two_the_first_comes_first(
    tmp_path: Path,
) -> None:
    document = body_document(tmp_path, RECORDS, {"records": []})
    (place,) = request_bodies_of(document, document.operations[0])
    (clause,) = (c for c in clauses_of(document) if c.path.endswith("/count/minimum"))

    def proposed(count: int) -> list[str]:
        items = {"records": [{"data": "a", "count": 1}] * count}
        return [what for what, _, _ in variations(clause, place, items)]

    assert proposed(1) == ["1", "0"]
    assert proposed(2) == ["1", "0", "0, in the last item"]


@pytest.mark.parametrize(
    ("value", "last"),
    [
        ([{"a": [1, 2]}, {"a": [3, 4]}], [1, "a", 1]),
        ([{"a": [1, 2]}, {"a": []}], [0, "a", 0]),
        ([{"a": [1, 2]}, {}], [0, "a", 0]),
        ([{"a": [1, 2]}, "text"], [0, "a", 0]),
    ],
    ids=["each as long", "an empty one", "none", "no object"],
)
def test_the_steps_lead_through_the_last_item_of_each_list(value: Any, last: list[Any]) -> None:
    assert in_last_items(value, [0, "a", 0]) == last


def body_document(folder: Path, schema: Any, example: Any) -> Document:
    """A document of one operation, which has this body."""
    content = {"application/json": {"schema": schema, "example": example}}
    answers = {"204": {"description": "Done."}, "400": {"description": "No."}}
    post = {"requestBody": {"content": content}, "responses": answers}
    info = {"title": "Things", "version": "1"}
    data = {"openapi": "3.1.0", "info": info, "paths": {"/things": {"post": post}}}
    return write_document(folder, data)


def body_probes(folder: Path, schema: Any, example: Any) -> list[Probe]:
    """The probes of an operation with this body."""
    document = body_document(folder, schema, example)
    return list(Planner(document, Facts(), Judge(document)).probes(document.operations[0]))


def test_a_huge_max_length_has_no_boundary_values() -> None:
    assert list(boundary_values("maxLength", 2**31 - 1, {"type": "string"}, "a")) == []
