"""The `clausebook` command: reads options, calls the other rooms and prints their results."""

from __future__ import annotations

from clausebook.cli.command import INTERRUPTED, main

__all__ = ["INTERRUPTED", "main"]
