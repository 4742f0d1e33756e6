"""The vendor's unmodified SDK against the contract: requests, signature, documented responses.

The table of its faults in README.md is asserted here, so that a change in the SDK is noticed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from clausebook.http.exchange import Response
from clausebook.judge import Judge
from clausebook.openapi import Document
from reference_service.canned_server import Canned, canned
from reference_service.process import Served, served
from reference_service.state import PROJECT

pytest.importorskip("huaweicloudsdkdis", reason="the vendor's SDK is not installed: extra `sdk`")

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions import exceptions
from huaweicloudsdkdis.v2 import (
    CommitCheckpointReq,
    CommitCheckpointRequest,
    DeleteCheckpointRequest,
    DisClient,
    ShowCheckpointRequest,
)
from huaweicloudsdkdis.v2.region.dis_region import DisRegion

# The SDK calls what Python 3.12 deprecated; that is its vendor's to mend.
pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")

NAMED = {"stream_name": "orders", "app_name": "billing", "checkpoint_type": "LAST_READ"}
TARGET = {**NAMED, "partition_id": "0"}
GOOD = DeleteCheckpointRequest(**TARGET)
JSON = ("Content-Type", "application/json")


@contextmanager
def client_of(url: str, credentials: Any = None) -> Iterator[Any]:
    """The SDK's client for a server, told of the project so that it need not ask IAM."""
    signing = credentials or BasicCredentials("AK", "SK", PROJECT)
    made = DisClient.new_builder().with_credentials(signing).with_endpoint(url).build()
    with closing(made):
        yield made


@pytest.fixture
def server() -> Iterator[Canned]:
    """A server that answers as it is told."""
    with canned() as running:
        yield running


@pytest.fixture(scope="module")
def service() -> Iterator[Served]:
    """The reference service, as `clausebook serve` runs it."""
    with served() as running:
        yield running


def seen(server: Canned, answer: Response, request: Any = GOOD) -> tuple[str, Any, Any]:
    """What a caller of deleteCheckpoint sees of an answer: the kind, the code, the message."""
    server.answer = answer
    with client_of(server.url) as client:
        try:
            returned = client.delete_checkpoint(request)
        except exceptions.ServiceResponseException as raised:
            return type(raised).__name__, raised.error_code, raised.error_msg
    return type(returned).__name__, returned.status_code, str(returned)


def documented_errors(document: Document) -> Iterator[tuple[int, dict[str, Any]]]:
    """Status and body of each example of a refusal in the document."""
    operation = document.operation("DELETE", "/v2/{project_id}/checkpoints")
    for status, response in operation.responses.items():
        content = document.resolve(response).get("content", {}).get("application/json", {})
        for example in content.get("examples", {}).values():
            yield int(status), document.resolve(example)["value"]


def test_what_it_sends_keeps_the_contract(server: Canned, clausebook_judge: Judge) -> None:
    body = CommitCheckpointReq(**TARGET, sequence_number="2", metadata="läuft")
    with client_of(server.url) as client:
        client.delete_checkpoint(GOOD)
        client.delete_checkpoint(DeleteCheckpointRequest(**NAMED))
        client.commit_checkpoint(CommitCheckpointRequest(body=body))
        server.answer = Response(200, (JSON,), b"{}")
        client.show_checkpoint(ShowCheckpointRequest(**TARGET))

    sent = [request.method for request in server.received]
    assert sent == ["DELETE", "DELETE", "POST", "GET"]
    for request in server.received:
        assert clausebook_judge.request(request, consumer=True) == []


def test_a_deletion_looks_like_this_on_the_wire(server: Canned) -> None:
    """Sorted query, no token but a signature, a media type although there is no body."""
    seen(server, Response(204))
    (request,) = server.received
    query = "app_name=billing&checkpoint_type=LAST_READ&partition_id=0&stream_name=orders"

    assert request.target == f"/v2/{PROJECT}/checkpoints?{query}"
    assert request.body == b""
    assert request.header("X-Auth-Token") is None
    assert request.header("X-Project-Id") == PROJECT
    assert (request.header("Content-Type"), request.header("Content-Length")) == (JSON[1], "0")
    assert (request.header("Authorization") or "").startswith("SDK-HMAC-SHA256 Access=AK, ")


@pytest.mark.parametrize("kind", ["key", "temporary_key"])
def test_its_signature_passes(service: Served, kind: str) -> None:
    key = getattr(service, kind)
    credentials = BasicCredentials(key.access, key.secret, PROJECT)
    if key.security_token:
        credentials.with_security_token(key.security_token)
    body = CommitCheckpointReq(**TARGET, sequence_number="4711", metadata="läuft ☕")
    with client_of(service.url, credentials) as client:
        committed = client.commit_checkpoint(CommitCheckpointRequest(body=body))
        shown = client.show_checkpoint(ShowCheckpointRequest(**TARGET))
        deleted = client.delete_checkpoint(GOOD)

    assert (committed.status_code, deleted.status_code) == (201, 204)
    assert (shown.sequence_number, shown.metadata) == ("4711", "läuft ☕")


