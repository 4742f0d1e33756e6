"""The model of a run, and its report formats for people, programs, test servers, code hosts."""

from clausebook.report.acceptance import UnacceptedOperation
from clausebook.report.comparison import FAIL_ON
from clausebook.report.formats import FORMATS, render
from clausebook.report.mutants import MutantVerdict, Proof, UnwitnessedEdit
from clausebook.report.run import FORMER_STAGES, STAGES, ClauseVerdict, Run, Stage, UnjudgedCheck
from clausebook.report.verdicts import BROKEN, ERROR, INCOMPLETE, KEPT, NOT_JUDGED, WAIVED

__all__ = [
    "BROKEN",
    "ERROR",
    "FAIL_ON",
    "FORMATS",
    "FORMER_STAGES",
    "INCOMPLETE",
    "KEPT",
    "NOT_JUDGED",
    "STAGES",
    "WAIVED",
    "ClauseVerdict",
    "MutantVerdict",
    "Proof",
    "Run",
    "Stage",
    "UnacceptedOperation",
    "UnjudgedCheck",
    "UnwitnessedEdit",
    "render",
]
