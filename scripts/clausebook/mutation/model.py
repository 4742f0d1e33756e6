"""A break: one clause made different, and an exchange that shows the difference."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from clausebook.clauses import ClauseKey
from clausebook.http.exchange import Response
from clausebook.openapi import Document, Operation
from clausebook.resources.draft import Draft


@dataclass(frozen=True)
class Mutant:
    """One edit of one clause.

    `weaker` says that the edited document allows what the true one forbids; else it forbids what
    the true one allows. The witness is `request` or `response`. `edited` holds the operation alone.
    `effect` says what becomes of the promised effect, which no document can be edited to say:
    "nothing" or "everything". `presented` names the security schemes whose credentials go with the
    request, where the break is about them.
    """

    clause: str
    what: str
    operation: Operation
    edited: Document
    weaker: bool
    status: str | None = None
    request: Draft | None = None
    response: Response | None = None
    effect: str = ""
    presented: tuple[str, ...] | None = None

    @property
    def key_parts(self) -> ClauseKey:
        """The key of the mutated clause as a value."""
        return ClauseKey.parse(self.clause)

    @property
    def witness(self) -> str:
        """The exchange on which true and edited document differ, for people."""
        if self.request is not None:
            sent = self.request.request({})
            body = f" {sent.body[:80].decode('utf-8', 'replace')}" if sent.body else ""
            shown = f"{sent.method} {sent.target[:200]}{body}"
            if self.presented is None:
                return shown
            return f"{shown} with {' and '.join(self.presented) or 'no credential'}"
        assert self.response is not None
        headers = "; ".join(f"{name}: {value}" for name, value in self.response.headers)
        body = self.response.body[:80].decode("utf-8", "replace")
        return " ".join(part for part in (str(self.response.status), headers, body) if part)


class Argument(Enum):
    """By what an edit is proven to change nothing."""

    CANONICAL_FORM = "equal canonical form"
    FINITE_DOMAIN = "every value compared"
    LENGTHS = "no text of such a length"
    IMPLIED = "implied by another clause"
    TEXT = "everything is text there"
    SIGNATURE = "the signature demands it"
    ONE_STYLE = "one style alone"


@dataclass(frozen=True)
class EquivalenceProof:
    """Why no exchange tells two documents apart: the kind of argument, and what it rests on.

    Raises TypeError without either.
    """

    argument: Argument
    detail: str

    def __post_init__(self) -> None:
        if not isinstance(self.argument, Argument) or not self.detail:
            raise TypeError("a proof of equivalence needs an argument and what it rests on")

    def __str__(self) -> str:
        return f"{self.argument.value}: {self.detail}"


@dataclass(frozen=True)
class Equivalent:
    """An edit that is proven to change nothing. Raises TypeError without a proof."""

    clause: str
    what: str
    proof: EquivalenceProof

    def __post_init__(self) -> None:
        if not isinstance(self.proof, EquivalenceProof):
            raise TypeError("an edit without a proof is unproven, never equivalent")


@dataclass(frozen=True)
class Unproven:
    """An edit without a witness and without a proof: whether it changes anything is not known."""

    clause: str
    what: str
    reason: str


EditOutcome = Mutant | Equivalent | Unproven
