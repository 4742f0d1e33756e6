"""The drift stage: is what stands in `generated/` what the document generates today?"""

from __future__ import annotations

import time
from pathlib import Path

from clausebook.guard.verdicts import StageTally
from clausebook.openapi import Document
from clausebook.report.finding import Finding


def check_drift(document: Document, folder: Path) -> StageTally:
    """What differs, and the operations that the generator loses.

    Raises:
        CannotRun: nothing can be generated from the document, or the folder cannot be read.
    """
    # Here, since the generator takes a quarter of a second to import and not every run needs it.
    from clausebook.codegen import GenerationError, drift
    from clausebook.guard.generated_files import generated_files

    start = time.monotonic()
    try:
        findings = drift(generated_files(document), folder)
    except GenerationError as error:
        if not error.lost:
            raise
        findings = [
            Finding(
                clause=lost.label,
                stage="drift",
                message=f"the generated client would lack it: {lost.reason}",
                reproduce="clausebook generate --check",
            )
            for lost in error.lost
        ]
    seconds = time.monotonic() - start
    return StageTally(checks=1, cases=1, seconds=seconds, findings=findings)
