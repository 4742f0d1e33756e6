"""Wrong providers: the reference service with one defect each, which the checks must detect.

A defect wraps the service. Each row of `FAULTS` names the broken clause; the families are modules
beside this one.
"""

from __future__ import annotations

import time

from clausebook.http.exchange import Request, Response
from reference_service.service import DisService

from wrong_providers.defects import Fault
from wrong_providers.malformed_requests import METHOD_FAULTS, ROBUSTNESS
from wrong_providers.requests import ACCEPTS, REFUSES
from wrong_providers.responses import FRAMING, HEADERS, SHAPES
from wrong_providers.security import SECURITY
from wrong_providers.state import STATE

FAMILIES: dict[str, dict[str, Fault]] = {
    "success framing": FRAMING,
    "headers": HEADERS,
    "error shape": SHAPES,
    "accepts what it must refuse": ACCEPTS,
    "refuses what it must accept": REFUSES,
    "security": SECURITY,
    "robustness": ROBUSTNESS,
    "methods": METHOD_FAULTS,
    "state": STATE,
}
FAULTS: dict[str, Fault] = {name: f for family in FAMILIES.values() for name, f in family.items()}


class FaultyService(DisService):
    """The reference service with the defects named in `sabotage`, the first one outermost.

    `deletions`, `waiting`, `cache` and `buried` are state of some defects.
    """

    def __init__(self, *sabotage: str) -> None:
        super().__init__(None, time.time)
        self.sabotage = frozenset(sabotage)
        self.deletions = 0
        self.waiting: list[tuple[int, Request]] = []
        self.cache: dict[str, Response] = {}
        self.buried: set[str] = set()
        self._left = [FAULTS[name].defect for name in sabotage]

    def respond(self, request: Request) -> Response:
        """The response with all defects applied."""
        if not self._left:
            return super().respond(request)
        defect = self._left.pop(0)
        try:
            return defect(self, request)
        finally:
            self._left.insert(0, defect)

    def honest(self, request: Request) -> Response:
        """The response without the current defect, which calls this."""
        return self.respond(request)


def faulty(*names: str) -> FaultyService:
    """A reference service, in memory, with these defects of `FAULTS`."""
    return FaultyService(*names)
