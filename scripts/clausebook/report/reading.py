"""Reads JSON reports from files and validates them against the schema beside this module."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs

from clausebook.errors import CannotRun
from clausebook.report.run import VERSION, Run

SCHEMA_NAME = "report.schema.json"


@cache
def report_schema() -> dict[str, Any]:
    """The JSON Schema of every JSON report of this command."""
    text = files("clausebook.report").joinpath(SCHEMA_NAME).read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def read_report(path: Path) -> Run:
    """Reads the run of a JSON report.

    Raises:
        CannotRun: the file cannot be read, has another version, or is no report; the message names
            file and pointer.
    """
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRun(f"cannot read {path}: {error}; name a JSON report") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise CannotRun(f"{path} is no JSON: {error}; write one with --format json") from error
    _check_version(path, data)
    try:
        jsonschema_rs.validate(report_schema(), data)
    except jsonschema_rs.ValidationError as error:
        pointer = "/".join(map(str, error.instance_path))
        message = f"{error.message[:160]}; write one with --format json"
        raise CannotRun(f"{path} is no report of clausebook: /{pointer}: {message}") from None
    try:
        return Run.from_data(data)
    except ValueError as error:  # an invalid date
        message = f"{error}; write one with --format json"
        raise CannotRun(f"{path} is no report of clausebook: {message}") from error


def _check_version(path: Path, data: object) -> None:
    version = data.get("version", VERSION) if isinstance(data, dict) else VERSION
    if isinstance(version, int) and version != VERSION:
        raise CannotRun(
            f"{path} is a report of version {version}, and this clausebook reads version "
            f"{VERSION}; write it anew with --format json"
        )
