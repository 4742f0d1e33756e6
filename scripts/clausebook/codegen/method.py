"""One operation as the client's user calls it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clausebook.codegen.provenance import Function
from clausebook.openapi import Operation


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call: its name, its type as written, and its text in the docstring."""

    name: str
    annotation: str
    required: bool
    positional: bool
    told: str


@dataclass(frozen=True, slots=True)
class Call:
    """One operation as it is called: `method` is the name in both classes."""

    operation: Operation
    function: Function
    method: str
    arguments: tuple[Argument, ...]
    returned: str
    mapping: Mapping[str, str]
