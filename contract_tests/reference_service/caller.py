"""A caller of the reference service that compares its whole state before and after a request.

The database and showCheckpoint must agree.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple
from urllib.parse import urlencode

from clausebook.http.exchange import Request, Response
from clausebook.http.transport import Transport

from reference_service.service import DisService
from reference_service.state import APPS, FOREIGN_PROJECT, PARTITIONS, PROJECT, STREAMS, Checkpoint

NAMED = {"stream_name": "orders", "app_name": "billing", "checkpoint_type": "LAST_READ"}
TARGET = {**NAMED, "partition_id": "0"}
KEYS = [(stream, app, n) for stream in STREAMS for app in APPS for n in range(PARTITIONS)]
Key = tuple[str, str, str, int]
Values = dict[str, Any]


class Caller(NamedTuple):
    """Sends checkpoint requests to a service, by default with valid credentials."""

    service: DisService
    transport: Transport

    def __call__(
        self,
        method: str,
        query: Values,
        *,
        body: bytes = b"",
        project: str = PROJECT,
        headers: dict[str, str] | None = None,
    ) -> Response:
        """The response to a request."""
        sent = self.credentials(project) if headers is None else headers
        fields = (*sent.items(), *((("Content-Type", "application/json"),) if body else ()))
        target = f"/v2/{project}/checkpoints" + (f"?{urlencode(query, True)}" if query else "")
        return self.transport.send(Request(method, target, fields, body)).response

    def credentials(self, project: str) -> dict[str, str]:
        """The token of a project."""
        service = self.service
        return {"X-Auth-Token": service.token if project == PROJECT else service.foreign_token}

    def shown(self) -> dict[Key, Any]:
        """The showCheckpoint body of every checkpoint of both projects."""
        bodies = {}
        for project in (PROJECT, FOREIGN_PROJECT):
            for stream, app, partition in KEYS:
                named = {"stream_name": stream, "app_name": app, "partition_id": str(partition)}
                response = self("GET", {**TARGET, **named}, project=project)
                checkpoint = json.loads(response.body) if response.status == 200 else None
                bodies[project, stream, app, partition] = checkpoint
        return bodies


def gone(caller: Caller, query: Values, project: str = PROJECT) -> set[Checkpoint]:
    """The checkpoints that a deletion removed, after both views agree that nothing else changed."""
    before, before_shown = caller.service.state.checkpoints(), caller.shown()

    assert caller("DELETE", query, project=project).status == 204

    after, after_shown = caller.service.state.checkpoints(), caller.shown()
    assert set(after) <= set(before), "a deletion may add or change nothing"
    changed = {key for key, value in before_shown.items() if after_shown[key] != value}
    rows = set(before) - set(after)
    assert changed == {row[:4] for row in rows}, "showCheckpoint and the database differ"
    return rows


def keys(rows: set[Checkpoint]) -> set[Key]:
    """The keys of these rows."""
    return {row[:4] for row in rows}


def unchanged_by(caller: Caller, method: str, query: Values, **sent: Any) -> Response:
    """The response to a request, which must not change the state."""
    before, before_shown = caller.service.state.checkpoints(), caller.shown()

    response = caller(method, query, **sent)

    assert caller.service.state.checkpoints() == before
    assert caller.shown() == before_shown
    return response
