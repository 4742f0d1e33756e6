"""Runs are repeatable: the same seed sends the same requests in the same order."""

from __future__ import annotations

from pathlib import Path

from fakes.guard_runs import guard
from fakes.notes_api import KEY, NOTES, Spoiled
from fakes.serving import running

VARYING = ("host", "date", "authorization", "x-schemathesis-testcaseid")


def _sent(folder: Path, seed: int) -> list[tuple[str, str, bytes, tuple[tuple[str, str], ...]]]:
    """The requests that a run of guard sends to a correct provider."""
    provider = Spoiled()
    with running(provider) as url:
        options = ("--only", "provider", "--spec", str(NOTES.path), "--seed", str(seed))
        done = guard(folder, *options, "--url", url, "--header-env", "X-Token=KEY", KEY=KEY)
    assert done.returncode == 0, done.stdout + done.stderr
    return [
        (
            asked.method,
            asked.target,
            asked.body,
            tuple(item for item in asked.headers if item[0].lower() not in VARYING),
        )
        for asked in provider.asked
    ]


def test_the_same_seed_sends_the_same_requests_in_the_same_order(tmp_path: Path) -> None:
    first = _sent(tmp_path, 5)

    assert len(first) > 100
    assert _sent(tmp_path, 5) == first
    assert _sent(tmp_path, 6) != first
