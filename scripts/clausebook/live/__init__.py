"""Runs against a deployment beyond loopback: permitted writes, pace, journal and restore.

It filters requests of all checks. A write is sent only if it names a resource of one row of
`known`; before that, the resource is read and journalled on disk, and at the end restored.
"""

from clausebook.live.harmless import HarmlessTransport
from clausebook.live.journal import Journal
from clausebook.live.pace import FAR_BUDGET, FAR_RATE, Pace
from clausebook.live.permission import Permission
from clausebook.live.stopping import Stopped
from clausebook.live.transport import LiveTransport, PacedTransport

__all__ = [
    "FAR_BUDGET",
    "FAR_RATE",
    "HarmlessTransport",
    "Journal",
    "LiveTransport",
    "Pace",
    "PacedTransport",
    "Permission",
    "Stopped",
]
