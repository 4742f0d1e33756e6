"""One run of everything that CI needs: stages judged, one verdict for each clause."""

from clausebook.guard.config import GuardConfig
from clausebook.guard.run import Interrupted, guard, stages_for

__all__ = ["GuardConfig", "Interrupted", "guard", "stages_for"]
