"""Ways to make a keyword say less, more or something else.

Whether that changes what a document means is not known here: `mutation` looks for a witness.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mutation:
    """What is done, in words, and the function that makes the mutated schema."""

    what: str
    mutated: Callable[[Mapping[str, Any]], dict[str, Any]]


Mutations = Callable[[Any], Iterator[Mutation]]  # by the keyword's value


def with_value(keyword: str, value: Any, what: str) -> Mutation:
    """The keyword with another value."""
    return Mutation(what, lambda schema: {**schema, keyword: value})


def removed(keyword: str) -> Mutation:
    """The schema without the keyword."""
    return Mutation(
        f"{keyword} removed",
        lambda schema: {own: value for own, value in schema.items() if own != keyword},
    )


def one_more_or_less(keyword: str, *, least: float = 0) -> Mutations:
    """The limit moved by one to either side, as long as it is not below `least`."""

    def mutations(limit: Any) -> Iterator[Mutation]:
        for moved in (limit + 1, limit - 1):
            if moved >= least:
                yield with_value(keyword, moved, f"{keyword} {moved}")

    return mutations


def without_one_branch(keyword: str) -> Mutations:
    """A union with each of its branches removed, unless it has only one."""

    def mutations(branches: list[Any]) -> Iterator[Mutation]:
        for index in range(len(branches)) if len(branches) > 1 else ():
            rest = branches[:index] + branches[index + 1 :]
            yield with_value(keyword, rest, f"{keyword} without branch {index}")

    return mutations