def test_a_wrong_secret_is_told_to_its_caller(service: Served) -> None:
    credentials = BasicCredentials(service.key.access, "wrong", PROJECT)

    with (
        client_of(service.url, credentials) as client,
        pytest.raises(exceptions.ClientRequestException) as caught,
    ):
        client.delete_checkpoint(GOOD)

    assert (caught.value.status_code, caught.value.error_code) == (401, "APIGW.0301")


def test_the_exported_environment_is_all_it_needs(
    service: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It asks IAM for the project's id first, and both by the addresses that were exported."""
    for name, value in service.exports.items():
        monkeypatch.setenv(name, value)
    region = DisRegion.value_of("cn-north-4")
    credentials = BasicCredentials(service.key.access, service.key.secret)
    made = DisClient.new_builder().with_credentials(credentials).with_region(region).build()

    with closing(made) as client:
        deleted = client.delete_checkpoint(DeleteCheckpointRequest(**NAMED, partition_id="1"))

    assert (str(deleted), credentials.project_id) == ("{}", PROJECT)


def test_every_documented_response_reaches_its_caller_somehow(
    server: Canned, clausebook_document: Document
) -> None:
    """Never as another kind than its status: a success for 204, an exception for the rest.

    In the gateway's shape the caller gets code and message; the rest is in the table of faults.
    """
    assert seen(server, Response(204)) == ("DeleteCheckpointResponse", 204, "{}")
    answered = list(documented_errors(clausebook_document))
    for status, body in answered:
        answer = seen(server, Response(status, (JSON,), json.dumps(body).encode()))
        kind = "ServerResponseException" if status >= 500 else "ClientRequestException"
        assert answer[0] == kind
        if "error_code" in body and status != 429:
            assert answer[1:] == (body["error_code"], body["error_msg"])

    assert {status for status, _ in answered} == {400, 401, 403, 429, 441, 500}


def shape_is_not_read(server: Canned, document: Document) -> None:
    """The service's own shape: the code is the status, the message the unread JSON."""
    for status, body in documented_errors(document):
        if "errorCode" in body and status != 429:
            text = json.dumps(body)
            answer = seen(server, Response(status, (JSON,), text.encode()))
            assert answer[1:] == (str(status), text)


def throttling_is_lost(server: Canned, document: Document) -> None:
    """Of a 429 neither body nor request id is left."""
    for status, body in documented_errors(document):
        if status == 429:
            answer = seen(server, Response(429, (JSON,), json.dumps(body).encode()))
            assert answer[1] == "429"
            assert "too many 429 error responses" in answer[2]


def undocumented_success(server: Canned, _: Document) -> None:
    """Whatever is below 400 is a success, a redirect included, which is not followed."""
    location = ("Location", f"{server.url}/elsewhere")
    for status in (200, 202, 301, 302, 304):
        answer = seen(server, Response(status, (location,), b""))
        assert answer == ("DeleteCheckpointResponse", status, "{}")


def nothing_is_validated(server: Canned, document: Document) -> None:
    """What the contract forbids is sent all the same."""
    judge = Judge(document)
    wrong = [{}, {**TARGET, "app_name": "a" * 51}, {**TARGET, "checkpoint_type": "NOPE"},
             {**TARGET, "app_name": ""}, {**TARGET, "partition_id": "x"}]  # fmt: skip
    for values in wrong:
        assert seen(server, Response(204), DeleteCheckpointRequest(**values))[1] == 204
        assert judge.request(server.received[-1]) != []


def request_id_of_the_gateway(server: Canned, _: Document) -> None:
    """It is read from the header X-Request-Id alone, not from the gateway's body."""
    body = b'{"error_code": "APIGW.0301", "error_msg": "no", "request_id": "7"}'
    server.answer = Response(401, (JSON,), body)
    with (
        client_of(server.url) as client,
        pytest.raises(exceptions.ClientRequestException) as caught,
    ):
        client.delete_checkpoint(GOOD)
    assert caught.value.request_id is None


FAULTS = {
    "errorCode is not read": shape_is_not_read,
    "429 loses its body": throttling_is_lost,
    "anything below 400 is success": undocumented_success,
    "nothing is validated": nothing_is_validated,
    "request_id in the body is ignored": request_id_of_the_gateway,
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_the_sdk_gets_wrong_is_still_so(
    name: str, server: Canned, clausebook_document: Document
) -> None:
    """Where this fails the SDK has changed: mend the table in README.md with it."""
    FAULTS[name](server, clausebook_document)


def test_the_table_of_faults_lists_each_of_them() -> None:
    text = Path(__file__).with_name("README.md").read_text("utf-8")
    part = text.partition("## What the vendor's SDK gets wrong")[2].partition("## ")[0]
    rows = [line.split("|")[1].strip() for line in part.splitlines() if line.startswith("|")]

    assert rows[2:] == list(FAULTS)
