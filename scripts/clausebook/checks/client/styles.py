"""The two styles of calling a client: a call that waits, and one that is awaited."""

from __future__ import annotations

from collections.abc import Callable

from clausebook.codegen.client_driver import ClientDriver

STYLES = {"sync": False, "async": True}


def in_both_styles(check: Callable[..., None], consumer: ClientDriver) -> None:
    """Makes one check of the client in either style."""
    for asynchronous in STYLES.values():
        check(consumer, asynchronous=asynchronous)
