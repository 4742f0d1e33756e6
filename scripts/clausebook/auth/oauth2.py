"""Fetches a token by OAuth 2.0: client credentials and password flow (RFC 6749, 4.3 and 4.4).

`httpx-auth` speaks the protocol; its requests go out as those of the run do.
"""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import httpx
from httpx_auth import (
    GrantNotProvided,
    InvalidGrantRequest,
    OAuth2ClientCredentials,
    OAuth2ResourceOwnerPasswordCredentials,
)

from clausebook.auth.grant import Grant
from clausebook.auth.tokens import NoToken, Ways
from clausebook.http.exchange import Request
from clausebook.http.transport import Transport

_SET_BELOW = {"host", "content-length", "connection", "accept-encoding", "user-agent"}


def fetch_token(name: str, grant: Grant, ways: Ways) -> str:
    """The token of the scheme `name`. Raises NoToken, or NoResponse and Unreachable."""
    url = urljoin(f"{ways.provider.base_url}/", grant.url)
    where = f"no token for {name}: {url}"
    over = _OverTransport(ways)
    try:
        with httpx.Client(transport=over, trust_env=False) as client:
            token = _flow(grant, url, client).request_new_token()[1]
    except InvalidGrantRequest:
        raise NoToken(f"{where} answers {over.refusal}") from None
    except (GrantNotProvided, ValueError, AttributeError, TypeError):
        raise NoToken(f"{where} answers without an access_token in a JSON object") from None
    if not isinstance(token, str):
        raise NoToken(f"{where} answers with an access_token that is no text")
    return token


def _flow(
    grant: Grant, url: str, client: httpx.Client
) -> OAuth2ClientCredentials | OAuth2ResourceOwnerPasswordCredentials:
    scope = {"scope": list(grant.scopes)} if grant.scopes else {}
    if grant.flow == "clientCredentials":
        return OAuth2ClientCredentials(
            url, grant.client_id, grant.client_secret, client=client, **scope
        )
    client_auth = (grant.client_id, grant.client_secret) if grant.client_id else None
    return OAuth2ResourceOwnerPasswordCredentials(
        url, grant.user, grant.password, client=client, client_auth=client_auth, **scope
    )


class _OverTransport(httpx.BaseTransport):
    """Sends what httpx asks for by a transport of the run."""

    def __init__(self, ways: Ways) -> None:
        self._ways = ways
        self.refusal = ""  # the last status, with the error code if it is one of RFC 6749, 5.2

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The response of the provider or of the token endpoint."""
        transport, target = self._way(str(request.url))
        headers = tuple(
            (name, value)
            for name, value in request.headers.multi_items()
            if name.lower() not in _SET_BELOW
        )
        response = transport.send(Request(request.method, target, headers, request.read())).response
        answer = httpx.Response(response.status, headers=response.headers, content=response.body)
        codes = (it for it in InvalidGrantRequest.request_errors if f'"{it}"' in answer.text)
        self.refusal = " ".join([str(response.status), *list(codes)[:1]])
        return answer

    def _way(self, url: str) -> tuple[Transport, str]:
        base = self._ways.provider.base_url.rstrip("/")
        if url.startswith(f"{base}/"):
            return self._ways.provider, url[len(base) :]
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        return self._ways.elsewhere(origin), url[len(origin) :] or "/"
