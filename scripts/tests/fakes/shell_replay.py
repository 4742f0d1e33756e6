"""What a line that repeats a request makes of itself in a shell; no test."""

from __future__ import annotations

import subprocess

# Stands in for curl: each argument with a NUL behind it, then whatever is piped in.
STUB = "curl() { printf '%s\\0' \"$@\"; printf 'piped:'; cat; }; "


def run(line: str, **variables: str) -> tuple[list[str], bytes]:
    """The arguments of curl, and what it is fed."""
    shell = ["bash", "-c", STUB + line]
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", **variables}
    done = subprocess.run(
        shell, stdin=subprocess.DEVNULL, capture_output=True, check=True, env=environment
    )
    assert done.stderr == b""
    words, _, piped = done.stdout.rpartition(b"\0piped:")
    return words.decode("utf-8", "surrogateescape").split("\0"), piped


def after(words: list[str], option: str) -> list[str]:
    """What follows an option, each time it is given."""
    return [words[index + 1] for index, word in enumerate(words) if word == option]
