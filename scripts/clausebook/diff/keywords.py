"""Compares schemas by the keywords without subschemas; each keyword's entry compares its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.schema.keywords import KEYWORDS
from clausebook.schema.keywords.comparing import KeywordDifference
from clausebook.values.distinguishing import of_patterns


def keyword_differences(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[KeywordDifference]:
    """The differences of all keywords without subschemas, in the order of a canonical schema."""
    for name, keyword in KEYWORDS.items():
        if keyword.compared is not None and (name in old or name in new):
            yield from keyword.compared(old, new, of_patterns)
