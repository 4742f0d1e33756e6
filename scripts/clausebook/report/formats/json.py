"""JSON for programs: the whole run, which `report.schema.json` describes."""

from __future__ import annotations

import json

from clausebook.report.run import Run


def render(run: Run) -> str:
    """Renders the run as one JSON object."""
    return json.dumps(run.as_data(), indent=2, ensure_ascii=False) + "\n"
