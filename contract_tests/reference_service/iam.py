"""Authentication: the part of Huawei Cloud's IAM and API gateway that clients of DIS use.

It accepts tokens and signatures, and has the two IAM endpoints that the vendor's SDK and its users
call first. The service does the authorization.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from clausebook.auth import SecretKey, SignatureRejected, verify
from clausebook.http.exchange import Request, Response, header_values

from reference_service.errors import Refusal, by_gateway, json_response
from reference_service.state import DOMAIN, Key, State, Token

DAY = 24 * 60 * 60
USER = "clausebook"
WRONG = "Incorrect IAM authentication information"


def digest_of(credential: str) -> str:
    """The hash of a credential, for storage."""
    return hashlib.sha256(credential.encode("utf-8", "surrogateescape")).hexdigest()


class Iam:
    """Issues and verifies credentials; `clock` returns seconds since the epoch."""

    def __init__(self, state: State, clock: Callable[[], float]) -> None:
        self._state = state
        self._clock = clock
        self.password = secrets.token_urlsafe(18)

    def new_token(self, project: str, lifetime: float = DAY) -> str:
        """A new token for `project`, valid for `lifetime` seconds."""
        token = secrets.token_urlsafe(48)
        self._state.add_token(Token(digest_of(token), project, self._clock() + lifetime))
        return token

    def new_key(self, project: str, *, temporary: bool = False, lifetime: float = DAY) -> SecretKey:
        """An access key for `project`; a temporary one comes with a security token."""
        access, secret = secrets.token_hex(10).upper(), secrets.token_urlsafe(30)
        security_token = secrets.token_urlsafe(48) if temporary else None
        digest = digest_of(security_token) if security_token else None
        self._state.add_key(Key(access, secret, digest, project, self._clock() + lifetime))
        return SecretKey(access, secret, security_token)

    def project_of(self, request: Request) -> str:
        """The project whose credentials the request carries.

        If a token is sent, only the token counts, even an empty one: an invalid token with a valid
        signature is rejected.

        Raises:
            Refusal: 401 in the gateway's format. The gateway is in front of the service, so its 441
                (DIS.4113, DIS.4114) never occurs.
        """
        tokens = header_values(request.headers, "X-Auth-Token")
        if tokens:
            return self._project_of_token(tokens)
        if request.header("Authorization") is not None:
            return self._project_of_signature(request)
        raise by_gateway(401, "APIGW.0301", f"{WRONG}: no credentials")

    def _project_of_token(self, tokens: list[str]) -> str:
        token = self._state.token(digest_of(tokens[0])) if len(tokens) == 1 else None
        if token is None:
            raise by_gateway(401, "APIGW.0301", f"{WRONG}: token")
        if token.expires <= self._clock():
            raise by_gateway(401, "APIGW.0307", "The token must be updated")
        return token.project

    def _project_of_signature(self, request: Request) -> str:
        now = self._clock()
        try:
            access = verify(request, self._secret_of, datetime.fromtimestamp(now, UTC))
        except SignatureRejected as refused:
            raise by_gateway(401, "APIGW.0301", f"{WRONG}: {refused}") from None
        key = self._state.key(access)
        if key is None or key.expires <= now:
            raise by_gateway(401, "APIGW.0301", f"{WRONG}: the access key has expired")
        sent = request.header("X-Security-Token")
        if (digest_of(sent) if sent is not None else None) != key.security_token_hash:
            raise by_gateway(401, "APIGW.0301", f"{WRONG}: X-Security-Token")
        return key.project

    def _secret_of(self, access: str) -> str | None:
        key = self._state.key(access)
        return key.secret if key else None

    def list_projects(self, request: Request) -> Response:
        """`GET /v3/projects?name=`: how the vendor's SDK looks up the project id of a region."""
        domain = self._state.domain_of(self.project_of(request))
        names = parse_qs(request.query, keep_blank_values=True).get("name", [None])
        projects = [
            {
                "id": identifier,
                "name": name,
                "domain_id": domain,
                "parent_id": domain,
                "is_domain": False,
                "enabled": True,
                "description": "",
                "links": {},
            }
            for identifier, name in self._state.projects(domain, names[0])
        ]
        links = {"self": request.target, "next": None, "previous": None}
        return json_response(200, {"projects": projects, "links": links})

    def create_token(self, request: Request) -> Response:
        """`POST /v3/auth/tokens`: a token for a name and a password (Keystone v3).

        Raises:
            Refusal: 400 for another kind of body, 401 for a wrong name or password.
        """
        body = _json(request)
        methods = _member(body, "auth", "identity", "methods")
        user = _member(body, "auth", "identity", "password", "user")
        if methods != ["password"] or not isinstance(user, dict):
            raise _keystone(400, "Bad Request", "auth.identity must hold name and password")
        given = [user.get("name"), _member(user, "domain", "name"), user.get("password")]
        known = [USER, DOMAIN, self.password]
        pairs = zip(given, known, strict=True)
        # Compares every pair, against timing attacks.
        if not all([isinstance(a, str) and _same(a, b) for a, b in pairs]):  # noqa: C419 -- every pair is compared, in equal time
            raise _keystone(401, "Unauthorized", "The username or password is wrong.")
        identifier, name = self._scope(_member(body, "auth", "scope", "project"))
        issued, expires = self._clock(), self._clock() + DAY
        token = {
            "methods": ["password"],
            "issued_at": _moment(issued),
            "expires_at": _moment(expires),
            "user": {"name": USER, "domain": {"name": DOMAIN}},
            "project": {"id": identifier, "name": name, "domain": {"name": DOMAIN}},
        }
        headers = (("X-Subject-Token", self.new_token(identifier)),)
        return json_response(201, {"token": token}, headers)

    def _scope(self, scope: Any) -> tuple[str, str]:
        if not isinstance(scope, dict) or not {"id", "name"} & set(scope):
            raise _keystone(400, "Bad Request", "auth.scope must name a project")
        for identifier, name in self._state.projects(DOMAIN, None):
            if scope.get("id", identifier) == identifier and scope.get("name", name) == name:
                return identifier, name
        raise _keystone(401, "Unauthorized", "The user has no such project.")


def _json(request: Request) -> Any:
    try:
        return json.loads(request.body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _keystone(400, "Bad Request", "The body is not JSON in UTF-8.") from None


def _member(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), known.encode())


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _keystone(status: int, title: str, message: str) -> Refusal:
    error = {"code": status, "title": title, "message": message}
    return Refusal(json_response(status, {"error": error}))
