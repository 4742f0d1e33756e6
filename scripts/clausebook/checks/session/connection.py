"""The connection to one provider: a transport and the credentials. Waits and retries if throttled.

It judges no response; `ProviderSession` does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from clausebook.auth import Secret
from clausebook.checks.session.credentials import Credentials
from clausebook.errors import NotJudged
from clausebook.http.curl_redaction import CurlRedaction
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
    """Sends requests to one provider with credentials. It does not change during a run."""

    transport: Transport
    # Its security schemes say where each credential goes.
    document: Document
    # The responses by which this provider throttles, from the facts.
    throttled: ThrottlingRules = field(default_factory=ThrottlingRules)
    # Header -> value, sent with each request that should be accepted.
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    # Lower-case header -> the shell variable shown in place of its credential.
    variables: Mapping[str, str] = field(default_factory=dict)
    # Security scheme -> the secret that makes the credential of each request.
    keys: Mapping[str, Secret] = field(default_factory=dict, repr=False)
    # Both of them, by the alternatives of an operation.
    known: Credentials = field(init=False, repr=False)

    def __post_init__(self) -> None:
        known = Credentials(self.document, self.credentials, self.keys)
        object.__setattr__(self, "known", known)

    def request(self, draft: Draft, alternative: tuple[str, ...] | None = None) -> Request | None:
        """The request of a draft, with the credentials of `alternative` if it is given.

        It carries those of one alternative alone. None if there are none for the one that is given.
        """
        host = urlsplit(self.transport.base_url).netloc
        if alternative is not None:
            return self.known.applied(draft, alternative, host)
        # One that asks for nothing comes last: who is known may do more.
        for names in filter(None, map(tuple, draft.operation.security)):
            request = self.known.applied(draft, names, host)
            if request is not None:
                return request
        return draft.request(self.credentials)

    def redaction(self, others: Iterable[str]) -> CurlRedaction:
        """What redacts the credentials of this connection, and `others`."""
        headers = {name.lower(): value for name, value in self.credentials.items()}
        variables = dict(self.variables)
        hidden = [*others]
        for credential in self.known.in_hand():
            header = credential.header.lower()
            if not header or header in headers:
                hidden.append(credential.text)
                continue
            headers[header] = credential.text
            name = re.sub(r"[^A-Za-z0-9]", "_", credential.scheme).upper()
            variables.setdefault(header, f"_{name}" if name[:1].isdigit() else name)
        return CurlRedaction(headers, variables, hidden)

    def may_send(self, request: Request) -> bool:
        """Whether the transport permits the request: it may protect resources from writes."""
        return not self.transport.refusal(request)

    def send(
        self, request: Request, *, dedicated: bool, on_throttled: Callable[[Exchange], None]
    ) -> Exchange:
        """Sends a request; waits and retries at most twice while it is throttled.

        Raises Unreachable or NoResponse, and NotJudged if the provider still throttles it.
        """

        def send_once() -> Exchange:
            return self.send_once(request, dedicated=dedicated)

        try:
            return retry_while_throttled(send_once, self.throttled, on_throttled)
        except StillThrottled as error:
            raise NotJudged(str(error)) from None

    def send_once(self, request: Request, *, dedicated: bool) -> Exchange:
        """Sends a request without retries, on a connection of its own if it is `dedicated`.

        Raises Unreachable or NoResponse.
        """
        send = self.transport.send_dedicated if dedicated else self.transport.send
        return bounded(send(request))

    def send_concurrently(self, requests: Sequence[Request]) -> list[Exchange]:
        """Sends independent requests concurrently, without retries."""
        return self.transport.send_all(requests)

    def is_throttled(self, exchange: Exchange) -> bool:
        """Whether the provider throttled the request, or may have (429)."""
        response = exchange.response
        return response.status == 429 or is_throttled(self.throttled, response)


def bounded(exchange: Exchange) -> Exchange:
    """The exchange. Raises NoResponse if its response is longer than `MAX_BYTES`."""
    if len(exchange.response.body) < MAX_BYTES - 1000:
        return exchange
    reason = f"the response is longer than {MAX_BYTES // 1_000_000} MB"
    raise NoResponse(exchange.request, reason, exchange.seconds)
