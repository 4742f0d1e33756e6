"""The path of the document's server is joined to a URL without one, where it must be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from clausebook.guard.base_path import base_url_of
from clausebook.http.transport.route import Route
from fakes.serving import running
from fakes.written_documents import written

GET = "get: {responses: {'200': {description: ok}}}"
WITH_ID = (
    "{parameters: [{name: id, in: path, required: true, schema: {type: string}}], "
    "post: {responses: {'200': {description: ok}}}}"
)


class Api:
    """Responds to every method below one path, and with 404 elsewhere."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.methods: list[str] = []

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[Any]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        """Serves one ASGI connection."""
        if scope["type"] != "http":
            return
        self.methods.append(scope["method"])
        status = 200 if scope["path"].startswith(self.path) else 404
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (f"servers: [{{url: /v1}}]\npaths: {{/a: {{{GET}}}}}\n", "/v1"),
        (f"servers: [{{url: v1/}}]\npaths: {{/a: {{{GET}}}}}\n", "/v1"),
        (f"servers: [{{url: 'https://a.example/v1'}}]\npaths: {{/a: {{{GET}}}}}\n", "/v1"),
        (
            "servers: [{url: 'https://a.example/{v}', variables: {v: {default: v1}}}]\n"
            f"paths: {{/a: {{{GET}}}}}\n",
            "/v1",
        ),
        (f"servers: [{{url: /v2}}]\npaths: {{/a: {{servers: [{{url: /v1}}], {GET}}}}}\n", "/v1"),
        (f"servers: [{{url: /v1}}]\npaths: {{'/a/{{id}}': {WITH_ID}}}\n", "/v1"),
        (f"servers: [{{url: /v2}}]\npaths: {{/a: {{{GET}}}}}\n", ""),
        (f"servers: [{{url: /}}]\npaths: {{/a: {{{GET}}}}}\n", ""),
        (f"paths: {{/a: {{{GET}}}}}\n", ""),
        (
            "servers: [{url: /v1}]\n"
            f"paths: {{/a: {{{GET}}}, /b: {{servers: [{{url: /v2}}], {GET}}}}}\n",
            "",
        ),
        ("paths: {}\n", ""),
    ],
    ids=[
        *(
            "a path",
            "relative",
            "absolute",
            "a variable",
            "of the path item",
            "no parameterless GET",
        ),
        *("nothing there either", "no path", "no server", "several paths", "no operations"),
    ],
)
def test_the_path_of_the_documented_server_is_joined(tmp_path: Path, text: str, path: str) -> None:
    api = Api("/v1/")
    with running(api) as url:
        assert base_url_of(url, Route(), written(tmp_path, text)) == f"{url}{path}"

    assert set(api.methods) <= {"GET", "OPTIONS"}


def test_nothing_is_joined_where_the_operations_are_at_the_given_url(tmp_path: Path) -> None:
    document = written(tmp_path, f"servers: [{{url: /v1}}]\npaths: {{/a: {{{GET}}}}}\n")
    with running(Api("/")) as url:
        assert base_url_of(url, Route(), document) == url


def test_a_path_that_the_user_gave_stays(tmp_path: Path) -> None:
    document = written(tmp_path, f"servers: [{{url: /v1}}]\npaths: {{/a: {{{GET}}}}}\n")
    api = Api("/v1/")
    with running(api) as url:
        assert base_url_of(f"{url}/other", Route(), document) == f"{url}/other"

    assert api.methods == []
