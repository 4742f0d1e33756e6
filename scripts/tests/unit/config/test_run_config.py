"""The configuration of a run as guard writes it for pytest: whole, private, without credentials."""

from __future__ import annotations

import json
import stat
from dataclasses import fields
from pathlib import Path

import pytest
from clausebook.config.run_config import RunConfig
from clausebook.errors import CannotRun

ALL = RunConfig(
    spec=Path("/a/openapi.yaml"),
    facts_file=Path("/a/facts.toml"),
    url="http://127.0.0.1:8000",
    header_variables={"X-Auth-Token": "CLAUSEBOOK_HEADER_0"},
    credential_variables={"bearer": "TOKEN"},
    proxy_variable="CLAUSEBOOK_PROXY",
    ca_file=Path("/a/ca.pem"),
    client_cert=Path("/a/cert.pem"),
    client_key=Path("/a/key.pem"),
    allow_writes=True,
    disposable=True,
    strict=True,
    one_by_one=True,
    seed=7,
    max_examples=3,
    max_response_time=0.5,
    rate=2.5,
    budget=100,
    stages=("lint", "provider"),
    add_checks_to=Path("/a/contract_tests"),
    events=Path("/tmp/events"),
    parent=4321,
)


@pytest.mark.parametrize("config", [ALL, RunConfig()], ids=["all", "nothing"])
def test_what_is_written_is_read_again_as_it_was(config: RunConfig, tmp_path: Path) -> None:
    config.write(tmp_path / "config.json")

    assert RunConfig.read(tmp_path / "config.json") == config


def test_every_setting_has_a_value_other_than_its_default_above() -> None:
    default = RunConfig()
    same = [it.name for it in fields(ALL) if getattr(ALL, it.name) == getattr(default, it.name)]

    assert same == []


def test_nobody_but_its_owner_can_read_the_file(tmp_path: Path) -> None:
    ALL.write(tmp_path / "config.json")

    assert stat.S_IMODE((tmp_path / "config.json").stat().st_mode) == 0o600


def test_credentials_come_from_the_environment_alone(tmp_path: Path) -> None:
    environment = {"CLAUSEBOOK_HEADER_0": "s3cr3t", "CLAUSEBOOK_PROXY": "http://u:pw@proxy:3128"}
    ALL.write(tmp_path / "config.json")

    assert ALL.headers(environment) == {"X-Auth-Token": "s3cr3t"}
    assert ALL.route(environment).proxy == "http://u:pw@proxy:3128"
    text = (tmp_path / "config.json").read_text("utf-8")
    assert "s3cr3t" not in text
    assert "pw" not in text


def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(CannotRun, match="'CLAUSEBOOK_HEADER_0' for X-Auth-Token is not set"):
        ALL.headers({})


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", json.dumps({"stages": []}), '{"more": 1}'],
    ids=["empty", "a list", "nothing", "a part", "an unknown name"],
)
def test_a_file_that_is_no_configuration_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(text, "utf-8")

    with pytest.raises(CannotRun, match=r"config\.json is no configuration of a run"):
        RunConfig.read(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match=r"cannot read .*config\.json"):
        RunConfig.read(tmp_path / "config.json")
