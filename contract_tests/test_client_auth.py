"""The generated client's credentials: sent, renewed, redacted, and signed like the vendor's."""

from __future__ import annotations

import asyncio
import copy
import pickle
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from clausebook.auth import verify
from clausebook.http.exchange import Request
from client_cases import BODY, GOOD
from dis_checkpoints import AsyncClient, Client, auth, errors
from dis_checkpoints._signature import Request as Signable
from dis_checkpoints._signature import SecretKey, Signer
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_service.process import Served, served
from reference_service.state import PROJECT

STYLES = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
URL = "https://contract.invalid"
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
REFUSED = b'{"error_code": "APIGW.0301", "error_msg": "Incorrect"}'


def delete(credential: Any, handler: Any, asynchronous: bool, calls: int = 1) -> None:
    """So many calls of one client."""
    options: dict[str, Any] = {"auth": credential, "transport": httpx.MockTransport(handler)}

    async def call() -> None:
        async with AsyncClient(URL, **options) as client:
            for _ in range(calls):
                await client.delete_checkpoint(**GOOD)

    if asynchronous:
        asyncio.run(call())
        return
    with Client(URL, **options) as client:
        for _ in range(calls):
            client.delete_checkpoint(**GOOD)


def accepting(token: str, asked: list[str]) -> Any:
    """Answers 204 to one token and 401 to every other."""

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers["X-Auth-Token"])
        if asked[-1] == token:
            return httpx.Response(204)
        return httpx.Response(401, headers={"Content-Type": "application/json"}, content=REFUSED)

    return answer


@STYLES
def test_a_token_is_asked_for_once_and_renewed_once_after_a_401(asynchronous: bool) -> None:
    asked: list[str] = []
    made = iter(["old", "new", "newer"])
    delete(auth.IamToken(lambda: next(made)), accepting("new", asked), asynchronous, calls=3)

    assert asked == ["old", "new", "new", "new"]


@STYLES
def test_a_renewed_token_that_is_rejected_too_is_the_response(asynchronous: bool) -> None:
    asked: list[str] = []
    with pytest.raises(errors.Refused, match=r"401: APIGW\.0301"):
        delete(auth.IamToken(lambda: "bad"), accepting("good", asked), asynchronous)
    assert asked == ["bad", "bad"]


@STYLES
def test_a_token_given_as_text_is_not_sent_twice(asynchronous: bool) -> None:
    asked: list[str] = []
    with pytest.raises(errors.Refused):
        delete(auth.IamToken("bad"), accepting("good", asked), asynchronous)
    assert asked == ["bad"]


def test_a_provider_may_be_asynchronous_where_the_client_is() -> None:
    asked: list[str] = []

    async def token() -> str:
        return "good"

    delete(auth.IamToken(token), accepting("good", asked), asynchronous=True)
    assert asked == ["good"]
    with pytest.raises(errors.CannotSend, match="use AsyncClient"):
        delete(auth.IamToken(token), accepting("good", asked), asynchronous=False)


def test_secrets_come_from_the_environment_by_their_documented_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setenv("DIS_CHECKPOINTS_IAM_TOKEN", "from-environment")
    delete(None, accepting("from-environment", asked), asynchronous=False)
    delete(auth.IamToken(), accepting("from-environment", asked), asynchronous=False)
    assert asked == ["from-environment"] * 2
    assert "DIS_CHECKPOINTS_IAM_TOKEN" in (auth.IamToken.__doc__ or "")


@pytest.mark.parametrize(
    "credential",
    [auth.IamToken("SECRET"), auth.Signature("AK", "SECRET", "SECRET")],
    ids=["token", "signature"],
)
def test_no_repr_shows_a_secret(credential: Any) -> None:
    with Client(URL, auth=credential) as client:
        shown = f"{credential!r} {credential} {client!r} {[credential]}"
    assert "SECRET" not in shown


@pytest.fixture(scope="module")
def service() -> Iterator[Served]:
    """The reference service, which proves who asks."""
    with served() as running:
        yield running


