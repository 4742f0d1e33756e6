"""How fast and how much: requests in a second, and requests in all."""

from __future__ import annotations

import time
from collections.abc import Callable

from clausebook.live.stopping import Stopped

# Vendors publish limits of some ten requests a second for each user and operation; of a run's
# requests few are of one operation, but its author need not be the only user.
FAR_RATE = 10.0
FAR_BUDGET = 2_000


class Pace:
    """Keeps to `rate` requests in a second and `budget` in all; None is no limit."""

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
        """Whether there is any limit to keep to."""
        return bool(self._gap) or self._budget is not None

    def take(self, *, cleanup: bool = False) -> None:
        """Waits until the next request may go out. One that is `cleanup` is not held to the budget.

        Raises Stopped where the budget is spent.
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
