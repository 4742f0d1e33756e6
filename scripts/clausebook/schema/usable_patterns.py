"""Which patterns can be judged: those of ECMA-262 with the flag `u` that the validator compiles.

JSON Schema means patterns with `u` (JSON Schema Core 2020-12, 6.4). One that needs its absence,
such as a bracket that closes nothing, or that is larger than the validator compiles, is no fault to
refuse a document for, and is not judged.
"""

from __future__ import annotations

import re
from functools import lru_cache

import jsonschema_rs

_TOKEN = re.compile(
    r"(?P<class>\[\^?(?:\\.|[^\]\\])*\])|(?P<repeat>\{\d+(?:,\d*)?\})|(?P<escape>\\.)|(?P<lone>[\]{}])",
    re.DOTALL,
)
# ECMA-262, 22.2.2.7: a full stop stands for no line terminator; regex crates know only one of four.
_ANY_CHARACTER = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\.", re.DOTALL)
_NO_LINE_END = r"[^\n\r\u2028\u2029]"
_MEANS_ITSELF = re.compile(r"\\([^\W\d_bBcdDfknpPrsStuvwWx]|[^\w\\^$.*+?()\[\]{}|/-])")


_FORMAT = jsonschema_rs.Draft7Validator({"format": "regex"}, validate_formats=True)


def is_judged(pattern: str) -> bool:
    """Whether the judge holds values against the pattern, as the document means it.

    An invalid pattern counts as judged: the validator then rejects its schema.
    """
    return not needs_no_u(pattern) and not is_beyond_validator(pattern)


def is_beyond_validator(pattern: str) -> bool:
    """Whether a valid pattern is one that the validator cannot compile, mostly for its size."""
    return is_valid_pattern(pattern) and not compiles(pattern)


def is_valid_pattern(pattern: str) -> bool:
    """Whether it is a pattern of ECMA-262 with the flag `u`."""
    return bool(_FORMAT.is_valid(pattern))


def for_validator(pattern: str) -> str:
    """The pattern as the validator must be given it to read it as ECMA-262 does."""
    return _ANY_CHARACTER.sub(lambda it: _NO_LINE_END if it[0] == "." else it[0], pattern)


@lru_cache(maxsize=4_096)
def needs_no_u(pattern: str) -> bool:
    """Whether only the absence of `u` makes it a pattern: a lone bracket, a needless escape."""
    if is_valid_pattern(pattern):
        return False
    respelled = _TOKEN.sub(_respelled, pattern)
    return respelled != pattern and is_valid_pattern(respelled) and compiles(respelled)


@lru_cache(maxsize=4_096)
def compiles(pattern: str) -> bool:
    """Whether the validator can compile the pattern."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": for_validator(pattern)})
    except (jsonschema_rs.ValidationError, ValueError):
        return False
    return True


def _respelled(token: re.Match[str]) -> str:
    if token["lone"]:
        return f"\\{token['lone']}"
    return token[0] if token["repeat"] else _MEANS_ITSELF.sub(r"\1", token[0])
