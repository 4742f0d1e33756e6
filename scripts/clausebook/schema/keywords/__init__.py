"""The registry of JSON Schema keywords; each family of keywords has its own module.

A keyword is added by an entry in a family's `KEYWORDS`, or by a file with `KEYWORDS` of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules

from clausebook.schema.keywords.base import Keyword

__all__ = [
    "GROUPS",
    "KEYWORDS",
    "LISTS_OF_SCHEMAS",
    "MAPS_OF_SCHEMAS",
    "SAME_VALUE",
    "SINGLE_SCHEMAS",
    "TRANSPARENT",
    "TYPE_OF",
    "Keyword",
]


def _discovered() -> Iterator[Keyword]:
    for module in iter_modules(__path__, f"{__name__}."):
        yield from getattr(import_module(module.name), "KEYWORDS", ())


# By name, in the order in which a canonical schema has them.
KEYWORDS: Mapping[str, Keyword] = {
    keyword.name: keyword for keyword in sorted(_discovered(), key=lambda keyword: keyword.rank)
}
MAPS_OF_SCHEMAS = tuple(name for name, keyword in KEYWORDS.items() if keyword.holds == "map")
LISTS_OF_SCHEMAS = tuple(name for name, keyword in KEYWORDS.items() if keyword.holds == "list")
SINGLE_SCHEMAS = tuple(name for name, keyword in KEYWORDS.items() if keyword.holds == "one")
# Keywords with one subschema whose keywords make clauses of their own.
TRANSPARENT = tuple(name for name in SINGLE_SCHEMAS if not KEYWORDS[name].opaque)
SAME_VALUE = frozenset(name for name, keyword in KEYWORDS.items() if keyword.same_value)
TYPE_OF: Mapping[str, str] = {
    name: keyword.applies_to for name, keyword in KEYWORDS.items() if keyword.applies_to
}
# Group name -> the keywords in it, whose effect depends on one another.
GROUPS: Mapping[str, frozenset[str]] = {
    group: frozenset(name for name, keyword in KEYWORDS.items() if keyword.group == group)
    for group in sorted({keyword.group for keyword in KEYWORDS.values()} - {""})
}
