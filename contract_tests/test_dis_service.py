"""The reference service: rejected requests, robustness, and the listing of its defects.

`test_provider` tests the contract, `test_lifecycle` the deletions.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from clausebook.http.exchange import Request, Response
from hypothesis import given
from hypothesis import strategies as st
from reference_service.caller import TARGET
from reference_service.service import DisService, application
from reference_service.state import LONGEST_APP, PROJECT, SHORTEST_APP

PATH = f"/v2/{PROJECT}/checkpoints"
QUERY = "stream_name=orders&app_name=billing&checkpoint_type=LAST_READ&partition_id=0"
JSON = ("Content-Type", "application/json")
COMMIT = {**TARGET, "sequence_number": "2"}


@pytest.fixture
def service() -> DisService:
    """A service in the state that it starts with."""
    return application()


def error(response: Response) -> tuple[int, str]:
    """Status and code of a refusal in either shape."""
    body = json.loads(response.body)
    assert set(body) in ({"errorCode", "message"}, {"error_code", "error_msg", "request_id"})
    return response.status, body.get("errorCode") or body["error_code"]


def with_token(service: DisService, method: str, target: str, body: bytes = b"") -> Response:
    """The answer to a request with the right token."""
    fields = (("X-Auth-Token", service.token), *((JSON,) if body else ()))
    return service.respond(Request(method, target, fields, body))


@pytest.mark.parametrize("app", [SHORTEST_APP, LONGEST_APP])
def test_the_apps_at_the_documented_edges_exist(service: DisService, app: str) -> None:
    target = f"{PATH}?{QUERY.replace('billing', app)}"

    assert (len(app) in (1, 50), with_token(service, "GET", target).status) == (True, 200)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(b"", "DIS.4300", id="empty"),
        pytest.param(b"{", "DIS.4300", id="cut off"),
        pytest.param(b"[]", "DIS.4300", id="array"),
        pytest.param(b"\xff", "DIS.4300", id="not UTF-8"),
        pytest.param(b"[" * 100_000, "DIS.4300", id="deep"),
        pytest.param(b"1" * 10_000, "DIS.4300", id="long number"),
        pytest.param(b'{"metadata": NaN}', "DIS.4300", id="NaN"),
        pytest.param(b'{"stream_name": "\\ud800"}', "DIS.4300", id="lone surrogate"),
        pytest.param(json.dumps(COMMIT).encode().ljust(12 * 2**20 + 1), "DIS.4300", id="12 MB"),
        pytest.param(b"{}", "DIS.4200", id="nothing"),
        *(
            pytest.param(json.dumps({k: v for k, v in COMMIT.items() if k != name}).encode(),
                         "DIS.4200", id=f"{name} missing")
            for name in COMMIT
        ),
        *(
            pytest.param(json.dumps({**COMMIT, name: 0}).encode(), "DIS.4200", id=f"{name} 0")
            for name in COMMIT
        ),
        pytest.param(json.dumps({**COMMIT, "metadata": None}).encode(), "DIS.4200", id="null"),
        pytest.param(
            json.dumps({**COMMIT, "metadata": "é" * 1001}).encode(), "DIS.4200", id="metadata 1001"
        ),
        pytest.param(
            json.dumps({**COMMIT, "partition_id": "x"}).encode(), "DIS.4201", id="partition"
        ),
    ],
)  # fmt: skip
def test_a_wrong_body_is_rejected(service: DisService, body: bytes, code: str) -> None:
    before = service.state.checkpoints()

    assert error(with_token(service, "POST", PATH, body)) == (400, code)
    assert service.state.checkpoints() == before


@pytest.mark.parametrize("metadata", ["", "é" * 1000, "\0\r\n\u2028😀"])
def test_metadata_may_be_any_text_of_a_thousand_characters(
    service: DisService, metadata: str
) -> None:
    body = json.dumps({**COMMIT, "metadata": metadata}).encode()

    assert with_token(service, "POST", PATH, body).status == 201
    shown = json.loads(with_token(service, "GET", f"{PATH}?{QUERY}").body)
    assert shown == {"sequence_number": "2", "metadata": metadata}


@pytest.mark.parametrize(
    ("types", "status"),
    [
        pytest.param([], 201, id="none, as it is the default"),
        pytest.param(["application/json; charset=utf-8"], 201, id="with charset"),
        pytest.param(["Application/JSON"], 201, id="in any case"),
        pytest.param(["text/plain"], 400, id="text"),
        pytest.param(["application/jsonx"], 400, id="longer"),
        pytest.param(["application/json; charset=utf-16"], 400, id="another charset"),
        pytest.param(["application/json", "text/plain"], 400, id="two"),
    ],
)
def test_the_body_must_be_declared_as_json(
    service: DisService, types: list[str], status: int
) -> None:
    headers = (("X-Auth-Token", service.token), *(("content-type", kind) for kind in types))

    answer = service.respond(Request("POST", PATH, headers, json.dumps(COMMIT).encode()))

    assert answer.status == status


@pytest.mark.parametrize(
    ("method", "target", "expected"),
    [
        ("GET", "/", (404, "APIGW.0101")),
        ("DELETE", f"{PATH}/?{QUERY}", (404, "APIGW.0101")),
        ("DELETE", f"/v2//checkpoints?{QUERY}", (404, "APIGW.0101")),
        ("DELETE", f"/V2/{PROJECT}/checkpoints?{QUERY}", (404, "APIGW.0101")),
        ("PUT", f"{PATH}?{QUERY}", (405, "APIGW.0101")),
        ("GET", "/v3/auth/tokens", (405, "APIGW.0101")),
    ],
)
def test_an_undocumented_path_or_method_is_rejected_with_a_body(
    service: DisService, method: str, target: str, expected: tuple[int, str]
) -> None:
    assert error(with_token(service, method, target)) == expected


def test_a_request_that_breaks_off_is_not_carried_out(service: DisService) -> None:
    """The caller left before the announced body had come: what it wanted is not known."""
    before, sent = service.state.checkpoints(), []
    events = iter([{"type": "http.request", "body": b"{", "more_body": True},
                   {"type": "http.disconnect"}])  # fmt: skip

    async def receive() -> Any:
        return next(events)

    async def send(event: Any) -> None:
        sent.append(event)

    scope = {
        "type": "http", "method": "DELETE", "path": PATH, "query_string": QUERY.encode(),
        "headers": [(b"x-auth-token", service.token.encode()), (b"content-length", b"9")],
    }  # fmt: skip
    asyncio.run(service(scope, receive, send))

    assert (sent, service.state.checkpoints()) == ([], before)


def test_a_fault_of_its_own_is_told_without_a_trace(
    service: DisService, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(service, "state", None)

    answer = with_token(service, "DELETE", f"{PATH}?{QUERY}")

    assert error(answer) == (500, "DIS.5000")
    assert b"Traceback" not in answer.body
    assert "Traceback" in caplog.text


FIELD = st.sampled_from(["X-Auth-Token", "Authorization", "X-Sdk-Date", "Host", "Content-Type"])


@given(
    method=st.sampled_from(["DELETE", "GET", "POST", "HEAD", "PATCH"]),
    path=st.sampled_from([PATH, f"{PATH}%2F", "/v3/projects", "/v3/auth/tokens"]),
    query=st.one_of(
        st.text(st.characters(max_codepoint=255)),
        st.text(st.sampled_from("stream_name=app&%0F+;\0é")).map(lambda text: f"{QUERY}&{text}"),
    ),
    headers=st.lists(st.tuples(FIELD, st.text(st.characters(max_codepoint=255)))),
    body=st.one_of(st.binary(), st.recursive(
        st.one_of(st.none(), st.floats(), st.text()),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*COMMIT, "auth"]), inner),
    ).map(lambda value: json.dumps(value).encode())),
    trusted=st.booleans(),
)  # fmt: skip
def test_nothing_that_is_sent_makes_it_fail(
    method: str, path: str, query: str, headers: list[tuple[str, str]], body: bytes, trusted: bool
) -> None:
    service = application()
    token = (("X-Auth-Token", service.token),) if trusted else ()

    answer = service.respond(Request(method, f"{path}?{query}", (*headers, *token), body))

    assert answer.status < 500
