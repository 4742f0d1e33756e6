"""Which processes of a session still run, as /proc shows them."""

from __future__ import annotations

from pathlib import Path


def of_session(leader: int) -> list[str]:
    """The command lines of the running processes of a session."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            line = (stat.parent / "cmdline").read_text()
        except OSError:  # it has ended meanwhile
            continue
        if int(fields[3]) == leader and line:
            found.append(line.replace("\0", " "))
    return found
