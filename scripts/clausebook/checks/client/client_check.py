"""One check of a client, and what the families of client checks work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from clausebook.codegen.client_driver import ClientDriver
from clausebook.judge import Judge
from clausebook.openapi import Document


@dataclass(frozen=True, slots=True)
class ClientCheck:
    """One check. `run` raises ContractBroken; `clauses` are the keys that it guards."""

    name: str
    clauses: tuple[str, ...]
    run: Callable[[ClientDriver], None]


@dataclass(frozen=True, slots=True)
class ClientPlan:
    """The document of the client checks, and its judge."""

    document: Document
    judge: Judge


@dataclass(frozen=True, slots=True)
class ClientCase:
    """A case of a family, to be run sync or async.

    Its name is `verb` and `name` ("sends", "an empty text"). `run` takes a ClientDriver and the
    keyword `asynchronous`. With `in_both_styles` one pytest test runs it sync and async.
    """

    verb: str
    name: str
    clauses: tuple[str, ...]
    run: Callable[..., None] = field(repr=False)
    in_both_styles: bool = False

    def check(self, label: str, *, asynchronous: bool) -> ClientCheck:
        """The sync or async check; `label` names the operation."""
        name = f"{label}: {self.verb} {self.name}"
        return ClientCheck(name, self.clauses, partial(self.run, asynchronous=asynchronous))
