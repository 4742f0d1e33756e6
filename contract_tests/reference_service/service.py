"""The reference service: the checkpoint operations of DIS as the vendor documents them, in ASGI.

An independent reading of the vendor's pages, to check the contract against. Where the pages are
silent, `contract_tests/README.md` lists its choices.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from clausebook.http.exchange import Request, Response
from clausebook.http.transport.asgi import read_request, send_response
from starlette.routing import compile_path
from starlette.types import Receive, Scope, Send

from reference_service.errors import Refusal, by_gateway, by_service, json_response, shown
from reference_service.iam import USER, Iam
from reference_service.rules import BODY_MAXIMUM, Named, read_commit, read_named, read_query
from reference_service.state import DOMAIN, FOREIGN_PROJECT, PROJECT, REGION, Checkpoint, State

PROJECT_ID = re.compile(r"[0-9a-f]{32}\Z")
log = logging.getLogger(__name__)

Handler = Callable[[Request, Mapping[str, str]], Response]


class Resource(NamedTuple):
    """A path and the handlers of its methods."""

    pattern: re.Pattern[str]
    methods: Mapping[str, Handler]


class DisService:
    """The service over one database: an ASGI application; `answer` is for direct calls.

    `token` and `foreign_token` authenticate for the two projects, `key` and `temporary_key` for the
    first; all are new at each start.
    """

    def __init__(
        self, database: Path | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self.state = State(database)
        self.state.forget_expired(clock())
        self.iam = Iam(self.state, clock)
        self.token = self.iam.new_token(PROJECT)
        self.foreign_token = self.iam.new_token(FOREIGN_PROJECT)
        self.key = self.iam.new_key(PROJECT)
        self.temporary_key = self.iam.new_key(PROJECT, temporary=True)
        self._resources = tuple(
            Resource(compile_path(path)[0], methods)
            for path, methods in {
                "/v2/{project_id}/checkpoints": {
                    "DELETE": self.delete,
                    "GET": self.show,
                    "POST": self.commit,
                },
                "/v3/auth/tokens": {"POST": lambda request, _: self.iam.create_token(request)},
                "/v3/projects": {"GET": lambda request, _: self.iam.list_projects(request)},
            }.items()
        )

    def exports(self, base_url: str) -> dict[str, str]:
        """Environment variables for the vendor's SDK to use this service.

        The OS_ variables are for a login at IAM by user name and password.
        """
        url = base_url.rstrip("/")
        return {
            "CLOUD_SDK_AK": self.key.access,
            "CLOUD_SDK_SK": self.key.secret,
            f"HUAWEICLOUD_SDK_REGION_DIS_{REGION.replace('-', '_').upper()}": url,
            "HUAWEICLOUD_SDK_IAM_ENDPOINT": url,
            "OS_USERNAME": USER,
            "OS_PASSWORD": self.iam.password,
            "OS_USER_DOMAIN_NAME": DOMAIN,
        }

    def respond(self, request: Request) -> Response:
        """The response to a request; 500 after any exception."""
        try:
            return self._handler(request)
        except Refusal as refusal:
            return refusal.response
        except Exception:
            log.exception("%s %s failed", request.method, shown(request.path))
            return by_service("DIS.5000", "System error.", status=500).response

    def _handler(self, request: Request) -> Response:
        for pattern, methods in self._resources:
            match = pattern.match(request.path)
            if match and request.method in methods:
                return methods[request.method](request, match.groupdict())
            if match:
                allowed = (("Allow", ", ".join(sorted(methods))),)
                raise by_gateway(405, "APIGW.0101", "The API does not exist.", allowed)
        raise by_gateway(404, "APIGW.0101", "The API does not exist.")

    def delete(self, request: Request, path: Mapping[str, str]) -> Response:
        """`DELETE /v2/{project_id}/checkpoints`: one checkpoint, or that of every partition."""
        project = self._project(request, path)
        named = read_named(read_query(request.query), partition_required=False)
        self._check_exists(project, named)
        if not self.state.delete(project, named.stream, named.app, named.partition):
            raise by_service("DIS.4375", "The app does not commit checkpoint")
        return Response(204)

    def show(self, request: Request, path: Mapping[str, str]) -> Response:
        """`GET /v2/{project_id}/checkpoints`: the position of an app in a partition."""
        project = self._project(request, path)
        named = read_named(read_query(request.query), partition_required=True)
        partition = self._check_exists(project, named)
        checkpoint = self.state.find(project, named.stream, named.app, partition)
        if checkpoint is None:
            raise by_service("DIS.4375", "The app does not commit checkpoint")
        body = {
            "sequence_number": checkpoint.sequence_number,
            "metadata": checkpoint.metadata or "",
        }
        return json_response(200, body)

    def commit(self, request: Request, path: Mapping[str, str]) -> Response:
        """`POST /v2/{project_id}/checkpoints`: stores the position of an app in a partition."""
        project = self._project(request, path)
        named, sequence_number, metadata = read_commit(request)
        partition = self._check_exists(project, named)
        self.state.commit(
            Checkpoint(project, named.stream, named.app, partition, sequence_number, metadata)
        )
        return Response(201)

    def _project(self, request: Request, path: Mapping[str, str]) -> str:
        """The project of the path, after a check that it is the caller's."""
        owned = self.iam.project_of(request)
        project = unquote_to_bytes(path["project_id"]).decode("utf-8", "replace")
        if not PROJECT_ID.match(project):
            raise by_service("DIS.4117", f"Invalid Project Id. {shown(project)}")
        if project != owned:
            raise by_service("DIS.4116", f"Invalid RBAC. {project}", status=403)
        return project

    def _check_exists(self, project: str, named: Named) -> int:
        """The partition, 0 if missing, after a check that stream, app and partition exist."""
        partitions = self.state.partitions(project, named.stream)
        if not partitions:
            raise by_service(
                "DIS.4301", f"The stream does not exist. [{shown(named.stream)}][{project}]"
            )
        if not self.state.has_app(project, named.app):
            raise by_service("DIS.4332", "app not found.")
        partition = named.partition or 0
        if partition not in range(partitions):
            raise by_service("DIS.4302", f"Partition does not exist. [{shown(named.stream)}]")
        return partition

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            request = await read_request(scope, receive, BODY_MAXIMUM)
            if request is not None:
                await send_response(scope, self.respond(request), send)


def application(database: Path | None = None, clock: Callable[[], float] = time.time) -> DisService:
    """The reference service, with its state in `database`, by default in memory.

    Raises:
        CannotRun: the database can't be used.
    """
    return DisService(database, clock)


async def _live(receive: Receive, send: Send) -> None:
    while (kind := (await receive())["type"]) != "lifespan.shutdown":
        await send({"type": f"{kind}.complete"})
    await send({"type": "lifespan.shutdown.complete"})