@STYLES
@pytest.mark.parametrize("kind", ["token", "key", "temporary_key"])
def test_the_reference_service_accepts(service: Served, kind: str, asynchronous: bool) -> None:
    """A commit, a look and a deletion, each proven; the port is no usual one."""
    key = getattr(service, kind)
    proof: Any = auth.IamToken(key) if kind == "token" else None
    proof = proof or auth.Signature(key.access, key.secret, key.security_token)
    named = {**GOOD, "project_id": PROJECT}

    async def call() -> Any:
        async with AsyncClient(service.url, auth=proof) as client:
            await client.commit_checkpoint(PROJECT, body=BODY)  # type: ignore[arg-type]  # a plain dict
            found = await client.show_checkpoint(**named)
            await client.delete_checkpoint(**named)
            return found

    def call_sync() -> Any:
        with Client(service.url, auth=proof) as client:
            client.commit_checkpoint(PROJECT, body=BODY)  # type: ignore[arg-type]  # a plain dict
            found = client.show_checkpoint(**named)
            client.delete_checkpoint(**named)
            return found

    found = asyncio.run(call()) if asynchronous else call_sync()
    assert found.sequence_number == "2"


TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
PATH = st.lists(TEXT, min_size=1, max_size=4).map(
    lambda parts: "".join(f"/{quote(part, safe='')}" for part in parts)
)
LINE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=12)
NAME = st.text(st.sampled_from("abcXYZ019-"), min_size=1, max_size=8).map("X-{}".format)


@settings(max_examples=500, deadline=None)
@given(
    method=st.sampled_from(["DELETE", "GET", "POST", "PUT"]),
    path=PATH,
    query=st.dictionaries(TEXT, st.one_of(TEXT, st.lists(TEXT, max_size=3)), max_size=4),
    headers=st.dictionaries(NAME, LINE, max_size=4),
    body=st.one_of(st.just(""), TEXT),
    port=st.sampled_from(["", ":8443", ":80"]),
    token=st.one_of(st.none(), LINE),
)
def test_the_signature_is_the_vendors_own(
    method: str, path: str, query: dict[str, Any], headers: dict[str, str], body: str, port: str,
    token: str | None,
) -> None:  # fmt: skip
    """Unicode, reserved characters, empty and repeated values, bodies, ports, temporary keys."""
    pytest.importorskip("huaweicloudsdkcore", reason="the vendor's SDK is not installed")
    from huaweicloudsdkcore.sdk_request import SdkRequest
    from huaweicloudsdkcore.signer.signer import Signer as VendorSigner

    unique = {name.lower(): (name, value) for name, value in headers.items()}
    fields = dict(unique.values()) | {"Content-Type": "application/json"}
    fields |= {"X-Security-Token": token} if token else {}
    host = f"api.example.com{port}"
    vendor = SdkRequest(
        method=method, host=host, resource_path=path, query_params=list(query.items()),
        header_params={**fields, "X-Sdk-Date": NOW.strftime("%Y%m%dT%H%M%SZ")}, body=body,
    )  # fmt: skip
    theirs = VendorSigner(SimpleNamespace(ak="AK", sk="SK")).sign(vendor)
    content = theirs.body if isinstance(theirs.body, bytes) else b""

    signer = Signer(SecretKey("AK", "SK", token), host, clock=lambda: NOW)
    ours = signer.sign(Signable(method, theirs.uri, tuple(fields.items()), content))

    assert ours.header("Authorization") == theirs.header_params["Authorization"]
    sent = Request(ours.method, ours.target, ours.headers, ours.body)
    assert verify(sent, {"AK": "SK"}.get, NOW) == "AK"


def test_a_credential_that_is_copied_stays_redacted() -> None:
    token = auth.IamToken("SECRET")
    assert "SECRET" not in repr(copy.copy(token))
    with pytest.raises(TypeError):
        pickle.dumps(token)
