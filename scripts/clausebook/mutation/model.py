"""What becomes of an edit of one clause: a mutant with its witness, equivalent, or unproven."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from clausebook.clauses import ClauseKey
from clausebook.http.exchange import Response
from clausebook.openapi import Document, Operation
from clausebook.resources.draft import Draft


@dataclass(frozen=True)
class Mutant:
    """A document with one clause edited, and a witness: `request` or `response`.

    `mutation` describes the edit. `edited` is the mutated document; it holds this operation alone.
    `weaker` is true if it allows what the original forbids, false if it forbids what the original
    allows. `effect` is "nothing" or "everything" for a mutant with another effect, which no
    document can express. `presented_schemes` are the security schemes whose credentials the witness
    carries; None if the clause is not about security.
    """

    clause: str
    mutation: str
    operation: Operation
    edited: Document
    weaker: bool
    status: str | None = None
    request: Draft | None = None
    response: Response | None = None
    effect: str = ""
    presented_schemes: tuple[str, ...] | None = None

    @property
    def key_parts(self) -> ClauseKey:
        """The key of the mutated clause as a value."""
        return ClauseKey.parse(self.clause)

    @property
    def witness(self) -> str:
        """The exchange that distinguishes document and mutant, as one line for reports."""
        if self.request is not None:
            sent = self.request.request({})
            body = f" {sent.body[:80].decode('utf-8', 'replace')}" if sent.body else ""
            shown = f"{sent.method} {sent.target[:200]}{body}"
            if self.presented_schemes is None:
                return shown
            return f"{shown} with {' and '.join(self.presented_schemes) or 'no credential'}"
        assert self.response is not None
        headers = "; ".join(f"{name}: {value}" for name, value in self.response.headers)
        body = self.response.body[:80].decode("utf-8", "replace")
        return " ".join(part for part in (str(self.response.status), headers, body) if part)


class Argument(Enum):
    """The kind of argument that proves a mutant equivalent."""

    CANONICAL_FORM = "equal canonical form"
    FINITE_DOMAIN = "every value compared"
    LENGTHS = "no text of such a length"
    IMPLIED = "implied by another clause"
    TEXT = "every value there is text"
    SIGNATURE = "required by the signature"
    ONE_STYLE = "only one style applies"


@dataclass(frozen=True)
class EquivalenceProof:
    """Why no exchange distinguishes document and mutant: the kind of argument, and its detail.

    Raises TypeError if either is missing.
    """

    argument: Argument
    detail: str

    def __post_init__(self) -> None:
        if not isinstance(self.argument, Argument) or not self.detail:
            raise TypeError("a proof of equivalence needs an argument and its detail")

    def __str__(self) -> str:
        return f"{self.argument.value}: {self.detail}"


@dataclass(frozen=True)
class Equivalent:
    """An edit that provably changes no judgement. Raises TypeError without a proof."""

    clause: str
    mutation: str
    proof: EquivalenceProof

    def __post_init__(self) -> None:
        if not isinstance(self.proof, EquivalenceProof):
            raise TypeError("an edit without a proof is unproven, never equivalent")


@dataclass(frozen=True)
class Unproven:
    """An edit with neither a witness nor a proof of equivalence."""

    clause: str
    mutation: str
    reason: str


EditOutcome = Mutant | Equivalent | Unproven
