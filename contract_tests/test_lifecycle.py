"""Commit, show, delete: only the named checkpoint is deleted, and rejected requests change nothing.

Each test reads the state twice: from the service's database and by showCheckpoint.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from clausebook.http.transport import Transport
from reference_service.caller import NAMED, TARGET, Caller, Values, gone, keys, unchanged_by
from reference_service.service import DisService, application
from reference_service.state import APPS, FOREIGN_PROJECT, PARTITIONS, PROJECT, Checkpoint

pytestmark = pytest.mark.clausebook_stage("provider")


@pytest.fixture
def caller(
    clausebook_application: Any, clausebook_transport: Transport, clausebook_url: str | None
) -> Caller:
    """A caller of the judged application, whose checkpoints are those of a new one."""
    if clausebook_url is not None:
        pytest.skip("reads the database of the service, which a URL does not give")
    if not isinstance(clausebook_application, DisService):
        pytest.skip("the application is not the reference service of DIS")
    clausebook_application.state.restore(application().state.checkpoints())
    return Caller(clausebook_application, clausebook_transport)


@pytest.mark.parametrize("partition", ["0", "shardId-0000000000"])
def test_exactly_the_named_checkpoint_is_deleted(caller: Caller, partition: str) -> None:
    """The neighbours stay: the app that begins with its name, the partitions, the project."""
    rows = gone(caller, {**NAMED, "partition_id": partition})

    assert keys(rows) == {(PROJECT, "orders", "billing", 0)}


def test_only_the_callers_project_is_touched(caller: Caller) -> None:
    rows = gone(caller, TARGET, FOREIGN_PROJECT)

    assert keys(rows) == {(FOREIGN_PROJECT, "orders", "billing", 0)}


@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize("partition", range(PARTITIONS))
def test_every_app_and_partition_can_be_deleted_alone(
    caller: Caller, app: str, partition: int
) -> None:
    """The apps with the shortest and the longest documented name among them."""
    rows = gone(caller, {**TARGET, "app_name": app, "partition_id": str(partition)})

    assert keys(rows) == {(PROJECT, "orders", app, partition)}


def test_without_a_partition_every_partition_of_that_app_and_stream_goes(caller: Caller) -> None:
    """Inferred from the console's words; the page of the operation leaves it open."""
    rows = gone(caller, NAMED)

    assert keys(rows) == {(PROJECT, "orders", "billing", number) for number in range(PARTITIONS)}


def test_deleting_again_is_rejected_and_deletes_nothing(caller: Caller) -> None:
    """The vendor has a code for it (DIS.4375) but documents no case; chosen here."""
    caller("DELETE", TARGET)

    answer = unchanged_by(caller, "DELETE", TARGET)

    assert (answer.status, json.loads(answer.body)["errorCode"]) == (400, "DIS.4375")


def test_a_committed_checkpoint_is_shown_until_it_is_deleted(caller: Caller) -> None:
    caller("DELETE", TARGET)
    said = {"sequence_number": "4711", "metadata": "läuft\u0000 ☕"}
    committed = caller("POST", {}, body=json.dumps({**TARGET, **said}).encode())
    shown = caller("GET", TARGET)
    deleted = caller("DELETE", TARGET)

    assert (committed.status, committed.body) == (201, b"")
    assert (shown.status, json.loads(shown.body)) == (200, said)
    assert (deleted.status, deleted.body) == (204, b"")
    assert caller("GET", TARGET).status == 400


def test_committing_again_replaces_that_checkpoint_alone(caller: Caller) -> None:
    before = set(caller.service.state.checkpoints())
    body = json.dumps({**TARGET, "sequence_number": "4711"}).encode()

    assert caller("POST", {}, body=body).status == 201

    new = Checkpoint(PROJECT, "orders", "billing", 0, "4711", None)
    assert set(caller.service.state.checkpoints()) - before == {new}
    assert keys(before - set(caller.service.state.checkpoints())) == {new[:4]}


