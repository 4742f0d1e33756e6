"""Tokens that a run fetches by itself, and the table of all credentials by security scheme.

A token is fetched when it is first needed, and again when the provider refuses it. It stays in
memory: nothing here writes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from clausebook.auth.schemes import Scheme, Secret
from clausebook.http.transport import NoResponse, Transport
from clausebook.http.transport.base import Unreachable

_MOST_IN_VAIN = 20  # fresh tokens that were refused at once; then no more are fetched


class NoToken(Exception):
    """No token came; the message says from where and why, and holds nothing secret."""


@dataclass(frozen=True)
class Ways:
    """The transport to the provider, and one to any other origin, such as a token endpoint's."""

    provider: Transport
    elsewhere: Callable[[str], Transport]


@dataclass
class FetchedToken:
    """The token of one scheme. `fetch` brings one or raises NoToken, `hide` is told each.

    `problem` is why there is none, once fetching it has failed: it is not tried again. `values`
    are all tokens of this run, the last one in use.
    """

    scheme: Scheme
    fetch: Callable[[Ways], str]
    hide: Callable[[str], None] = lambda token: None
    ways: Ways | None = None
    problem: str = ""
    renewals: int = 0
    values: list[str] = field(default_factory=list, repr=False)
    # Method and path of each request that a fresh token does not open either.
    _refused: set[str] = field(default_factory=set)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def value(self) -> str | None:
        """The token, fetched if need be; None where that fails."""
        with self._lock:
            if not self.values and not self.problem:
                self._fetch()
            return self.values[-1] if self.values and not self.problem else None

    def renewed(self, refused: str, label: str) -> str | None:
        """Another token in place of `refused`; None where there is none, or it would be in vain."""
        with self._lock:
            if self.problem or label in self._refused or len(self._refused) >= _MOST_IN_VAIN:
                return None
            if self.values[-1] == refused:
                self._fetch()
                self.renewals += not self.problem
            return None if self.problem else self.values[-1]

    def refused_again(self, label: str) -> None:
        """Notes that a fresh token does not open the requests of this method and path."""
        self._refused.add(label)

    def _fetch(self) -> None:
        assert self.ways is not None, "a token is fetched by the transport of its run"
        try:
            token = self.fetch(self.ways)
        except NoToken as error:
            self.problem = str(error)
        except (NoResponse, Unreachable) as error:
            self.problem = f"no token for {self.scheme.name}: {error.reason}"
        else:
            self.hide(token)
            self.values.append(token)


class CredentialTable(Mapping[str, Secret]):
    """Secrets by security scheme: what was given, and what is fetched when it is looked up.

    A scheme whose token could not be fetched is not in it.
    """

    def __init__(
        self, given: Mapping[str, Secret], fetched: Mapping[str, FetchedToken] | None = None
    ) -> None:
        self.given = given
        self.fetched = fetched or {}

    def __getitem__(self, name: str) -> Secret:
        if name not in self.fetched:
            return self.given[name]
        token = self.fetched[name].value()
        if token is None:
            raise KeyError(name)
        return token

    def __iter__(self) -> Iterator[str]:
        yield from self.given
        yield from self.fetched

    def __len__(self) -> int:
        return len(self.given) + len(self.fetched)


def secrets_in_hand(table: Mapping[str, Secret]) -> dict[str, list[Secret]]:
    """The secrets of each scheme without fetching any: of a token all that this run has had."""
    if not isinstance(table, CredentialTable):
        return {name: [secret] for name, secret in table.items()}
    given = {name: [secret] for name, secret in table.given.items()}
    return {**given, **{name: list(token.values) for name, token in table.fetched.items()}}
