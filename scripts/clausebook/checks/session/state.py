"""What the checks know of a provider's state: it is made anew only when it may have changed."""

from __future__ import annotations

from dataclasses import dataclass, field

from clausebook.http.exchange import Exchange
from clausebook.report.finding import Finding
from clausebook.resources import Draft


@dataclass(frozen=True)
class DeletedResource:
    """What a read showed of something when it was deleted, `since` that time by a steady clock."""

    shown: Exchange
    since: float


@dataclass
class SessionState:
    """Whether the thing that a write names is there, with what the read showed of it then.

    One thing is remembered at a time: whatever touches another may have touched this.
    `precondition_failures` are the operations (by label) that cannot be judged, and why; an empty
    reason means they can.
    `redirected` are those whose known-good request is sent elsewhere, where nothing follows it.
    `silent` are those that were waited for or redirected in vain, which are not asked again; `late`
    those whose answers came later than is allowed. `told` is what was found already, by clause and
    message, so that what every answer does wrong is found once an operation. `gone` says why nobody
    is there any more. `patience` is how many more times a 429 that stays is waited for without a
    fact about throttling. Of what nothing makes anew, `repeats` says of an operation whether it
    takes a request again, `used` what was named to it, and `once` what was found there and not
    again, by clause and answer. `aside` was found of answers that say nothing of their requests, by
    clause and message, and `owed` was found there twice, and is yet to be told. `left` was deleted
    to be looked at later, by the clause of its effect, and `pause` is the seconds after which it is
    to be looked at anew.
    """

    precondition_failures: dict[str, str] = field(default_factory=dict)
    redirected: dict[str, str] = field(default_factory=dict)
    silent: dict[str, str] = field(default_factory=dict)
    late: dict[str, str] = field(default_factory=dict)
    answered: bool = False
    patience: int = 20
    repeats: dict[str, bool] = field(default_factory=dict)
    used: list[frozenset[tuple[str, str]]] = field(default_factory=list)
    once: set[tuple[str, str]] = field(default_factory=set)
    told: set[tuple[str, str]] = field(default_factory=set)
    aside: set[tuple[str, str]] = field(default_factory=set)
    owed: dict[tuple[str, str], Finding] = field(default_factory=dict)
    left: dict[str, DeletedResource] = field(default_factory=dict)
    pause: float = 0.0
    gone: str = ""
    _known: dict[str, tuple[bool, Exchange | None]] = field(default_factory=dict)

    def note(self, write: Draft, present: bool, shown: Exchange | None = None) -> None:
        """Remembers that what `write` makes is there, or is not."""
        self._known = {_name(write): (present, shown)}

    def is_there(self, write: Draft) -> bool | None:
        """Whether what `write` makes is there; None where that is not known."""
        return self._known.get(_name(write), (None, None))[0]

    def shown(self, write: Draft) -> Exchange | None:
        """What a read showed when this was noted."""
        return self._known.get(_name(write), (None, None))[1]

    def forget(self) -> None:
        """Knows nothing of the state any more."""
        self._known = {}


def _name(write: Draft) -> str:
    request = write.request({})
    return f"{request.method} {request.target} {request.body!r}"
