"""How a process that this toolkit starts ends when the one that started it is gone.

A process that was killed cannot end its children, and one that waits for work would wait for ever.
"""

from __future__ import annotations

import os
import threading
import time

_WATCH_SECONDS = 0.1


def end_with(parent: int) -> None:
    """Ends this process soon after `parent`, which started it, is gone."""
    if os.name != "posix":  # there a process keeps the number of a parent that is gone
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="clausebook-parent", daemon=True).start()
