"""Each format of each failing report: well formed, complete, and safe with hostile text."""

from __future__ import annotations

import html
import html.parser
import json
import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as Xml

import jsonschema_rs
import pytest
from clausebook.errors import Level
from clausebook.report import FORMATS, Run, render
from clausebook.report.finding import Finding
from clausebook.report.fingerprint import grouped
from clausebook.report.merging import merge
from clausebook.report.reading import report_schema
from fakes.reports import KEY, PLACE, compared, judged, proved, warned

REPORTS = [pytest.param(make, id=make.__name__) for make in (judged, warned, proved, compared)]
Make = Callable[[], Run]

# Required by both XML schemas in use: https://github.com/windyroad/JUnit-Schema and Jenkins' xUnit.
SUITE = {
    *("package", "id", "name", "timestamp", "hostname", "tests", "failures", "errors"),
    *("skipped", "time"),
}
# The part of SARIF 2.1.0's schema that code hosts check (OASIS, 3.13 to 3.28).
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name", "rules"],
                                "properties": {
                                    "rules": {
                                        "uniqueItems": True,
                                        "items": {
                                            "required": ["id", "shortDescription", "help"],
                                            "properties": {"help": {"required": ["text"]}},
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "results": {
                        "items": {
                            "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": {"required": ["text"]},
                                "locations": {"minItems": 1, "items": {"$ref": "#/$defs/place"}},
                            },
                        }
                    },
                },
            },
        },
    },
    "$defs": {
        "place": {
            "required": ["physicalLocation"],
            "properties": {
                "physicalLocation": {
                    "required": ["artifactLocation", "region"],
                    "properties": {
                        "artifactLocation": {"properties": {"uri": {"pattern": "^[^:\\s]+$"}}},
                        "region": {
                            "required": ["startLine"],
                            "properties": {"startLine": {"type": "integer", "minimum": 1}},
                        },
                    },
                }
            },
        }
    },
}


@pytest.mark.parametrize("make", REPORTS)
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_ends_with_a_new_line_and_escapes_control_characters(
    form: str, make: Make
) -> None:
    text = render(make(), form)

    assert text.endswith("\n")
    assert not {"\x00", "\x1b"} & set(text)


@pytest.mark.parametrize("make", REPORTS)
def test_a_json_report_is_valid_by_the_published_schema(make: Make) -> None:
    jsonschema_rs.validate(report_schema(), make().as_data())
    jsonschema_rs.validate(report_schema(), merge([make(), judged()]).as_data())


@pytest.mark.parametrize("make", REPORTS)
def test_a_json_report_round_trips_to_the_same_run(make: Make) -> None:
    run = merge([make(), judged()])

    assert Run.from_data(json.loads(render(run, "json"))) == run


@pytest.mark.parametrize(
    "member", ["verdict", "findings", "clauses", "seconds", "notes", "missing_facts"]
)
def test_the_schema_rejects_missing_and_unknown_members(member: str) -> None:
    data = judged().as_data()
    del data[member]

    assert not jsonschema_rs.is_valid(report_schema(), data)
    assert not jsonschema_rs.is_valid(report_schema(), {**judged().as_data(), "more": 1})


@pytest.mark.parametrize("make", REPORTS)
def test_junit_has_the_elements_and_counts_that_test_servers_require(make: Make) -> None:
    root = Xml.fromstring(render(make(), "junit"))
    (suite,) = root

    assert (root.tag, suite.tag, set(suite.attrib)) == ("testsuites", "testsuite", SUITE)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.attrib["timestamp"])
    cases = suite.findall("testcase")
    tags = ["properties", *["testcase"] * len(cases), "system-out", "system-err"]
    assert [child.tag for child in suite] == tags
    assert all(set(case.attrib) == {"classname", "name", "time"} for case in cases)
    children = [[child.tag for child in case] for case in cases]
    assert all(tags in ([], ["failure"], ["skipped"]) for tags in children)
    assert suite.attrib["tests"] == str(len(cases))
    assert suite.attrib["failures"] == str(children.count(["failure"]))
    assert suite.attrib["skipped"] == str(children.count(["skipped"]))
    for failure in suite.iter("failure"):
        assert {"message", "type"} == set(failure.attrib)


def test_junit_has_a_case_for_each_clause_and_for_findings_outside_any_clause() -> None:
    cases = Xml.fromstring(render(judged(), "junit")).iter("testcase")
    children = {case.attrib["name"]: [child.tag for child in case] for case in cases}

    assert children == {
        KEY: ["failure"],
        "GET /things/{} response 200": [],
        "GET /things/{} body": ["skipped"],
        "PUT /things/{} body": ["skipped"],
        "models/thing.py": ["failure"],
    }


@pytest.mark.parametrize("make", REPORTS)
def test_sarif_names_file_line_rule_and_help(make: Make) -> None:
    log = json.loads(render(make(), "sarif"))
    jsonschema_rs.validate(SARIF, log)

    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert rules[result["ruleIndex"]]["help"]["text"]
    fingerprints = [json.dumps(result["partialFingerprints"]) for result in run["results"]]
    assert len(set(fingerprints)) == len(
        {(r["ruleId"], str(r["locations"])) for r in run["results"]}
    )


