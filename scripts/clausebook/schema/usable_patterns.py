"""Which patterns can be judged, and which are ECMA-262 without its `u` flag alone.

JSON Schema means patterns with `u` (JSON Schema Core 2020-12, 6.4). One that needs its absence,
such as a bracket that closes nothing, is no fault to refuse a document for, and is not judged.
"""

from __future__ import annotations

import re
from functools import lru_cache

import jsonschema_rs

_TOKEN = re.compile(
    r"(?P<class>\[\^?(?:\\.|[^\]\\])*\])|(?P<repeat>\{\d+(?:,\d*)?\})|(?P<escape>\\.)|(?P<lone>[\]{}])",
    re.DOTALL,
)
_MEANS_ITSELF = re.compile(r"\\([^\W\d_bBcdDfknpPrsStuvwWx]|[^\w\\^$.*+?()\[\]{}|/-])")


_FORMAT = jsonschema_rs.Draft7Validator({"format": "regex"}, validate_formats=True)


def is_usable(pattern: str) -> bool:
    """Whether the judge can read the pattern, and as the document means it."""
    return _compiles(pattern) and not needs_no_u(pattern)


@lru_cache(maxsize=4_096)
def needs_no_u(pattern: str) -> bool:
    """Whether only the absence of `u` makes it a pattern: a lone bracket, a needless escape."""
    if _FORMAT.is_valid(pattern):
        return False
    respelled = _TOKEN.sub(_respelled, pattern)
    return respelled != pattern and _FORMAT.is_valid(respelled) and _compiles(respelled)


def _compiles(pattern: str) -> bool:
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except (jsonschema_rs.ValidationError, ValueError):
        return False
    return True


def _respelled(token: re.Match[str]) -> str:
    if token["lone"]:
        return f"\\{token['lone']}"
    return token[0] if token["repeat"] else _MEANS_ITSELF.sub(r"\1", token[0])
