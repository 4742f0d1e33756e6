"""Wrong clients of the checkpoints contract: copies of the generated one with one defect each.

A defect is an edit of the generated text; one that no longer applies is an error, not a pass.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

_DELETE = "api/checkpoint_management/delete_checkpoint.py"
_COMMIT = "api/checkpoint_management/commit_checkpoint.py"


@dataclass(frozen=True)
class WrongClient:
    """One defect; `test` is the id of the test that must notice, `clause` what it must name."""

    name: str
    file: str
    old: str
    new: str
    test: str
    clause: str

    def make(self, right: Path, folder: Path) -> Path:
        """A copy of the package `right` below `folder` with this defect; returns its folder."""
        package = folder / right.name
        shutil.copytree(right, package, ignore=shutil.ignore_patterns("__pycache__"))
        path = package / self.file
        text = path.read_text(encoding="utf-8")
        # The last place, because sync comes before async: what is in both is edited in async alone.
        before, found, after = text.rpartition(self.old)
        assert found, f"{self.name}: {self.file} no longer holds {self.old!r}"
        path.write_text(before + self.new + after, encoding="utf-8")
        return package


def _sends(name: str, file: str, edit: tuple[str, str], call: str, clause: str) -> WrongClient:
    return WrongClient(name, file, *edit, f"test_a_call_arrives_as_it_was_made[{call}]", clause)


def _reads(name: str, file: str, edit: tuple[str, str], answer: str, clause: str) -> WrongClient:
    return WrongClient(
        name, file, *edit, f"test_a_documented_answer_is_understood[{answer}]", clause
    )


_QUERY = "DELETE /v2/{}/checkpoints query"
_EVERYTHING = "deleteCheckpoint: everything given, sync"

WRONG_CLIENTS = (
    _sends(
        "drops app_name",
        _DELETE,
        ('params["app_name"] = app_name\n', "pass\n"),
        _EVERYTHING,
        f"{_QUERY} app_name /required",
    ),
    _sends(
        "drops the optional partition_id",
        _DELETE,
        ('params["partition_id"] = partition_id\n', "pass\n"),
        _EVERYTHING,
        f"{_QUERY} partition_id /required",
    ),
    _sends(
        "lowers the enum",
        _DELETE,
        (
            'params["checkpoint_type"] = json_checkpoint_type',
            'params["checkpoint_type"] = json_checkpoint_type.lower()',
        ),
        "deleteCheckpoint: query checkpoint_type = LAST_READ, sync",
        f"{_QUERY} checkpoint_type /enum",
    ),
    _sends(
        "encodes a query value twice",
        _DELETE,
        (
            'params["stream_name"] = stream_name',
            'params["stream_name"] = quote(stream_name, safe="")',
        ),
        "deleteCheckpoint: query stream_name reserved, sync",
        f"{_QUERY} stream_name /type",
    ),
    _sends(
        "encodes the path twice",
        _DELETE,
        ('quote(str(project_id), safe="")', 'quote(quote(str(project_id), safe=""), safe="")'),
        "deleteCheckpoint: path project_id unicode, sync",
        "DELETE /v2/{}/checkpoints path 1 /type",
    ),
    _sends(
        "leaves a slash in the path",
        _DELETE,
        ('quote(str(project_id), safe="")', 'quote(str(project_id), safe="/")'),
        "deleteCheckpoint: path project_id reserved, sync",
        "DELETE /v2/{}/checkpoints path 1 /type",
    ),
    _sends(
        "repeats a key",
        _DELETE,
        ('params["app_name"] = app_name', 'params["app_name"] = [app_name, app_name]'),
        _EVERYTHING,
        f"{_QUERY} app_name /type",
    ),
    _sends(
        "cuts a long name",
        _DELETE,
        ('params["app_name"] = app_name', 'params["app_name"] = app_name[:49]'),
        "deleteCheckpoint: query app_name longest, sync",
        f"{_QUERY} app_name /maxLength",
    ),
    _sends(
        "counts bytes for characters",
        _DELETE,
        (
            'params["app_name"] = app_name',
            'params["app_name"] = app_name.encode()[:50].decode(errors="ignore")',
        ),
        "deleteCheckpoint: query app_name longest in unicode, sync",
        f"{_QUERY} app_name /maxLength",
    ),
    _sends(
        "strips names",
        _DELETE,
        ('params["stream_name"] = stream_name', 'params["stream_name"] = stream_name.strip("/?#")'),
        "deleteCheckpoint: query stream_name reserved, sync",
        f"{_QUERY} stream_name /type",
    ),
    _sends(
        "sends the partition as an integer",
        _DELETE,
        (
            'params["partition_id"] = partition_id',
            'params["partition_id"] = int(partition_id[-10:])',
        ),
        _EVERYTHING,
        f"{_QUERY} partition_id /pattern",
    ),
    _sends(
        "sends an empty optional",
        _DELETE,
        ('params["partition_id"] = partition_id', 'params["partition_id"] = partition_id or ""'),
        "deleteCheckpoint: nothing optional given, sync",
        f"{_QUERY} partition_id /required",
    ),
    _sends(
        "sends a key of an older version",
        _DELETE,
        ('params["app_name"] = app_name', 'params["app_name"] = params["stream_id"] = app_name'),
        _EVERYTHING,
        "DELETE /v2/{}/checkpoints operation",
    ),
    _sends(
        "posts",
        _DELETE,
        ('"method": "delete"', '"method": "post"'),
        _EVERYTHING,
        "* /v2/{}/checkpoints methods",
    ),
    _sends(
        "calls version 1",
        _DELETE,
        ('"/v2/{project_id}', '"/v1/{project_id}'),
        _EVERYTHING,
        "DELETE /v2/{}/checkpoints operation",
    ),
    _sends(
        "ends the path with a slash",
        _DELETE,
        ('/checkpoints".format', '/checkpoints/".format'),
        _EVERYTHING,
        "DELETE /v2/{}/checkpoints operation",
    ),
    _sends(
        "mixes names up in async alone",
        _DELETE,
        (
            "        app_name=app_name,\n        checkpoint_type",
            "        app_name=stream_name,\n        checkpoint_type",
        ),
        "deleteCheckpoint: query app_name example audit, async",
        f"{_QUERY} app_name /type",
    ),
    _sends(
        "renames a member of the body",
        "models/checkpoint_commit.py",
        ('"app_name": app_name', '"appName": app_name'),
        "commitCheckpoint: everything given, sync",
        "POST /v2/{}/checkpoints body application/json /required/app_name",
    ),
    _sends(
        "drops the body",
        _COMMIT,
        ('_kwargs["json"] = body.to_dict()', "pass"),
        "commitCheckpoint: everything given, sync",
        "POST /v2/{}/checkpoints body /required",
    ),
    _sends(
        "sends the body as text",
        _COMMIT,
        ('headers["Content-Type"] = "application/json"', 'headers["Content-Type"] = "text/plain"'),
        "commitCheckpoint: everything given, sync",
        "POST /v2/{}/checkpoints body application/json",
    ),
    _reads(
        "makes something of a 204",
        _DELETE,
        ("response_204 = cast(Any, None)", "response_204 = cast(Any, {})"),
        "deleteCheckpoint: 204 without content, sync",
        "DELETE /v2/{}/checkpoints response 204 no content",
    ),
    _reads(
        "reads JSON from a 204",
        _DELETE,
        ("response_204 = cast(Any, None)", "response_204 = response.json()"),
        "deleteCheckpoint: 204 without content, async",
        "DELETE /v2/{}/checkpoints response 204",
    ),
    _reads(
        "does not know the gateway's error",
        "models/gateway_error.py",
        ('d.pop("error_code")', 'd.pop("errorCode")'),
        "deleteCheckpoint: 400 gateway, sync",
        "DELETE /v2/{}/checkpoints response 400 application/json /anyOf/1/required/error_code",
    ),
    _reads(
        "does not know the service's error",
        "models/service_error.py",
        ('d.pop("errorCode")', 'd.pop("error_code")'),
        "deleteCheckpoint: 500 service, sync",
        "DELETE /v2/{}/checkpoints response 500 application/json /anyOf/0/required/errorCode",
    ),
    _reads(
        "takes 441 for undocumented",
        _DELETE,
        ("response.status_code == 441", "response.status_code == 442"),
        "deleteCheckpoint: 441 service, sync",
        "DELETE /v2/{}/checkpoints response 441 application/json /anyOf/0/required/errorCode",
    ),
    _reads(
        "loses the sequence number",
        "models/checkpoint.py",
        ('d.pop("sequence_number", UNSET)', "UNSET"),
        "showCheckpoint: 200 full, sync",
        "GET /v2/{}/checkpoints response 200 application/json /properties/sequence_number/type",
    ),
)
