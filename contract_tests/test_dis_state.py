"""The reference service's state over restarts, concurrent servers and a kill -9.

It runs real processes on loopback. A writer commits rising numbers to its own checkpoint, so that
the last acknowledged number can be verified.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from clausebook.errors import CannotRun
from reference_service.caller import KEYS, TARGET
from reference_service.process import Served, served
from reference_service.state import (
    APPS,
    FOREIGN_PROJECT,
    PARTITIONS,
    PROJECT,
    STREAMS,
    Checkpoint,
    State,
)

WRITERS = 50
ROWS = 2 * len(STREAMS) * len(APPS) * PARTITIONS
OWNED = [(project, *key) for project in (PROJECT, FOREIGN_PROJECT) for key in KEYS][:WRITERS]
Key = tuple[str, str, str, int]


def send(connection: HTTPConnection, server: Served, method: str, key: Key, number: int = 0) -> int:
    """The status of one request about a checkpoint, sent with the token of its project."""
    project, stream, app, partition = key
    named = {**TARGET, "stream_name": stream, "app_name": app, "partition_id": str(partition)}
    path = f"/v2/{project}/checkpoints"
    token = server.token if project == PROJECT else server.foreign_token
    headers = {"X-Auth-Token": token, "Content-Type": "application/json"}
    body = json.dumps({**named, "sequence_number": str(number)}) if method == "POST" else None
    target = path if body else f"{path}?{urlencode(named)}"
    connection.request(method, target, body, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def connected(server: Served) -> closing[HTTPConnection]:
    """A connection to a server, closed at the end."""
    address = urlsplit(server.url)
    return closing(HTTPConnection(str(address.hostname), address.port, timeout=60))


def rows(database: Path) -> dict[Key, int]:
    """The sequence numbers in the database, once SQLite has found nothing corrupt in it."""
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        found = connection.execute(
            "SELECT project, stream, app, partition, sequence_number FROM checkpoints"
        )
        return {row[:4]: int(row[4]) for row in found}


@dataclass
class Writer:
    """Writes 1, 2, 3 ... to its checkpoint; `acknowledged` is the last that was answered 201."""

    key: Key
    acknowledged: int = 0
    statuses: set[int] = field(default_factory=set)

    def write(self, servers: Sequence[Served], times: int, told: threading.Semaphore) -> None:
        """Writes so often, in turn to each server, or until no server answers any more."""
        with ExitStack() as stack:
            lines = [(stack.enter_context(connected(server)), server) for server in servers]
            for number in range(1, times + 1):
                line, server = lines[number % len(lines)]
                try:
                    self.statuses.add(send(line, server, "POST", self.key, number))
                except (OSError, HTTPException):
                    return
                self.acknowledged = number
                told.release()


def test_the_state_is_kept_over_a_restart(tmp_path: Path) -> None:
    """What was deleted stays deleted: the data to start with is not laid down again."""
    database = tmp_path / "state.db"
    with served(database) as first, connected(first) as line:
        assert send(line, first, "DELETE", OWNED[0]) == 204
        assert send(line, first, "POST", OWNED[1], 4711) == 201
    with served(database) as second, connected(second) as line:
        gone = send(line, second, "GET", OWNED[0])

    assert gone == 400
    assert (len(rows(database)), rows(database)[OWNED[1]]) == (ROWS - 1, 4711)


def test_threads_of_one_process_share_the_state() -> None:
    state = State()

    def write(key: Key) -> None:
        for number in range(20):
            state.commit(Checkpoint(*key, str(number)))
            assert state.find(*key) == Checkpoint(*key, str(number))

    with ThreadPoolExecutor(len(OWNED)) as pool:
        for written in [pool.submit(write, key) for key in OWNED]:
            written.result()
    kept = {row[:4]: row.sequence_number for row in state.checkpoints()}

    assert {kept[key] for key in OWNED} == {"19"}
    assert len(kept) == ROWS


def test_without_a_database_nothing_is_kept() -> None:
    with served() as first, connected(first) as line:
        assert send(line, first, "DELETE", OWNED[0]) == 204
    with served() as second, connected(second) as line:
        assert send(line, second, "GET", OWNED[0]) == 200


def test_servers_that_start_at_once_on_one_new_file_share_it(tmp_path: Path) -> None:
    """What one deletes is gone for the other, whose token is good here too."""
    database = tmp_path / "state.db"
    with ExitStack() as stack, ThreadPoolExecutor(4) as pool:
        servers = list(pool.map(lambda _: stack.enter_context(served(database)), range(4)))
        with connected(servers[0]) as line:
            deleted = send(line, servers[3], "DELETE", OWNED[0])
        with connected(servers[2]) as line:
            shown = send(line, servers[1], "GET", OWNED[0])

    assert (deleted, shown) == (204, 400)
    assert len(rows(database)) == ROWS - 1


def test_a_server_that_starts_while_another_lays_down_its_data_waits(tmp_path: Path) -> None:
    database = tmp_path / "state.db"
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(1) as pool:
            starting = pool.submit(State, database)
            with pytest.raises(TimeoutError):
                starting.result(timeout=0.2)
            other.execute("COMMIT")
            starting.result().close()


def test_fifty_writers_at_once_on_two_servers_lose_nothing(tmp_path: Path) -> None:
    database, writers = tmp_path / "state.db", [Writer(key) for key in OWNED]
    told = threading.Semaphore(0)
    with served(database) as first, served(database) as second, ThreadPoolExecutor(WRITERS) as pool:
        for writing in [pool.submit(w.write, (first, second), 6, told) for w in writers]:
            writing.result()
    kept = rows(database)

    assert {status for writer in writers for status in writer.statuses} == {201}
    assert [kept[writer.key] for writer in writers] == [6] * WRITERS
    assert len(kept) == ROWS


def test_a_killed_server_has_lost_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    """Kill -9 while fifty write: what is kept was acknowledged last, or was under way."""
    database, writers = tmp_path / "state.db", [Writer(key) for key in OWNED]
    told = threading.Semaphore(0)
    with served(database) as server, ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(writer.write, (server,), 100_000, told) for writer in writers]
        for _ in range(4 * WRITERS):
            assert told.acquire(timeout=60)
        server.process.kill()
        for done in writing:
            done.result()
    before = {key: number for key, number in rows(database).items() if key in OWNED}
    with served(database) as again, connected(again) as line:
        shown = {send(line, again, "GET", key) for key in OWNED}

    assert shown == {200}
    assert sum(writer.acknowledged for writer in writers) >= 4 * WRITERS
    for writer in writers:
        if writer.acknowledged:
            assert before[writer.key] in (writer.acknowledged, writer.acknowledged + 1)


@pytest.mark.parametrize("kind", ["folder", "missing folder", "another file"])
def test_a_file_that_cannot_be_used_is_named_with_the_cure(tmp_path: Path, kind: str) -> None:
    path = {"folder": tmp_path, "missing folder": tmp_path / "none" / "state.db"}.get(kind)
    if path is None:
        path = tmp_path / "text"
        path.write_text("no database " * 100, "utf-8")
        content = path.read_bytes()

    with pytest.raises(CannotRun, match=r"cannot use the database '.*'.*name a file"):
        State(path)

    assert kind != "another file" or path.read_bytes() == content


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    """It holds secret keys, as no HMAC can be checked without."""
    State(tmp_path / "state.db").close()

    assert (tmp_path / "state.db").stat().st_mode & 0o777 == 0o600
