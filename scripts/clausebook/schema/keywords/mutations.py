"""Mutations of one keyword: weaker, stronger or different.

A mutation may be equivalent: `mutation` looks for a witness that tells the documents apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mutation:
    """A description of the change, and the function that applies it to a schema."""

    what: str
    mutated: Callable[[Mapping[str, Any]], dict[str, Any]]


Mutations = Callable[[Any], Iterator[Mutation]]  # given the keyword's value


def with_value(keyword: str, value: Any, what: str) -> Mutation:
    """The keyword with another value."""
    return Mutation(what, lambda schema: {**schema, keyword: value})


def removed(keyword: str) -> Mutation:
    """The schema without the keyword."""
    return Mutation(
        f"{keyword} removed",
        lambda schema: {name: value for name, value in schema.items() if name != keyword},
    )


def one_more_or_less(keyword: str, *, least: float = 0) -> Mutations:
    """The limit raised and lowered by one, but not below `least`."""

    def mutations(limit: Any) -> Iterator[Mutation]:
        for moved in (limit + 1, limit - 1):
            if moved >= least:
                yield with_value(keyword, moved, f"{keyword} {moved}")

    return mutations


def without_one_branch(keyword: str) -> Mutations:
    """Removes each branch of a union in turn, unless it has only one."""

    def mutations(branches: list[Any]) -> Iterator[Mutation]:
        for index in range(len(branches)) if len(branches) > 1 else ():
            rest = branches[:index] + branches[index + 1 :]
            yield with_value(keyword, rest, f"{keyword} without branch {index}")

    return mutations
