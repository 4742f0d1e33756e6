"""Runs the reference service in a separate process on loopback, for tests.

As a script this module is that process.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import uvicorn
from clausebook.auth import SecretKey
from clausebook.http.exchange import Request

from reference_service.service import DisService, application
from reference_service.state import PROJECT

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Served:
    """A running service: its URL, credentials and valid requests."""

    url: str
    token: str
    foreign_token: str
    key: SecretKey
    temporary_key: SecretKey
    exports: dict[str, str]
    requests: list[tuple[str, str, str]]
    process: subprocess.Popen[str]


@contextmanager
def served(database: Path | None = None, *arguments: str) -> Iterator[Served]:
    """Start a process, yield when it listens, and stop it."""
    command = [sys.executable, "-m", "reference_service.process", *arguments]
    command += ["--database", str(database)] if database else []
    folders = [str(ROOT / "scripts"), str(ROOT / "contract_tests")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(folders)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            startup = json.loads(process.stdout.readline())
            for name in ("key", "temporary_key"):
                startup[name] = SecretKey(*startup[name])
            yield Served(**startup, process=process)
        finally:
            process.kill()


class Unverified(DisService):
    """The service without authentication, to measure its cost."""

    def __init__(self, database: Path | None) -> None:
        super().__init__(database)
        self.iam.project_of = self._anybody  # type: ignore[method-assign]  # to measure without it

    def _anybody(self, request: Request) -> str:
        return PROJECT


def main() -> None:
    """Serve until killed; the first line of output is JSON with URL and credentials."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", type=Path, help="keep the state in this file")
    parser.add_argument("--unverified", action="store_true", help="accept every credential")
    given = parser.parse_args()
    service = Unverified(given.database) if given.unverified else application(given.database)
    # With IPPROTO_TCP asyncio sets TCP_NODELAY; else each response with a body waits 40 ms for an
    # ACK.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(2048)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    print(json.dumps(_startup_data(service, url)), flush=True)
    config = uvicorn.Config(service, log_level="warning", lifespan="off", http="h11", ws="none")
    uvicorn.Server(config).run(sockets=[listening])


def _startup_data(service: DisService, url: str) -> dict[str, Any]:
    named = {"stream_name": "orders", "app_name": "billing", "partition_id": "0"}
    named["checkpoint_type"] = "LAST_READ"
    commit = json.dumps({**named, "sequence_number": "2"})
    path = f"/v2/{PROJECT}/checkpoints"
    target = f"{path}?{urlencode(named)}"

    def key(secret_key: SecretKey) -> tuple[str, str, str | None]:
        return (secret_key.access, secret_key.secret, secret_key.security_token)

    return {
        "url": url,
        "token": service.token,
        "foreign_token": service.foreign_token,
        "key": key(service.key),
        "temporary_key": key(service.temporary_key),
        "exports": service.exports(url),
        "requests": [("POST", path, commit), ("GET", target, ""), ("DELETE", target, "")],
    }


if __name__ == "__main__":
    main()
