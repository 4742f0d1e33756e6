"""A live run against the reference service beyond loopback: it writes only to known rows and
restores them. There is no network: a proxy on loopback acts as the host.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from fakes.serving import running
from reference_service.service import DisService, application
from reference_service.state import APPS, PARTITIONS, PROJECT, STREAMS

ROOT = Path(__file__).resolve().parents[1]
FACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["clausebook"]["facts"]
ROWS = {tuple(row[name] for name in ("stream_name", "app_name", "partition_id"))
        for row in FACTS["known"]}  # fmt: skip
URL = "http://dis.example.test"


class Proxied:
    """The service behind a proxy; `written` holds what every request names that may change it."""

    def __init__(self, service: DisService) -> None:
        self.service = service
        self.written: list[tuple[str, str, str]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answers what a proxy is asked, as the host in it."""
        if scope["type"] != "http":
            await self.service(scope, receive, send)
            return
        path = f"/{scope['raw_path'].decode().split('/', 3)[-1]}"
        body = bytearray()

        async def heard() -> Any:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        await self.service({**scope, "raw_path": path.encode(), "path": path}, heard, send)
        if scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            query = {n: v[0] for n, v in parse_qs(scope["query_string"].decode()).items()}
            said = query if "stream_name" in query else json.loads(bytes(body))
            assert path == f"/v2/{PROJECT}/checkpoints"
            self.written.append(
                (said["stream_name"], said["app_name"], _shard(said["partition_id"]))
            )


def _shard(partition: str) -> str:
    return f"shardId-{int(partition):010}" if partition.isdigit() else partition


def guard(folder: Path, proxy: str, token: str, *options: str) -> subprocess.CompletedProcess[str]:
    """A run in a project of its own, whose scratch files are in that folder too."""
    for name in ("project", "scratch"):
        (folder / name).mkdir()
    settings, facts = folder / "project" / "pyproject.toml", folder / "there.toml"
    spec = ROOT / "spec" / "dis-checkpoints.yaml"
    settings.write_text(f"[tool.clausebook]\nspec = '{spec}'\n", "utf-8")
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    stated = text.partition("[tool.clausebook.facts]")[2].partition("[tool.pytest")[0]
    facts.write_text(stated.replace("tool.clausebook.facts.", ""), "utf-8")
    command = [sys.executable, "-m", "clausebook", "guard", "--project", str(folder / "project")]
    command += ["--only", "provider", "--url", URL, "--proxy", proxy, "--facts", str(facts)]
    command += ["--header-env", "X-Auth-Token=THERE", "--rate", "10000", "--max-examples", "3"]
    command += ["--format", "json", "--output", str(folder / "report.json")]
    environment = {**os.environ, "THERE": token, "TMPDIR": str(folder / "scratch")}
    return subprocess.run(
        [*command, *options], env=environment, capture_output=True, text=True, check=False
    )


def kept(folder: Path) -> list[str]:
    clauses = json.loads((folder / "report.json").read_text("utf-8"))["clauses"]
    return [clause["key"] for clause in clauses if clause["verdict"] == "kept"]


def test_the_service_is_as_it_was_and_only_known_rows_were_written_to(tmp_path: Path) -> None:
    proxied = Proxied(application())
    before, token = proxied.service.state.checkpoints(), proxied.service.token
    with running(proxied) as proxy:
        done = guard(tmp_path, proxy, token, "--allow-writes")

    assert done.returncode == 0, done.stdout + done.stderr
    assert proxied.service.state.checkpoints() == before
    assert len(before) == 2 * len(STREAMS) * len(APPS) * PARTITIONS
    assert set(proxied.written) == ROWS
    assert not list(tmp_path.rglob("*.jsonl"))
    assert "DELETE /v2/{}/checkpoints effect" in kept(tmp_path)
    assert "DELETE /v2/{}/checkpoints response 204 no content" in kept(tmp_path)
    texts = [path.read_text("latin-1") for path in tmp_path.rglob("*") if path.is_file()]
    for text in (done.stdout, done.stderr, *texts):
        assert token[:12] not in text
        assert token[-12:] not in text


def test_without_leave_the_reads_alone_are_judged(tmp_path: Path) -> None:
    proxied = Proxied(application())
    with running(proxied) as proxy:
        done = guard(tmp_path, proxy, proxied.service.token)

    assert done.returncode == 0, done.stdout + done.stderr
    assert proxied.written == []
    assert any(key.startswith("GET ") for key in kept(tmp_path))
    assert not any(key.startswith(("DELETE ", "POST ")) for key in kept(tmp_path))
