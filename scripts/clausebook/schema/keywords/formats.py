"""The formats that the judge asserts, with valid and invalid values of each.

The judge ignores other formats (DESIGN, "What is asserted").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Format:
    """A format of strings, or of integers if it has `limits` (minimum and maximum).

    * `sample`: an ordinary valid string;
    * `right`: valid values at its limits. None that a service may normalize (letter case, fractions
      of a second), and no leap second, which many libraries reject;
    * `wrong`: invalid values just beyond.
    """

    sample: str = ""
    limits: tuple[int, int] | None = None
    right: tuple[Any, ...]
    wrong: tuple[Any, ...]


def _integer(bits: int) -> Format:
    least, greatest = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    return Format(
        limits=(least, greatest), right=(greatest, least), wrong=(greatest + 1, least - 1)
    )


FORMATS: Mapping[str, Format] = {
    "date": Format(
        sample="2024-02-29",
        right=("2024-02-29", "1999-12-31"),
        wrong=("2024-02-30", "2024-2-3", "not-a-date", "2024-02-29T00:00:00Z"),
    ),
    "date-time": Format(
        sample="2024-02-29T12:00:00Z",
        right=("2024-02-29T23:59:59Z", "2024-02-29T00:00:00+01:00"),
        wrong=("2024-02-29", "2024-02-29T25:00:00Z", "2024-02-29 12:00", "not-a-time"),
    ),
    "uuid": Format(
        sample="123e4567-e89b-12d3-a456-426614174000",
        right=("123e4567-e89b-42d3-a456-426614174000",),
        wrong=("123e4567-e89b-12d3-a456-42661417400", "not-a-uuid"),
    ),
    "ipv4": Format(
        sample="192.0.2.1",
        right=("255.255.255.255",),
        wrong=("256.1.1.1", "1.2.3", "1.2.3.4.5"),
    ),
    "ipv6": Format(
        sample="2001:db8::1",
        right=("2001:db8::1",),
        wrong=("12345::", "1.2.3.4", "not-an-address"),
    ),
    "int32": _integer(32),
    "int64": _integer(64),
}
# Name of a string format -> a valid string.
SAMPLES: Mapping[str, str] = {
    name: definition.sample for name, definition in FORMATS.items() if definition.limits is None
}
