"""Facts: what a TOML table says of a deployment, and what it must not say."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path

import pytest
from clausebook.config.facts import Absent, Facts, Same, Waiver, facts_from, known_value, load_facts
from clausebook.config.settings import find_settings
from clausebook.http.throttling import ThrottlingRules

EVERYTHING = """
writes = true
[[known]]
stream = "orders"
[[absent]]
parameter = "stream"
value = "none"
status = 400
[[foreign]]
parameter = "project"
value = "other"
status = 403
header_env = { X-Auth-Token = "OTHER" }
[[same]]
parameter = "partition"
values = ["0", "shard-0"]
[refusal]
credentials = [401]
throttled = { status = [429], codes = ["A"], stop = ["B"] }
[[waiver]]
clause = "GET /things response 200"
reason = "being mended"
until = 2027-03-31
"""


def facts(text: str) -> Facts:
    return facts_from(tomllib.loads(text), "facts.toml")


def test_every_kind_of_fact_is_read() -> None:
    found = facts(EVERYTHING)

    assert found.writes
    assert found.known == ({"stream": "orders"},)
    assert found.absent == (Absent("stream", "none", 400),)
    assert found.foreign[0].header_env == {"X-Auth-Token": "OTHER"}
    assert found.same == (Same("partition", ("0", "shard-0")),)
    assert found.credentials == (401,)
    assert found.throttled == ThrottlingRules((429,), ("A",), ("B",))
    until = datetime.date(2027, 3, 31)
    assert found.waivers == (Waiver("GET /things response 200", "being mended", until),)


def test_no_facts_are_facts_too() -> None:
    assert facts("") == Facts()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("wirtes = true", "'wirtes'; did you mean 'writes'", id="misspelt"),
        pytest.param("known = 3", "known is 3; write a list", id="no list"),
        pytest.param('known = ["a"]', "known 1 is 'a', not a table", id="no table"),
        pytest.param("[[known]]\na = 1", "known 1: a is 1; write it in quotation", id="number"),
        pytest.param('[[absent]]\nparameter = "a"', "absent 1 lacks 'value'", id="lacking"),
        pytest.param(
            '[[absent]]\nparameter="a"\nvalue="b"\nstatus="400"',
            "status is '400'; write a int",
            id="text for a number",
        ),
        pytest.param("writes = 1", "writes is 1; write a bool", id="number for yes"),
        pytest.param(
            "[refusal]\ncredentials = [true]", "credentials holds True", id="yes in numbers"
        ),
        pytest.param(
            '[[waiver]]\nclause="a"\nreason="b"\nuntil="2027"', "until is '2027'", id="date as text"
        ),
        pytest.param("[refusal]\nthrottled = 1", "throttled is 1, not a table", id="nested"),
    ],
)
def test_a_wrong_fact_is_named(text: str, complaint: str) -> None:
    with pytest.raises(Exception, match=complaint) as caught:
        facts(text)

    assert str(caught.value).startswith("facts.toml")


def test_a_missing_facts_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"cannot read the facts file .*none\.toml"):
        load_facts(tmp_path / "none.toml")


def test_a_facts_file_that_is_no_toml_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text("writes = true\nknown\n", encoding="utf-8")

    with pytest.raises(Exception, match=r"facts\.toml is not TOML: .*line 2"):
        load_facts(path)


def test_a_value_goes_by_the_clause_key_before_the_plain_name() -> None:
    row = {"id": "plain", "GET /things query id": "spelt out"}

    assert known_value(row, "id", "GET /things query id") == "spelt out"
    assert known_value(row, "id", "GET /others query id") == "plain"
    assert known_value(row, "name", "GET /others query name") is None


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ('sepc = "a"', "'sepc'; did you mean 'spec'"),
        ("spec = 3", "spec is 3; write it in quotation marks"),
        ("facts = 3", "facts is 3, not a table"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, table: str, complaint: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.clausebook]\n{table}", encoding="utf-8")

    with pytest.raises(Exception, match=complaint):
        find_settings(tmp_path)


def test_settings_are_found_from_a_folder_below(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.clausebook]\nspec = "a.yaml"', encoding="utf-8")
    below = tmp_path / "one" / "two"
    below.mkdir(parents=True)
    (below / "pyproject.toml").write_text("[project]\n", encoding="utf-8")

    assert find_settings(below).spec == tmp_path.resolve() / "a.yaml"
