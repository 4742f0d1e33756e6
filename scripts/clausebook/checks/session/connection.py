"""The way to one provider: a transport, and the credentials that prove who asks.

Waits out throttling. What a response means for the run is `ProviderSession`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from clausebook.auth import Secret, credentials_for, schemes_of
from clausebook.errors import NotJudged
from clausebook.http.exchange import Exchange, Request
from clausebook.http.throttling import (
    StillThrottled,
    ThrottlingRules,
    is_throttled,
    retry_while_throttled,
)
from clausebook.http.transport import NoResponse, Transport
from clausebook.http.transport.base import MAX_BYTES
from clausebook.openapi import Document
from clausebook.resources import Draft


@dataclass(frozen=True)
class ProviderConnection:
    """How requests get to a provider. Nothing here changes during a run."""

    transport: Transport
    # Whose security schemes say where a credential goes.
    document: Document
    # How this provider says "slow down", by facts.
    throttled: ThrottlingRules = field(default_factory=ThrottlingRules)
    # Header -> its value, sent with each request that should be accepted.
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    # Lower-case header -> the shell variable shown in place of its credential.
    variables: Mapping[str, str] = field(default_factory=dict)
    # Security scheme -> the secret from which each request's own credential is made.
    keys: Mapping[str, Secret] = field(default_factory=dict, repr=False)

    def request(self, draft: Draft, alternative: tuple[str, ...] | None = None) -> Request | None:
        """The draft as a request with credentials: those of `alternative` where one is named.

        None where there is no credential for that alternative.
        """
        if alternative is None:
            if self.credentials or not (self.keys and draft.operation.security):
                return draft.request(self.credentials)
            requirements = draft.operation.security
        else:
            schemes = schemes_of(self.document)
            own = {name.lower() for name in self.credentials}
            if all(schemes[name].parameter.lower() in own for name in alternative):
                return draft.request(self.credentials)
            requirements = ({name: [] for name in alternative},)
        host = urlsplit(self.transport.base_url).netloc
        try:
            sign = credentials_for(self.document, self.keys, host, requirements)
        except LookupError:
            return draft.request({}) if alternative is None else None
        return sign(draft.request({}).with_header("Host", host))

    def may_send(self, request: Request) -> bool:
        """Whether the transport would send it: much of a deployment must not be written to."""
        return not self.transport.refusal(request)

    def send(
        self, request: Request, *, alone: bool, on_throttled: Callable[[Exchange], None]
    ) -> Exchange:
        """Sends a request; one that is throttled waits and is sent again, twice at the most.

        Raises Unreachable or NoResponse, and NotJudged where it is throttled still.
        """

        def send_once() -> Exchange:
            return self.send_once(request, alone=alone)

        try:
            return retry_while_throttled(send_once, self.throttled, on_throttled)
        except StillThrottled as error:
            raise NotJudged(str(error)) from None

    def send_once(self, request: Request, *, alone: bool) -> Exchange:
        """Sends a request, `alone` on a connection of its own. Raises Unreachable or NoResponse."""
        send = self.transport.send_dedicated if alone else self.transport.send
        return bounded(send(request))

    def send_together(self, requests: Sequence[Request]) -> list[Exchange]:
        """Sends requests of which none needs another, some at a time, each of them once."""
        return self.transport.send_all(requests)

    def is_throttled(self, exchange: Exchange) -> bool:
        """Whether the response only says to slow down, or may say so (429)."""
        response = exchange.response
        return response.status == 429 or is_throttled(self.throttled, response)


def bounded(exchange: Exchange) -> Exchange:
    """The exchange. Raises NoResponse where its response has no end within `MAX_BYTES`."""
    if len(exchange.response.body) < MAX_BYTES - 1000:
        return exchange
    reason = f"the answer has no end within {MAX_BYTES // 1_000_000} MB"
    raise NoResponse(exchange.request, reason, exchange.seconds)
