"""Near misses: texts that resemble an enum member, a match of a pattern, or a number.

These are proposals: the planner of probes keeps those that the judge confirms.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.schema.keywords.proposals import Proposal, Values

_OTHER_PUNCTUATION = str.maketrans(dict.fromkeys(string.punctuation, "_") | {"_": "-"})
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARABIC_DIGITS = str.maketrans({digit: chr(0x0660 + int(digit)) for digit in string.digits})


def enum_near_misses(
    limit: list[Any], schema: Mapping[str, Any], valid_value: Any, values: Values
) -> Iterator[Proposal]:
    """Near misses of each member of an `enum`."""
    for member in limit:
        yield Proposal(f"the member {member!r}", member, True)
    for member in limit:
        if isinstance(member, str):
            yield Proposal(f"{member!r} in other case", member.swapcase(), False)
            yield Proposal(f"a blank behind {member!r}", f"{member} ", False)
            yield Proposal(f"a blank before {member!r}", f" {member}", False)
            yield Proposal(f"a newline behind {member!r}", f"{member}\n", False)
            yield Proposal(f"the beginning of {member!r}", member[:-1], False)
            yield Proposal(f"more than {member!r}", f"{member}X", False)
            yield Proposal(f"something before {member!r}", f"X{member}", False)
            yield Proposal(f"{member!r} within more", f"X{member}", False)
            yield Proposal(f"{member!r} twice", f"{member},{member}", False)
            yield from _other_separators(member)
        elif isinstance(member, int | float) and not isinstance(member, bool):
            yield Proposal(f"one more than {member!r}", member + 1, False)
    if any(isinstance(member, str) for member in limit):
        yield Proposal("the number of a member", "0", False)
        yield Proposal("the number of another member", "1", False)
    yield Proposal("an unknown member", "NO_SUCH_MEMBER", False)
    yield Proposal("an empty value", "", False)


def _other_separators(member: str) -> Iterator[Proposal]:
    """The words of a member joined by another separator."""
    words = re.split("[_-]", member)
    for separator in ("_", "-", "", " "):
        spelled = separator.join(words)
        if len(words) > 1 and spelled != member:
            yield Proposal(f"the words of {member!r} as {spelled!r}", spelled, False)


def pattern_near_misses(
    limit: str, schema: Mapping[str, Any], valid_value: Any, values: Values
) -> Iterator[Proposal]:
    """Near misses of a text that matches a `pattern`."""
    text = valid_value if isinstance(valid_value, str) and valid_value else "a"
    yield Proposal("a matching text", text, True)
    yield Proposal("something before it", f"x{text}", False)
    yield Proposal("something behind it", f"{text}x", False)
    yield Proposal("a newline behind it", f"{text}\n", False)
    yield Proposal("a digit more", f"{text}0", False)
    yield Proposal("it twice with a comma", f"{text},{text}", False)
    yield Proposal("a blank before it", f" {text}", False)
    yield Proposal("a blank behind it", f"{text} ", False)
    yield Proposal("a sign before it", f"-{text}", False)
    yield Proposal("a plus before it", f"+{text}", False)
    yield Proposal("its end missing", text[:-1], False)
    yield Proposal("its beginning missing", text[1:], False)
    yield Proposal("other case", text.swapcase(), False)
    yield Proposal("digits of another script", text.translate(_ARABIC_DIGITS), False)
    yield Proposal("its digits missing", text.rstrip("0123456789"), False)
    yield Proposal("a number with a fraction", "1.5", False)
    yield Proposal("a hexadecimal number", "0x1f", False)
    # A service that parses the number finds the existing resource, and so responds with a success.
    if ending := re.search("[0-9]{1,100}$", text):
        yield Proposal("the number at its end in hexadecimal", hex(int(ending[0])), False)
    yield Proposal("a word", "all", False)
    yield Proposal("the word null", "null", False)
    yield Proposal("a star", "*", False)
    yield Proposal("other punctuation", text.translate(_OTHER_PUNCTUATION), False)
    yield Proposal("its punctuation missing", text.translate(_NO_PUNCTUATION), False)
    yield Proposal("an empty value", "", False)
    # If only this length is allowed, a longer or shorter text breaks two keywords at once.
    if len(text) >= schema.get("maxLength", len(text) + 1):
        for sign in ("!", "a", "0"):
            yield Proposal(f"{sign!r} in place of its first character", sign + text[1:], False)
            yield Proposal(f"{sign!r} in place of its last character", text[:-1] + sign, False)


def number_near_misses(
    kind: str, schema: Mapping[str, Any], valid_value: Any, values: Values
) -> Iterator[Proposal]:
    """Texts that lenient parsers read as the valid number, and a fraction next to it.

    None has a plus, blanks or zeros in front: in text-only places most parsers accept them, and no
    document limits the digits of a number.
    """
    number = (
        valid_value
        if isinstance(valid_value, int | float) and not isinstance(valid_value, bool)
        else 7
    )
    text = str(abs(number))
    yield Proposal(f"the number as text in place of {kind}", text, False)
    yield Proposal(f"letters behind it in place of {kind}", f"{text}abc", False)
    if isinstance(number, int):
        yield Proposal(f"it in hexadecimal in place of {kind}", hex(abs(number)), False)
        tenths = _tenths_beside(number, schema, values)
        yield Proposal(f"a fraction beside it in place of {kind}", tenths / 10, False)
        # An exponent, since some parameter styles split values at a full stop.
        yield Proposal(f"a fraction with an exponent in place of {kind}", f"{tenths}e-1", False)


def _tenths_beside(number: int, schema: Mapping[str, Any], values: Values) -> int:
    """Ten times a fraction next to the number that keeps its other limits, if there is one."""
    others = {keyword: limit for keyword, limit in schema.items() if keyword != "format"}
    # Beyond that a double has no fraction.
    beside = (number * 10 + 5, number * 10 - 5) if abs(number) < 2**52 else ()
    kept = (it for it in beside if values.is_valid({**others, "type": "number"}, it / 10))
    return next(kept, 15)
