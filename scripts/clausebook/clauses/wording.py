"""What a schema keyword says, as a sentence about its subject; the keywords themselves know it."""

from __future__ import annotations

from typing import Any

from clausebook.schema.keywords import KEYWORDS


def keyword_sentence(subject: str, keyword: str, value: Any) -> str:
    """The statement that `keyword: value` makes about `subject`.

    Raises KeyError for a keyword without a wording: none may be told in its own spelling.
    """
    worded = KEYWORDS[keyword].sentence
    if worded is None:
        raise KeyError(keyword)
    sentence = worded(subject, value)
    return sentence[0].upper() + sentence[1:]


def part_of(subject: str, keyword: str, name: str = "") -> str:
    """What a schema below `keyword` speaks of: a part of `subject`, or it under a condition.

    `name` is the member, the pattern or the position that the schema stands under.
    """
    part = KEYWORDS[keyword].part
    return subject if part is None else part(subject, name)
