#!/usr/bin/env python3
"""Check document, client and service against the contract: `clausebook guard` in `.venv`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from environment import ROOT, run_in_environment


def main(argv: Sequence[str] | None = None) -> int:
    options = sys.argv[1:] if argv is None else argv
    command = ["-m", "clausebook", "guard", "--project", str(ROOT), *options]
    return run_in_environment("guard", command, ROOT / ".venv")


if __name__ == "__main__":
    sys.exit(main())
