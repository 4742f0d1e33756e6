"""The generated client's error for each case of `client_cases`, sync and async."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from client_cases import BODY, GOOD, WRONG_ANSWERS, WRONG_CALLS, WrongAnswer, WrongCall
from dis_checkpoints import AsyncClient, Client, auth, errors

STYLES = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
METHODS = {"delete_checkpoint": "DELETE", "commit_checkpoint": "POST", "show_checkpoint": "GET"}
URL = "https://contract.invalid"


def called(method: str, arguments: dict[str, Any], handler: Any, asynchronous: bool) -> Any:
    """What one call makes of the handler's answer."""
    options: dict[str, Any] = {
        "auth": auth.IamToken("secret-token"),
        "retries": 0,
        "transport": httpx.MockTransport(handler),
    }
    if not asynchronous:
        with Client(URL, **options) as client:
            return getattr(client, method)(**arguments)

    async def call() -> Any:
        async with AsyncClient(URL, **options) as client:
            return await getattr(client, method)(**arguments)

    return asyncio.run(call())


@STYLES
@pytest.mark.parametrize("wrong", WRONG_CALLS, ids=lambda wrong: wrong.name)
def test_a_wrong_call_is_rejected_with(wrong: WrongCall, asynchronous: bool) -> None:
    def sent(request: httpx.Request) -> httpx.Response:
        raise AssertionError("it was sent")

    with pytest.raises(errors.InvalidArgument) as caught:
        called(wrong.method, wrong.arguments(), sent, asynchronous)

    error, start = caught.value, f"{METHODS[wrong.method]} /v2"
    assert error.clause == f"{start}/{{}}/checkpoints {wrong.clause}"
    value = f"{error.parameter}={errors.shown(error.value)}"
    told = f"{start}/{{project_id}}/checkpoints: {value} {wrong.message} [{error.clause}]"
    assert str(error) == told
    assert error.parameter.startswith(wrong.argument or "body")


@STYLES
@pytest.mark.parametrize("wrong", WRONG_ANSWERS, ids=lambda w: f"{w.method} {w.status} {w.name}")
def test_a_wrong_response_raises(wrong: WrongAnswer, asynchronous: bool) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(wrong.status, headers=wrong.headers, content=wrong.body)

    good = {"project_id": "p", "body": BODY} if wrong.method == "commit_checkpoint" else GOOD
    with pytest.raises(errors.AnswerError) as caught:
        called(wrong.method, good, answer, asynchronous)

    error, start = caught.value, f"{METHODS[wrong.method]} /v2/{{project_id}}/checkpoints"
    assert type(error).__name__ == wrong.error
    assert str(error) == f"{start}: {wrong.status}: {wrong.message}"
    assert (error.status, error.content) == (wrong.status, wrong.body)
    assert "secret-token" not in f"{error!r} {error}"
    assert len(asked) == 1, "a redirect is not followed, and nothing is repeated"


@STYLES
def test_a_documented_failure_carries_code_message_model_and_request_id(asynchronous: bool) -> None:
    row = next(row for row in WRONG_ANSWERS if row.name == "the gateway's 401")

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(row.status, headers=row.headers, content=row.body)

    with pytest.raises(errors.Refused) as caught:
        called(row.method, GOOD, answer, asynchronous)

    error = caught.value
    assert (error.code, error.message) == ("APIGW.0301", "Incorrect credentials")
    assert error.request_id == "r-1"
    assert error.model.error_msg == "Incorrect credentials"


def test_the_table_has_at_least_sixty_rows() -> None:
    assert len(WRONG_CALLS) >= 30
    assert len(WRONG_ANSWERS) >= 30
