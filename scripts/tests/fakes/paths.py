"""Where the repository and the documents of the tests are."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DOCUMENTS = Path(__file__).resolve().parents[1] / "documents"
