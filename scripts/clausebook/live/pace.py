"""The rate limit and the request budget of a run."""

from __future__ import annotations

import time
from collections.abc import Callable

from clausebook.live.stopping import Stopped

# Vendors publish limits of about ten requests a second for each user and operation. A run spreads
# its requests over operations, but shares the user's limit.
FAR_RATE = 10.0
FAR_BUDGET = 2_000


class Pace:
    """Allows `rate` requests a second and `budget` requests in total; None is no limit."""

    def __init__(
        self,
        rate: float | None,
        budget: int | None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = 1 / rate if rate else 0.0
        self._budget = budget
        self._clock = clock
        self._sleep = sleep
        self._sent = 0
        self._next = clock()

    @property
    def is_set(self) -> bool:
        """Whether there is any limit."""
        return bool(self._gap) or self._budget is not None

    def take(self, *, cleanup: bool = False) -> None:
        """Wait until a request may be sent. Cleanup (`cleanup`) is exempt from the budget.

        Raises Stopped if the budget is spent.
        """
        if not cleanup and self._budget is not None and self._sent >= self._budget:
            raise Stopped(
                f"the budget of {self._budget} requests is spent; give a larger --budget, or judge "
                "less (--only, --max-examples)",
                silent=False,
            )
        now = self._clock()
        if now < self._next:
            self._sleep(self._next - now)
        self._next = max(now, self._next) + self._gap
        self._sent += 1
