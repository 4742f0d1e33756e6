"""The generated client's retries: only idempotent calls, and a limited number."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import httpx
import pytest
from client_cases import GOOD
from dis_checkpoints import AsyncClient, Client, auth, errors

STYLES = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
JSON = {"Content-Type": "application/json"}
THROTTLED = b'{"error_code": "APIGW.0308", "error_msg": "slow down"}'


@pytest.fixture(autouse=True)
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, without waiting."""
    found: list[float] = []

    async def asleep(seconds: float, *_: Any) -> None:
        found.append(seconds)

    monkeypatch.setattr(time, "sleep", found.append)
    monkeypatch.setattr("httpx_retries.retry.asyncio.sleep", asleep)
    return found


def called(method: str, answers: list[Any], asynchronous: bool, **options: Any) -> list[int]:
    """Calls with one answer after the other; returns how many requests were made, in a list."""
    asked: list[int] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(1)
        found = answers[min(len(asked), len(answers)) - 1]
        if isinstance(found, Exception):
            raise found
        status, headers = found
        content = THROTTLED if status in (429, 400) else b"{}" if status == 200 else b""
        return httpx.Response(status, headers={**JSON, **headers}, content=content)

    options = {"transport": httpx.MockTransport(answer), "auth": auth.IamToken("t"), **options}

    async def call() -> None:
        async with AsyncClient("https://h.example", **options) as client:
            await getattr(client, method)(**GOOD)

    try:
        if asynchronous:
            asyncio.run(call())
        else:
            with Client("https://h.example", **options) as client:
                getattr(client, method)(**GOOD)
    except errors.Error:
        asked.append(0)
    return asked


Status = tuple[int, dict[str, str]]
OK: Status = (200, {})
LATER: Status = (429, {"Retry-After": "7"})
BUSY: Status = (503, {})
BROKEN = httpx.ConnectError("refused")


@STYLES
@pytest.mark.parametrize(
    ("method", "answers", "asked"),
    [
        ("show_checkpoint", [LATER, OK], [1, 1]),
        ("show_checkpoint", [BUSY, OK], [1, 1]),
        ("show_checkpoint", [BROKEN, OK], [1, 1]),
        ("show_checkpoint", [BROKEN, LATER, OK], [1, 1, 1]),
        ("show_checkpoint", [LATER], [1, 1, 1, 0]),
        ("show_checkpoint", [BROKEN], [1, 1, 1, 0]),
        ("show_checkpoint", [(400, {})], [1, 0]),
        ("delete_checkpoint", [LATER], [1, 0]),
        ("delete_checkpoint", [BROKEN], [1, 0]),
    ],
)
def test_a_call_is_sent_again(
    method: str, answers: list[Any], asked: list[int], asynchronous: bool
) -> None:
    assert called(method, answers, asynchronous) == asked


@STYLES
def test_retry_after_is_kept_and_bounded(asynchronous: bool, slept: list[float]) -> None:
    called("show_checkpoint", [LATER, (429, {"Retry-After": "100000"}), OK], asynchronous)
    assert slept == [7.0, 30.0]


@STYLES
def test_pauses_grow_and_are_random(asynchronous: bool, slept: list[float]) -> None:
    for _ in range(20):
        called("show_checkpoint", [BUSY], asynchronous)
    first, second = slept[::2], slept[1::2]
    assert len(set(first)) > 1
    assert all(0.25 <= pause <= 0.5 for pause in first)
    assert all(0.5 <= pause <= 1.0 for pause in second)


@STYLES
def test_retries_can_be_turned_off(asynchronous: bool) -> None:
    assert called("show_checkpoint", [LATER], asynchronous, retries=0) == [1, 0]


def test_each_attempt_is_one_line_at_debug(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "dis_checkpoints"):
        called("show_checkpoint", [BROKEN, LATER, OK], asynchronous=False)
    lines = [r.getMessage() for r in caplog.records if r.name == "dis_checkpoints"]
    assert [line.split(": ")[1].split(" in ")[0] for line in lines] == [
        "ConnectError",
        "429",
        "200",
    ]
