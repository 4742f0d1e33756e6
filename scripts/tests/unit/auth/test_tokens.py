"""Tokens that a run fetches: once, again when they are refused, and in bounded vain."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from clausebook.auth import CredentialTable, Scheme
from clausebook.auth.renewing import RenewingTransport
from clausebook.auth.tokens import FetchedToken, NoToken, Ways
from clausebook.errors import NotJudged
from clausebook.http.exchange import Exchange, Request, Response
from clausebook.http.transport import SequentialTransport

BEARER = Scheme("bearer", "bearer", word="Bearer")
IN_QUERY = Scheme("key", "apiKey", "query", "key")
IN_COOKIE = Scheme("cookie", "apiKey", "cookie", "sid")


class Service(SequentialTransport):
    """Opens to the last token that it issued, unless a request is closed to all."""

    base_url = "http://service.test"

    def __init__(self) -> None:
        self.issued = 0
        self.valid = ""
        self.down = False
        self.sent: list[Request] = []

    def issue(self, ways: Ways) -> str:
        """Another token."""
        if self.down:
            raise NoToken("no token for bearer: it is down")
        self.issued += 1
        self.valid = f"token-{self.issued}"
        return self.valid

    def send(self, request: Request) -> Exchange:
        """200 to the valid token, else 401."""
        self.sent.append(request)
        shown = f"{request.target} {request.headers}"
        is_open = bool(self.valid) and self.valid in shown and "/closed" not in request.target
        return Exchange(request, Response(200 if is_open else 401))


def _over(service: Service, scheme: Scheme = BEARER) -> tuple[CredentialTable, RenewingTransport]:
    table = CredentialTable({}, {scheme.name: FetchedToken(scheme, service.issue)})

    def elsewhere(origin: str) -> Service:
        raise AssertionError(origin)

    return table, RenewingTransport(service, table, elsewhere)


def _get(token: object, target: str = "/a") -> Request:
    return Request("GET", target, (("Authorization", f"Bearer {token}"),))


def test_a_token_is_fetched_when_it_is_first_needed_and_once() -> None:
    service = Service()
    table, _ = _over(service)
    assert service.issued == 0

    assert [table["bearer"], table["bearer"]] == ["token-1", "token-1"]


@pytest.mark.parametrize(
    ("scheme", "request_with"),
    [
        pytest.param(BEARER, _get, id="Authorization"),
        pytest.param(IN_QUERY, lambda it: Request("GET", f"/a?x=1&key={it}"), id="query"),
        pytest.param(
            IN_COOKIE, lambda it: Request("GET", "/a", (("Cookie", f"a=b; sid={it}"),)), id="cookie"
        ),
    ],
)
def test_a_refused_token_is_renewed_in_its_place(
    scheme: Scheme, request_with: Callable[[object], Request]
) -> None:
    service = Service()
    table, transport = _over(service, scheme)
    request = request_with(table[scheme.name])
    service.valid = "revoked"

    exchange = transport.send(request)

    assert exchange.response.status == 200
    assert exchange.request == request_with("token-2")
    assert table.fetched[scheme.name].renewals == 1


def test_requests_sent_together_share_one_renewal() -> None:
    service = Service()
    table, transport = _over(service)
    requests = [_get(table["bearer"], f"/{number}") for number in range(3)]
    service.valid = "revoked"

    statuses = [exchange.response.status for exchange in transport.send_all(requests)]

    assert (statuses, service.issued) == ([200, 200, 200], 2)


@pytest.mark.parametrize("value", ["token-1x", "oken-1", ""], ids=["longer", "cut", "empty"])
def test_a_tampered_token_is_refused_and_renews_nothing(value: str) -> None:
    service = Service()
    table, transport = _over(service)
    assert table["bearer"] == "token-1"
    service.valid = "another"

    assert transport.send(_get(value)).response.status == 401
    assert service.issued == 1


def test_a_request_that_no_token_opens_is_tried_with_one_other_alone() -> None:
    service = Service()
    table, transport = _over(service)

    for _ in range(5):
        request = _get(table["bearer"], "/closed")
        assert transport.send(request).response.status == 401

    assert service.issued == 2


def test_renewals_in_vain_are_bounded() -> None:
    service = Service()
    table, transport = _over(service)

    for number in range(100):
        transport.send(_get(table["bearer"], f"/closed/{number}"))

    assert service.issued < 25


def test_a_token_that_cannot_be_renewed_judges_nothing_and_is_asked_for_once() -> None:
    service = Service()
    table, transport = _over(service)
    request = _get(table["bearer"])
    service.valid, service.down = "revoked", True

    for _ in range(2):
        with pytest.raises(NotJudged, match="no token for bearer: it is down"):
            transport.send(request)
    assert "bearer" not in table
