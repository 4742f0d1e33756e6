"""One exchange against the document: every clause that it breaks, named.

Judges what was on the wire; sends nothing, and knows nothing of what a deployment holds.
"""

from clausebook.judge.judge import Judge
from clausebook.judge.violation import Violation

__all__ = ["Judge", "Violation"]