BAD_PARAMETERS = [
    ("no parameter at all", {}, "DIS.4200"),
    *(
        (f"{name} missing", {k: v for k, v in TARGET.items() if k != name}, "DIS.4200")
        for name in NAMED
    ),
    *((f"{name} empty", {**TARGET, name: ""}, "DIS.4200") for name in TARGET),
    *((f"{name} repeated", {**TARGET, name: [TARGET[name]] * 2}, "DIS.4200") for name in TARGET),
    *(
        (f"{name} repeated otherwise", {**TARGET, name: [TARGET[name], "x"]}, "DIS.4200")
        for name in TARGET
    ),
    ("51 characters", {**TARGET, "app_name": "a" * 51}, "DIS.4200"),
    ("app of the wrong case", {**TARGET, "app_name": "Billing"}, "DIS.4332"),
    ("app with a blank", {**TARGET, "app_name": "billing "}, "DIS.4332"),
    ("app with NUL", {**TARGET, "app_name": "billing\0"}, "DIS.4332"),
    ("app as a pattern", {**TARGET, "app_name": "billing%"}, "DIS.4332"),
    ("app as SQL", {**TARGET, "app_name": "' OR 1=1 --"}, "DIS.4332"),
    ("unknown app", {**TARGET, "app_name": "no-such-app"}, "DIS.4332"),
    ("unknown stream", {**TARGET, "stream_name": "no-such-stream"}, "DIS.4301"),
    ("very long stream", {**TARGET, "stream_name": "s" * 20_000}, "DIS.4301"),
    ("stream with a line feed", {**TARGET, "stream_name": "orders\n"}, "DIS.4301"),
    ("type in lower case", {**TARGET, "checkpoint_type": "last_read"}, "DIS.4200"),
    ("type with a blank", {**TARGET, "checkpoint_type": "LAST_READ "}, "DIS.4200"),
    ("another type", {**TARGET, "checkpoint_type": "NOPE"}, "DIS.4200"),
    ("partition out of range", {**TARGET, "partition_id": "3"}, "DIS.4302"),
    ("shard out of range", {**TARGET, "partition_id": "shardId-0000000003"}, "DIS.4302"),
    ("partition with zeros", {**TARGET, "partition_id": "00"}, "DIS.4302"),
    ("huge partition", {**TARGET, "partition_id": "9" * 5_000}, "DIS.4302"),
    ("negative partition", {**TARGET, "partition_id": "-1"}, "DIS.4201"),
    ("nine digits", {**TARGET, "partition_id": "shardId-000000000"}, "DIS.4201"),
    ("shard in lower case", {**TARGET, "partition_id": "shardid-0000000000"}, "DIS.4201"),
    ("digit of another script", {**TARGET, "partition_id": "\u0660"}, "DIS.4201"),
    ("shard and line feed", {**TARGET, "partition_id": "shardId-0000000000\n"}, "DIS.4201"),
    ("partition and line feed", {**TARGET, "partition_id": "0\n"}, "DIS.4201"),
]


@pytest.mark.parametrize(
    ("query", "code"), [row[1:] for row in BAD_PARAMETERS], ids=[row[0] for row in BAD_PARAMETERS]
)
def test_a_rejected_parameter_deletes_nothing(caller: Caller, query: Values, code: str) -> None:
    answer = unchanged_by(caller, "DELETE", query)

    assert (answer.status, json.loads(answer.body)["errorCode"]) == (400, code)


@pytest.mark.parametrize(
    ("project", "headers", "status"),
    [
        pytest.param(PROJECT, {}, 401, id="no credentials"),
        pytest.param(PROJECT, {"X-Auth-Token": ""}, 401, id="empty token"),
        pytest.param(PROJECT, {"X-Auth-Token": " "}, 401, id="blank token"),
        pytest.param(PROJECT, {"X-Auth-Token": "wrong"}, 401, id="wrong token"),
        pytest.param(PROJECT, {"Authorization": "Bearer x"}, 401, id="another scheme"),
        pytest.param(FOREIGN_PROJECT, None, 403, id="foreign project"),
        pytest.param("0" * 32, None, 403, id="unknown project"),
        pytest.param(PROJECT.upper(), None, 400, id="project in upper case"),
        pytest.param(f"{PROJECT}%2F..", None, 400, id="project with a slash"),
        pytest.param("%ff", None, 400, id="project that is not UTF-8"),
    ],
)
@pytest.mark.parametrize("method", ["DELETE", "POST"])
def test_nothing_is_changed_for_the_wrong_caller(
    caller: Caller, method: str, project: str, headers: dict[str, str] | None, status: int
) -> None:
    body = json.dumps({**TARGET, "sequence_number": "1"}).encode() * (method == "POST")
    query = {} if body else TARGET
    sent = caller.credentials(PROJECT) if headers is None else headers

    answer = unchanged_by(caller, method, query, project=project, headers=sent, body=body)

    assert answer.status == status


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "PATCH", "TRACE", "delete"])
def test_an_undocumented_method_has_no_effect(caller: Caller, method: str) -> None:
    answer = unchanged_by(caller, method, TARGET)

    assert (answer.status, answer.header("Allow")) == (405, "DELETE, GET, POST")
