"""What the toolkit knows of one keyword of JSON Schema, as data and pure functions.

Whatever makes or judges values stands on a higher floor and is passed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from clausebook.openapi.schema_parts import SCHEMA_PARTS, Shape
from clausebook.schema.keywords.comparing import Comparison, Impact
from clausebook.schema.keywords.mutations import Mutations
from clausebook.schema.keywords.proposals import Boundary

JsonType = Literal["", "string", "number", "array", "object"]
CORE = "JSON Schema 2020-12"
VALIDATION = "JSON Schema Validation 2020-12"
NO_DEFAULT: Any = object()  # equals no value a document can hold


@dataclass(frozen=True, kw_only=True)
class Keyword:
    """One keyword. Families of keywords list theirs as `KEYWORDS`; the registry collects them.

    The fields mean:

    * `source`: the document and the section that define it;
    * `rank`: its place in a canonical schema, and so the order of clauses; lower comes first;
    * `written_as`: the keyword that says the same in a canonical schema, which knows the rest;
    * `applies_to`: the type of the values it speaks of, since it says nothing of others (core,
      7.6.1); empty where it speaks of all;
    * `default`: the value that says nothing;
    * `needs`: the keyword without which it says nothing (core, 10.2.2 and 10.3.1);
    * `group`: keywords of one group look at one another, so that they must not newly meet;
    * `same_value`: what the schemas it holds assert is asserted of the same value, not of a part;
    * `opaque`: what its schema forbids is told as a fault of the keyword itself;
    * `both`: the value that says what two values say together;
    * `sentence`: what it says of a subject, in English; none where it only holds other promises;
    * `part`: what a schema in it speaks of, by the subject and the name or position it stands
      under; none where that is the subject itself;
    * `boundary`: values just inside and just outside of it;
    * `mutations`: what it may be changed to, beside being left out;
    * `compared`: the comparison of two schemas by it, where it holds no schemas;
    * `impacts`: what its change may do to the values that are allowed; a rule of `diff` for each;
    * `client_check`: the module and the function of `codegen.runtime` by which a client checks it.
    """

    name: str
    source: str
    rank: int
    client_check: str = ""
    written_as: str = ""
    applies_to: JsonType = ""
    default: Any = NO_DEFAULT
    needs: str = ""
    group: str = ""
    same_value: bool = False
    opaque: bool = False
    both: Callable[[Any, Any], Any] | None = None
    sentence: Callable[[str, Any], str] | None = None
    part: Callable[[str, str], str] | None = None
    boundary: Boundary | None = None
    mutations: Mutations | None = None
    compared: Comparison | None = None
    impacts: tuple[Impact, ...] = ()

    @property
    def holds(self) -> Shape | None:
        """Whether it holds one schema, a list or a map of schemas; None for a plain keyword."""
        return SCHEMA_PARTS.get(self.name)
