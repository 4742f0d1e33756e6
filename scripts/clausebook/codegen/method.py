"""Data of one method of the client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clausebook.codegen.provenance import Function
from clausebook.openapi import Operation


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a method: its name, annotation, and description for the docstring."""

    name: str
    annotation: str
    required: bool
    positional: bool
    description: str


@dataclass(frozen=True, slots=True)
class Call:
    """A method for one operation; `method` is its name in both client classes."""

    operation: Operation
    function: Function
    method: str
    arguments: tuple[Argument, ...]
    returned: str
    mapping: Mapping[str, str]
