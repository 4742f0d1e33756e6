"""Texts that are only like a right one: like a member, like what a pattern wants, like a number.

Proposals only: whoever plans probes keeps those about which the judge agrees.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from typing import Any

from clausebook.schema.keywords.proposals import Proposal, Values

_OTHER_PUNCTUATION = str.maketrans(dict.fromkeys(string.punctuation, "_") | {"_": "-"})
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ANOTHER_SCRIPT = str.maketrans({digit: chr(0x0660 + int(digit)) for digit in string.digits})


def of_members(
    limit: list[Any], schema: Mapping[str, Any], good: Any, values: Values
) -> Iterator[Proposal]:
    """Around the members of an `enum`, whatever the good value is."""
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
            yield from _respelled(member)
        elif isinstance(member, int | float) and not isinstance(member, bool):
            yield Proposal(f"one more than {member!r}", member + 1, False)
    if any(isinstance(member, str) for member in limit):
        yield Proposal("the number of a member", "0", False)
        yield Proposal("the number of another member", "1", False)
    yield Proposal("an unknown member", "NO_SUCH_MEMBER", False)
    yield Proposal("an empty value", "", False)


def _respelled(member: str) -> Iterator[Proposal]:
    """The words of a member put together in another way."""
    words = re.split("[_-]", member)
    for separator in ("_", "-", "", " "):
        spelled = separator.join(words)
        if len(words) > 1 and spelled != member:
            yield Proposal(f"the words of {member!r} as {spelled!r}", spelled, False)


def of_pattern(
    limit: str, schema: Mapping[str, Any], good: Any, values: Values
) -> Iterator[Proposal]:
    """Around a text that matches a `pattern`, whatever the pattern is."""
    text = good if isinstance(good, str) and good else "a"
    yield Proposal("as it should be", text, True)
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
    yield Proposal("digits of another script", text.translate(_ANOTHER_SCRIPT), False)
    yield Proposal("its digits missing", text.rstrip("0123456789"), False)
    yield Proposal("a number with a fraction", "1.5", False)
    yield Proposal("a hexadecimal number", "0x1f", False)
    # A number that names what is there: only then does one who reads it answer with a success.
    if ending := re.search("[0-9]{1,100}$", text):
        yield Proposal("the number at its end in hexadecimal", hex(int(ending[0])), False)
    yield Proposal("a word", "all", False)
    yield Proposal("the word null", "null", False)
    yield Proposal("a star", "*", False)
    yield Proposal("other punctuation", text.translate(_OTHER_PUNCTUATION), False)
    yield Proposal("its punctuation missing", text.translate(_NO_PUNCTUATION), False)
    yield Proposal("an empty value", "", False)
    # Where no length but this one is allowed, what is longer or shorter is wrong in two ways.
    if len(text) >= schema.get("maxLength", len(text) + 1):
        for sign in ("!", "a", "0"):
            yield Proposal(f"{sign!r} in place of its first character", sign + text[1:], False)
            yield Proposal(f"{sign!r} in place of its last character", text[:-1] + sign, False)


def of_number(
    kind: str, schema: Mapping[str, Any], good: Any, values: Values
) -> Iterator[Proposal]:
    """What careless readers take for the good number, as text, and a fraction next to it.

    A plus, blanks and zeros before it are left alone: where all is text, the readers of most
    languages take them, and no document says how many digits a number is written with.
    """
    number = good if isinstance(good, int | float) and not isinstance(good, bool) else 7
    text = str(abs(number))
    yield Proposal(f"the number as text in place of {kind}", text, False)
    yield Proposal(f"letters behind it in place of {kind}", f"{text}abc", False)
    if isinstance(number, int):
        yield Proposal(f"it in hexadecimal in place of {kind}", hex(abs(number)), False)
        tenths = _tenths_beside(number, schema, values)
        yield Proposal(f"a fraction beside it in place of {kind}", tenths / 10, False)
        # A fraction without a full stop, which some styles would split at.
        yield Proposal(f"a fraction with an exponent in place of {kind}", f"{tenths}e-1", False)


def _tenths_beside(number: int, schema: Mapping[str, Any], values: Values) -> int:
    """Ten times a fraction next to the number that keeps its other limits, if there is one."""
    others = {keyword: limit for keyword, limit in schema.items() if keyword != "format"}
    # Beyond that a double has no fraction.
    beside = (number * 10 + 5, number * 10 - 5) if abs(number) < 2**52 else ()
    kept = (it for it in beside if values.is_valid({**others, "type": "number"}, it / 10))
    return next(kept, 15)
