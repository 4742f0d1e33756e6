"""Runs a check of a client sync and async."""

from __future__ import annotations

from collections.abc import Callable

from clausebook.codegen.client_driver import ClientDriver

STYLES = {"sync": False, "async": True}


def run_sync_and_async(check: Callable[..., None], driver: ClientDriver) -> None:
    """Run a check of the client sync, then async."""
    for asynchronous in STYLES.values():
        check(driver, asynchronous=asynchronous)
