"""The languages of CONTRACT.md and the site: their words, and the clauses' sentences.

Translations of the document's own texts are in `translations`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from clausebook.clauses import Clause
from clausebook.clauses.wording import keyword_sentence
from clausebook.clauses.wording_zh import chinese, predicate_zh


@dataclass(frozen=True)
class Language:
    """One language: `words` by name, and functions for a clause and for one keyword."""

    code: str
    name: str
    words: Mapping[str, str]
    sentence: Callable[[Clause], str]
    limit: Callable[[str, Any], str]

    def advice(self, status: str) -> str:
        """What a caller should do about an error status.

        Empty if RFC 9110 and RFC 6585 do not say it.
        """
        return self.words.get(f"advice {status}", "")


def _english(clause: Clause) -> str:
    return clause.sentence


def _english_limit(keyword: str, value: Any) -> str:
    return keyword_sentence("", keyword, value).strip().removesuffix(".")


@cache
def language(code: str) -> Language:
    """The language `en` or `zh`; a word that it lacks is English. Raises KeyError for any other."""
    name, sentence, limit = {
        "en": ("English", _english, _english_limit),
        "zh": ("中文", chinese, predicate_zh),
    }[code]
    return Language(code, name, {**_words("en"), **_words(code)}, sentence, limit)


def _words(code: str) -> dict[str, str]:
    text = files("clausebook.docs").joinpath(f"words.{code}.yaml").read_text("utf-8")
    words: dict[str, str] = yaml.safe_load(text)
    return words


TRANSLATED = ("zh",)
