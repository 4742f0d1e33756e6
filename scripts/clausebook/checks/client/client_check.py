"""One check of a client, and what a family of such checks is made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from clausebook.codegen.client_driver import ClientDriver
from clausebook.judge import Judge
from clausebook.openapi import Document


@dataclass(frozen=True, slots=True)
class ClientCheck:
    """One check. `run` raises ContractBroken; `clauses` are the keys that it may find broken."""

    name: str
    clauses: tuple[str, ...]
    run: Callable[[ClientDriver], None]


@dataclass(frozen=True, slots=True)
class ClientPlan:
    """What the checks of a client are made from. `judge` is the document's."""

    document: Document
    judge: Judge


@dataclass(frozen=True, slots=True)
class ClientCase:
    """What a family asks of a client, in either style of calling it.

    `verb` says what the client does with `name`. `run` takes a ClientDriver, and by name whether
    the call is `asynchronous`. `in_both_styles` makes one pytest test of both.
    """

    verb: str
    name: str
    clauses: tuple[str, ...]
    run: Callable[..., None] = field(repr=False)
    in_both_styles: bool = False

    def check(self, label: str, *, asynchronous: bool) -> ClientCheck:
        """The check in one style; `label` names the operation."""
        name = f"{label}: {self.verb} {self.name}"
        return ClientCheck(name, self.clauses, partial(self.run, asynchronous=asynchronous))