def test_sarif_points_at_the_clause_and_keeps_levels_apart() -> None:
    (run,) = json.loads(render(compared(), "sarif"))["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]

    assert place["artifactLocation"]["uri"] == PLACE.file
    assert place["region"] == {"startLine": 7, "startColumn": 9}
    assert [r["level"] for r in run["results"]] == ["error", "warning", "note", "error"]


@pytest.mark.parametrize("make", REPORTS)
def test_each_annotation_is_one_line_and_hostile_text_starts_no_command(make: Make) -> None:
    lines = render(make(), "github").splitlines()
    commands = [line for line in lines if line.startswith("::")]

    pattern = re.compile(
        r"::(error|warning|notice) (file=[^,:]+,line=\d+,col=\d+,)?title=[^,:]*::.+"
    )
    assert len(commands) == len(lines) - 1
    assert all(pattern.fullmatch(command) for command in commands)
    assert lines[-1].startswith("clausebook ")


def test_annotations_point_at_file_line_and_column() -> None:
    first = render(judged(), "github").splitlines()[0]

    assert first.startswith("::error file=spec/things.yaml,line=7,col=9,title=GET /things/{} query")
    assert "expected: a refusal%0A" in first


@pytest.mark.parametrize("make", REPORTS)
def test_the_markdown_summary_escapes_hostile_markup(make: Make) -> None:
    text = render(make(), "markdown")

    assert not re.search(r"(?<!\\)<(?!br>)", re.sub(r"`[^`\n]*`", "", text))
    assert "\x1b" not in text
    assert "\x00" not in text
    for row in (line for line in text.splitlines() if line.startswith("| ❌")):
        assert len(re.findall(r"(?<!\\)\|", row)) == 5


class Page(html.parser.HTMLParser):
    """Collects the tags and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.data: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Records a tag and its attributes."""
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        """Records a text."""
        self.data.append(data)


@pytest.mark.parametrize("make", REPORTS)
def test_the_page_has_no_scripts_and_loads_nothing(make: Make) -> None:
    page = Page(render(make(), "html"))

    assert not {"script", "img", "iframe", "link", "object", "form", "a"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "src"]
    policy = dict(page.attributes)["content"] or ""
    assert "http" not in "".join(str(v) for k, v in page.attributes if k != "content") + policy
    assert any("default-src 'none'" in str(value) for _, value in page.attributes)
    assert KEY in page.data
    assert any("<img src=x" in text for text in page.data) == (make is not proved)


OTHER_KEY = "GET /others/{} query kind /pattern"


def broken_component() -> Run:
    """A shared component that breaks in two operations, after a warning about another clause."""
    run = judged()
    clauses = [
        replace(run.clauses[0], key=key, pointer="/components/schemas/Kind/pattern")
        for key in (KEY, OTHER_KEY)
    ]
    findings = [
        Finding(clause.key, "provider", f"{value!r} must be rejected", kind="accepted")
        for clause in clauses
        for value in ("a", "b", "c")
    ]
    first = Finding(run.clauses[1].key, "provider", "odd", level=Level.WARNING)
    pointers = {clause.key: clause.pointer for clause in clauses}
    return replace(
        run,
        clauses=[run.clauses[1], *clauses],
        findings=grouped([first, *findings], pointers),
        missing_facts=[],
    )


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_shows_a_finding_of_two_operations_once(form: str) -> None:
    text = html.unescape(render(broken_component(), form)).replace("\\", "")

    assert text.count("'a' must be rejected") == (2 if form == "junit" else 1)  # message and text
    assert "'b' must be rejected" not in text
    assert "GET /others/{}" in text
    assert re.search(r'times"?:\D*6', re.sub(r"<[^>]*>", " ", text).replace("times", "times:"))


def test_the_finding_to_mend_first_comes_first_in_every_list() -> None:
    for form in ("text", "github", "markdown", "sarif", "html", "json"):
        text = html.unescape(render(broken_component(), form))

        assert text.index("must be rejected") < text.index("odd"), form


def test_sarif_has_the_fingerprint_of_a_finding_and_how_often_it_came() -> None:
    run = broken_component()
    result = json.loads(render(run, "sarif"))["runs"][0]["results"][0]

    assert result["partialFingerprints"] == {"clausebook/v2": run.findings[0].fingerprint}
    assert result["occurrenceCount"] == 6


def test_each_clause_that_a_finding_touches_fails_in_junit() -> None:
    cases = Xml.fromstring(render(broken_component(), "junit")).iter("testcase")
    failures = {case.attrib["name"]: case.find("failure") for case in cases}
    other = failures[OTHER_KEY]

    assert failures[KEY] is not None
    assert other is not None
    assert other.attrib["message"] == f"the same finding as {KEY}"
