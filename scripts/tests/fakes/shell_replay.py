"""Runs a curl command in a shell with a stub for curl, to see its arguments and input."""

from __future__ import annotations

import subprocess

# The stub prints each argument followed by NUL, then standard input.
STUB = "curl() { printf '%s\\0' \"$@\"; printf 'piped:'; cat; }; "


def run(line: str, **variables: str) -> tuple[list[str], bytes]:
    """The arguments of curl, and its standard input."""
    shell = ["bash", "-c", STUB + line]
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", **variables}
    done = subprocess.run(
        shell, stdin=subprocess.DEVNULL, capture_output=True, check=True, env=environment
    )
    assert done.stderr == b""
    words, _, piped = done.stdout.rpartition(b"\0piped:")
    return words.decode("utf-8", "surrogateescape").split("\0"), piped


def after(words: list[str], option: str) -> list[str]:
    """The argument after each occurrence of an option."""
    return [words[index + 1] for index, word in enumerate(words) if word == option]
