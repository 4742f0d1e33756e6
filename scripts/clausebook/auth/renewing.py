"""A transport that renews a token which the provider refuses, and sends the request once more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clausebook.auth.schemes import carries_credential, with_other_credential
from clausebook.auth.tokens import CredentialTable, FetchedToken, Ways
from clausebook.errors import NotJudged
from clausebook.http.exchange import Exchange, Request
from clausebook.http.transport import Transport

_UNAUTHENTICATED = 401


class RenewingTransport:
    """Passes requests on. One that carries a token, whole, and gets 401 is repeated with another.

    A tampered token gets its 401 and keeps it. It raises NotJudged where no other token comes: such
    a 401 is no evidence about the request. `before` is called before each request of its own.
    """

    def __init__(
        self,
        inner: Transport,
        table: CredentialTable,
        elsewhere: Callable[[str], Transport],
        before: Callable[[], None] = lambda: None,
    ) -> None:
        self.base_url = inner.base_url
        self._inner = inner
        self._before = before
        self._tokens = list(table.fetched.values())
        for token in self._tokens:
            token.ways = Ways(inner, elsewhere)

    @property
    def pool_size(self) -> int:
        """As the transport below."""
        return self._inner.pool_size

    def refusal(self, request: Request) -> str:
        """As the transport below."""
        return self._inner.refusal(request)

    def send(self, request: Request) -> Exchange:
        """The exchange, or the second one. Raises NotJudged where no other token comes."""
        return self._renewed(self._inner.send(request), self._inner.send)

    def send_dedicated(self, request: Request) -> Exchange:
        """The same on a connection of its own."""
        return self._renewed(self._inner.send_dedicated(request), self._inner.send_dedicated)

    def send_all(self, requests: Sequence[Request]) -> list[Exchange]:
        """An exchange for each, likewise."""
        exchanges = self._inner.send_all(requests)
        return [self._renewed(exchange, self._inner.send) for exchange in exchanges]

    def _renewed(self, exchange: Exchange, send: Callable[[Request], Exchange]) -> Exchange:
        if exchange.response.status != _UNAUTHENTICATED:
            return exchange
        for token in self._tokens:
            used = _token_in(exchange.request, token)
            if used is not None:
                return self._with_another(exchange, token, used, send)
        return exchange

    def _with_another(
        self,
        exchange: Exchange,
        token: FetchedToken,
        used: str,
        send: Callable[[Request], Exchange],
    ) -> Exchange:
        request = exchange.request
        label = f"{request.method} {request.path}"
        self._before()
        fresh = token.renewed(used, label)
        if token.problem:
            raise NotJudged(token.problem)
        if fresh is None or fresh == used:
            return exchange
        self._before()
        again = send(with_other_credential(token.scheme, request, used, fresh))
        if again.response.status == _UNAUTHENTICATED:
            token.refused_again(label)
        return again


def _token_in(request: Request, token: FetchedToken) -> str | None:
    used = (it for it in token.values if carries_credential(token.scheme, request, it))
    return next(used, None)
