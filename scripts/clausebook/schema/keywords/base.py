"""The definition of one JSON Schema keyword, as data and pure functions.

Functions that make or validate values are on a higher floor and are passed in.
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

    * `source`: the specification and the section that define it;
    * `rank`: its position in a canonical schema, and so in the list of clauses; lower comes first;
    * `written_as`: the equivalent keyword in a canonical schema, which has the other fields;
    * `applies_to`: the type of the values that it constrains (core, 7.6.1); empty for all types;
    * `default`: the value that has no effect;
    * `needs`: the keyword without which it has no effect (core, 10.2.2 and 10.3.1);
    * `group`: keywords of a group depend on one another; merging must not bring them together;
    * `same_value`: its subschemas apply to the same value, not to a part of it;
    * `opaque`: a violation of its subschema is reported as one of the keyword itself;
    * `both`: merges two values to one that is equivalent to both;
    * `sentence`: the English sentence of its clause; none if only its subschemas make clauses;
    * `part`: the subject of its subschemas, given its own subject and their name or position; none
      if they have the same subject;
    * `boundary`: proposes values just inside and just outside the limit;
    * `mutations`: how mutation testing changes it, besides removing it;
    * `compared`: compares two schemas by it, if it has no subschemas;
    * `impacts`: how its change may affect the allowed values; `diff` has a rule for each;
    * `client_check`: MODULE:FUNCTION of `codegen.runtime` with which generated clients check it;
    * `is_valid`: whether a value obeys it, given the keyword's value and that value; only for a
      keyword that JSON Schema 2020-12 lacks, since the validator has the others.
    """

    name: str
    source: str
    rank: int
    client_check: str = ""
    is_valid: Callable[[Any, Any], bool] | None = None
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
        """The shape of its subschemas: one, a list or a map; None for a keyword without any."""
        return SCHEMA_PARTS.get(self.name)
