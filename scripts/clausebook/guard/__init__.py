"""One run of everything that CI needs: stages judged, one verdict for each clause."""

from clausebook.guard.config import GuardConfig
from clausebook.guard.run import guard, stages_for

__all__ = ["GuardConfig", "guard", "stages_for"]
