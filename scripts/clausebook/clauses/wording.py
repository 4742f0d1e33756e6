"""English sentences of schema keywords; each keyword's own entry words it."""

from __future__ import annotations

from typing import Any

from clausebook.schema.keywords import KEYWORDS


def keyword_sentence(subject: str, keyword: str, value: Any) -> str:
    """The sentence of the clause `keyword: value` about `subject`.

    Raises KeyError for a keyword without a sentence.
    """
    make_sentence = KEYWORDS[keyword].sentence
    if make_sentence is None:
        raise KeyError(keyword)
    sentence = make_sentence(subject, value)
    return sentence[0].upper() + sentence[1:]


def part_of(subject: str, keyword: str, name: str = "") -> str:
    """The subject of a subschema of `keyword`: a part of `subject`, or it under a condition.

    `name` is the member, the pattern or the position of the subschema.
    """
    part = KEYWORDS[keyword].part
    return subject if part is None else part(subject, name)
