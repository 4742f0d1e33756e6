"""Error responses of the reference service, in the formats of the vendor's two layers.

The service returns `errorCode` and `message`; the API gateway in front of it returns `error_code`,
`error_msg` and `request_id`.
"""

from __future__ import annotations

import json
import secrets
from typing import Any

from clausebook.http.exchange import Headers, Response

JSON = ("Content-Type", "application/json")
SHOWN = 64


class Refusal(Exception):
    """An error response, which ends the handling of a request."""

    def __init__(self, response: Response) -> None:
        self.response = response
        super().__init__(f"{response.status} {response.body.decode()}")


def json_response(status: int, value: Any, headers: Headers = ()) -> Response:
    """A response whose body is `value` in JSON, in ASCII so that any text survives."""
    return Response(status, (JSON, *headers), json.dumps(value).encode("ascii"))


def by_service(code: str, message: str, status: int = 400) -> Refusal:
    """An error response of DIS, nearly always 400 (vendor page "Error Codes")."""
    return Refusal(json_response(status, {"errorCode": code, "message": message}))


def by_gateway(status: int, code: str, message: str, headers: Headers = ()) -> Refusal:
    """An error response of the API gateway."""
    body = {"error_code": code, "error_msg": message, "request_id": secrets.token_hex(16)}
    return Refusal(json_response(status, body, headers))


def shown(value: object) -> str:
    """`value` for a message, truncated."""
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
