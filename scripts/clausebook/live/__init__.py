"""A run against a deployment beyond loopback: what may be sent there, how fast, what is put back.

Works on requests as they go out, whichever check they are of. A write goes out only if it names
what stands in one row of `known`; what it names is read first, journalled on disk, and put back.
"""

from clausebook.live.journal import Journal
from clausebook.live.pace import FAR_BUDGET, FAR_RATE, Pace
from clausebook.live.permission import Permission
from clausebook.live.stopping import Stopped
from clausebook.live.transport import LiveTransport, PacedTransport

__all__ = [
    "FAR_BUDGET",
    "FAR_RATE",
    "Journal",
    "LiveTransport",
    "Pace",
    "PacedTransport",
    "Permission",
    "Stopped",
]
