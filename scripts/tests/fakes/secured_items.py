"""A right service whose operations need a credential, with its document, in several ways of proof.

Each way is a `Security`: what the document says and what opens the service. Tokens that the service
issues live for `uses` requests.
"""

from __future__ import annotations

import base64
import json
import secrets as random_texts
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

USER, PASSWORD = "alice-of-the-tests", "pass-word-of-alice-17"
CLIENT, CLIENT_SECRET = "client-of-the-tests", "client-secret-4711-xyz"
QUERY_KEY = "query-key-0815/with+signs"
HEADER_KEY = "header-key-of-the-tests-1"
BASIC = f"{USER}:{PASSWORD}"
GIVEN = (PASSWORD, CLIENT_SECRET, QUERY_KEY, HEADER_KEY)

BEARER = {"type": "http", "scheme": "bearer"}
CLIENT_FLOW = {
    "type": "oauth2",
    "flows": {"clientCredentials": {"tokenUrl": "/token", "scopes": {"items": "All of it."}}},
}
IN_QUERY = {"type": "apiKey", "in": "query", "name": "api_key"}
IN_HEADER = {"type": "apiKey", "in": "header", "name": "X-Key"}
IN_COOKIE = {"type": "apiKey", "in": "cookie", "name": "session"}
HTTP_BASIC = {"type": "http", "scheme": "basic"}


@dataclass
class Service:
    """The items, the tokens that were issued, and how often one was asked for."""

    schemes: dict[str, Any]
    uses: int = 1_000_000
    login: Callable[[], Response] | None = None  # in place of the right answer
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, int] = field(default_factory=dict)
    logins: int = 0

    @property
    def application(self) -> Starlette:
        """The service itself."""
        routes = [
            Route("/items", self._create, methods=["POST"]),
            Route("/items/{id}", self._read, methods=["GET"]),
            Route("/items/{id}", self._delete, methods=["DELETE"]),
            Route("/login", self._log_in, methods=["POST"]),
            Route("/token", self._token, methods=["POST"]),
        ]
        application = Starlette(routes=routes)
        application.router.redirect_slashes = False
        return application

    def write(self, folder: Path) -> Path:
        """The document, in a folder of its own."""
        path = folder / "openapi.json"
        path.write_text(json.dumps(self.document), "utf-8")
        return path

    @property
    def document(self) -> dict[str, Any]:
        """What the service promises."""
        refused = {"400": {"description": "malformed"}, "401": {"description": "who asks?"}}
        item = {"type": "object", "required": ["id", "name"], "properties": {
            "id": {"type": "string"}, "name": {"type": "string"}}}  # fmt: skip
        new = {"type": "object", "required": ["name"], "properties": {
            "name": {"type": "string", "minLength": 1, "maxLength": 20}}}  # fmt: skip
        shown = {"application/json": {"schema": item}}
        absent = {**refused, "404": {"description": "no such item"}}
        parameter = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        paths: dict[str, Any] = {
            "/items": {"post": {
                "requestBody": {"required": True, "content": {"application/json": {"schema": new}}},
                "responses": {"201": {"description": "made", "content": shown}, **refused}}},
            "/items/{id}": {
                "parameters": [parameter],
                "get": {"responses": {"200": {"description": "it", "content": shown}, **absent}},
                "delete": {"responses": {"204": {"description": "gone"}, **absent}}},
        }  # fmt: skip
        if "session" in self.schemes:
            paths["/login"] = {"post": _login()}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Items", "version": "1.0.0"},
            "security": [{name: []} for name in self.schemes],
            "paths": paths,
            "components": {"securitySchemes": self.schemes},
        }

    def _opens(self, request: Request) -> bool:
        return any(self._is_proven(raw, request) for raw in self.schemes.values())

    def _is_proven(self, raw: dict[str, Any], request: Request) -> bool:
        if raw == IN_QUERY:
            return request.query_params.getlist("api_key") == [QUERY_KEY]
        if raw == IN_HEADER:
            return request.headers.getlist("x-key") == [HEADER_KEY]
        if raw == IN_COOKIE:
            return request.cookies.get("session") == HEADER_KEY
        word, _, credential = request.headers.get("authorization", "").partition(" ")
        if raw == HTTP_BASIC:
            right = base64.b64encode(BASIC.encode()).decode()
            return word.lower() == "basic" and credential == right
        if word.lower() != "bearer" or self.tokens.get(credential, 0) <= 0:
            return False
        self.tokens[credential] -= 1
        return True

    async def _create(self, request: Request) -> Response:
        if not self._opens(request):
            return Response(status_code=401)
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return Response(status_code=400)
        try:
            name = json.loads(await request.body())["name"]
            right = isinstance(name, str) and 1 <= len(name) <= 20
            name.encode()
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            right = False
        if not right:
            return Response(status_code=400)
        item = {"id": random_texts.token_hex(8), "name": name}
        self.items[item["id"]] = item
        return JSONResponse(item, 201)

    async def _read(self, request: Request) -> Response:
        if not self._opens(request):
            return Response(status_code=401)
        item = self.items.get(request.path_params["id"])
        return Response(status_code=404) if item is None else JSONResponse(item)

    async def _delete(self, request: Request) -> Response:
        if not self._opens(request):
            return Response(status_code=401)
        item = self.items.pop(request.path_params["id"], None)
        return Response(status_code=404 if item is None else 204)

    async def _log_in(self, request: Request) -> Response:
        try:
            body = json.loads(await request.body())
            given = (body["user"], body["password"])
            strings = all(isinstance(it, str) for it in given)
        except (ValueError, TypeError, KeyError, RecursionError):
            return Response(status_code=400)
        if not strings:
            return Response(status_code=400)
        if given != (USER, PASSWORD):
            return Response(status_code=401)
        self.logins += 1
        return self.login() if self.login else JSONResponse({"access_token": self._issue()})

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        proof = base64.b64encode(f"{CLIENT}:{CLIENT_SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {proof}":
            return JSONResponse({"error": "invalid_client"}, 401)
        if form.get("grant_type") != "client_credentials" or form.get("scope") != "items":
            return JSONResponse({"error": "invalid_request"}, 400)
        self.logins += 1
        return (
            self.login()
            if self.login
            else JSONResponse(
                {"access_token": self._issue(), "token_type": "bearer", "expires_in": 600}
            )
        )

    def _issue(self) -> str:
        token = f"issued-token-{random_texts.token_hex(12)}"
        self.tokens[token] = self.uses
        return token


def _login() -> dict[str, Any]:
    text = {"type": "string"}
    body = {"type": "object", "required": ["user", "password"], "properties": {
        "user": text, "password": text}}  # fmt: skip
    token = {"type": "object", "required": ["access_token"], "properties": {"access_token": text}}
    return {
        "operationId": "logIn",
        "security": [],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "200": {"description": "in", "content": {"application/json": {"schema": token}}},
            "400": {"description": "malformed"},
            "401": {"description": "who asks?"},
        },
    }
