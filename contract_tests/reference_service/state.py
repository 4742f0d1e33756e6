"""The state of the reference service in SQLite: projects, streams, apps, checkpoints, credentials.

All threads and event loops of a process share one connection and a lock; other processes wait
inside SQLite.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from clausebook.errors import CannotRun

REGION = "cn-north-4"
DOMAIN = "example"
PROJECT = "e9993fc787d94b6c886cbaa340f9c0f4"
FOREIGN_PROJECT = "0123456789abcdef0123456789abcdef"
PARTITIONS = 3
SHORTEST_APP = "a"
LONGEST_APP = "an-app-name-of-fifty-characters-the-longest-there-"
STREAMS = ("orders", "returns")
APPS = ("billing", "billing-2", "audit", SHORTEST_APP, LONGEST_APP)
WAIT_SECONDS = 30
STARTERS = 100

SCHEMA = """
CREATE TABLE IF NOT EXISTS projects (
    id TEXT PRIMARY KEY, domain TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (domain, name)
);
CREATE TABLE IF NOT EXISTS streams (
    project TEXT REFERENCES projects, name TEXT, partitions INTEGER NOT NULL,
    PRIMARY KEY (project, name)
);
CREATE TABLE IF NOT EXISTS apps (
    project TEXT REFERENCES projects, name TEXT, PRIMARY KEY (project, name)
);
CREATE TABLE IF NOT EXISTS checkpoints (
    project TEXT, stream TEXT, app TEXT, partition INTEGER, sequence_number TEXT NOT NULL,
    metadata TEXT, PRIMARY KEY (project, stream, app, partition),
    FOREIGN KEY (project, stream) REFERENCES streams, FOREIGN KEY (project, app) REFERENCES apps
);
CREATE TABLE IF NOT EXISTS tokens (
    hash TEXT PRIMARY KEY, project TEXT NOT NULL REFERENCES projects, expires REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS keys (
    access TEXT PRIMARY KEY, secret TEXT NOT NULL, security_token_hash TEXT,
    project TEXT NOT NULL REFERENCES projects, expires REAL NOT NULL
);
"""


class Checkpoint(NamedTuple):
    """A row of the table `checkpoints`."""

    project: str
    stream: str
    app: str
    partition: int
    sequence_number: str
    metadata: str | None = None


class Token(NamedTuple):
    """A token's hash, never the token itself. `expires` is in seconds since the epoch."""

    hash: str
    project: str
    expires: float


class Key(NamedTuple):
    """An access key. The secret is stored in plain text, which an HMAC needs."""

    access: str
    secret: str
    security_token_hash: str | None
    project: str
    expires: float


class State:
    """The tables in `database`, by default in memory.

    Raises:
        CannotRun: the file can't be opened, written to, or is no database of this service.
    """

    def __init__(self, database: Path | None = None) -> None:
        self._lock = threading.RLock()
        try:
            if database is not None:
                database.touch(mode=0o600)  # it holds secret keys
            self._connection = sqlite3.connect(
                ":memory:" if database is None else database,
                timeout=WAIT_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
            self.close = weakref.finalize(self, self._connection.close)
            self._prepare()
        except (OSError, sqlite3.Error) as error:
            raise CannotRun(
                f"cannot use the database {str(database)!r}: {error}; name a file that can be"
                " written, or one made by this service"
            ) from error

    def _prepare(self) -> None:
        self._write_ahead()
        for pragma in ("synchronous=FULL", "foreign_keys=ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        with self._transaction() as connection:
            for statement in SCHEMA.split(";")[:-1]:
                connection.execute(statement)
            # Only an empty database: a restart must not restore deleted rows.
            if not connection.execute("SELECT 1 FROM projects").fetchall():
                _seed(connection)

    def _write_ahead(self) -> None:
        """Switch to WAL, so that readers do not wait for writers. SQLite does not retry this."""
        for _ in range(STARTERS):
            with suppress(sqlite3.OperationalError):
                self._connection.execute("PRAGMA journal_mode=WAL").fetchall()
                return
            self._connection.execute("BEGIN IMMEDIATE")  # waits for other processes
            self._connection.execute("ROLLBACK")
        raise sqlite3.OperationalError(f"{STARTERS} other processes held the lock")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def partitions(self, project: str, stream: str) -> int:
        """The number of partitions of a stream; 0 if it does not exist."""
        rows = self._rows(
            "SELECT partitions FROM streams WHERE project = ? AND name = ?", project, stream
        )
        return int(str(rows[0][0])) if rows else 0

    def has_app(self, project: str, app: str) -> bool:
        """Whether the project has this app."""
        return bool(self._rows("SELECT 1 FROM apps WHERE project = ? AND name = ?", project, app))

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """Every checkpoint of every project, in the order of their keys."""
        rows = self._rows("SELECT * FROM checkpoints ORDER BY project, stream, app, partition")
        return tuple(Checkpoint(*row) for row in rows)  # type: ignore[arg-type]  # rows are untyped

    def find(self, project: str, stream: str, app: str, partition: int) -> Checkpoint | None:
        """The checkpoint of this key."""
        rows = self._rows(
            "SELECT * FROM checkpoints WHERE project = ? AND stream = ? AND app = ?"
            " AND partition = ?",
            project,
            stream,
            app,
            partition,
        )
        return Checkpoint(*rows[0]) if rows else None  # type: ignore[arg-type]  # rows are untyped

    def commit(self, checkpoint: Checkpoint) -> None:
        """Store a checkpoint, replacing one of the same key."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?, ?, ?)", checkpoint
            )

    def delete(self, project: str, stream: str, app: str, partition: int | None) -> int:
        """Delete one checkpoint, or those of all partitions; returns the number."""
        with self._transaction() as connection:
            return connection.execute(
                "DELETE FROM checkpoints WHERE project = ? AND stream = ? AND app = ?"
                " AND partition = ifnull(?, partition)",
                (project, stream, app, partition),
            ).rowcount

    def restore(self, checkpoints: tuple[Checkpoint, ...]) -> None:
        """Replace all checkpoints, for tests that start from a known state."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM checkpoints")
            connection.executemany("INSERT INTO checkpoints VALUES (?, ?, ?, ?, ?, ?)", checkpoints)

    def add_token(self, token: Token) -> None:
        """Store a token."""
        with self._transaction() as connection:
            connection.execute("INSERT INTO tokens VALUES (?, ?, ?)", token)

    def token(self, digest: str) -> Token | None:
        """The token of this hash, expired or not."""
        rows = self._rows("SELECT * FROM tokens WHERE hash = ?", digest)
        return Token(*rows[0]) if rows else None  # type: ignore[arg-type]  # rows are untyped

    def add_key(self, key: Key) -> None:
        """Store an access key."""
        with self._transaction() as connection:
            connection.execute("INSERT INTO keys VALUES (?, ?, ?, ?, ?)", key)

    def key(self, access: str) -> Key | None:
        """The access key of this id, expired or not."""
        rows = self._rows("SELECT * FROM keys WHERE access = ?", access)
        return Key(*rows[0]) if rows else None  # type: ignore[arg-type]  # rows are untyped

    def forget_expired(self, now: float) -> None:
        """Delete expired tokens and keys."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM tokens WHERE expires < ?", (now,))
            connection.execute("DELETE FROM keys WHERE expires < ?", (now,))

    def domain_of(self, project: str) -> str:
        """The account a project belongs to."""
        return str(self._rows("SELECT domain FROM projects WHERE id = ?", project)[0][0])

    def projects(self, domain: str, name: str | None) -> list[tuple[str, str]]:
        """Id and name of an account's projects, all of them or the one of a name."""
        rows = self._rows(
            "SELECT id, name FROM projects WHERE domain = ? AND name = ifnull(?, name) ORDER BY id",
            domain,
            name,
        )
        return [(str(identifier), str(name)) for identifier, name in rows]


def _seed(connection: sqlite3.Connection) -> None:
    """Insert the initial data. Both projects have the same names and differ only by id."""
    for domain, project in ((DOMAIN, PROJECT), ("stranger", FOREIGN_PROJECT)):
        connection.execute("INSERT INTO projects VALUES (?, ?, ?)", (project, domain, REGION))
        connection.executemany(
            "INSERT INTO streams VALUES (?, ?, ?)", [(project, s, PARTITIONS) for s in STREAMS]
        )
        connection.executemany("INSERT INTO apps VALUES (?, ?)", [(project, app) for app in APPS])
        keys = [(s, app, p) for s in STREAMS for app in APPS for p in range(PARTITIONS)]
        connection.executemany(
            "INSERT INTO checkpoints VALUES (?, ?, ?, ?, ?, NULL)",
            [(project, *key, str(100 + number)) for number, key in enumerate(keys)],
        )
