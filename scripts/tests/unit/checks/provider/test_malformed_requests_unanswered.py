"""On an undocumented path nobody need answer; whoever does, does it in HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from clausebook.checks.session import ProviderSession
from clausebook.http.exchange import Exchange, Request
from clausebook.http.transport import AsgiTransport, NoResponse
from clausebook.report.finding import ContractBroken
from fakes.notes_api import FACTS, JUDGE, KEY, NOTES, Spoiled, broken, checks

GET = "GET /notes/{} operation: "


class _Closing(Spoiled):
    """A provider that closes the connection without a word over some paths."""

    def __init__(self, over: Callable[[str], bool]) -> None:
        super().__init__()
        self._over = over

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answers as the right provider does, or not at all."""
        if not self._over(scope["path"]):
            await super().__call__(scope, receive, send)


@pytest.mark.parametrize(
    ("over", "kind", "told"),
    [
        (lambda path: not re.fullmatch("/notes(/[^/]+)?", path), "an undocumented path", []),
        (lambda path: path.endswith("\0b"), "a malformed name", ["no response came"]),
    ],
    ids=["an undocumented path", "one that is"],
)
def test_only_on_an_undocumented_path_need_nobody_answer(
    over: Callable[[str], bool], kind: str, told: list[str]
) -> None:
    assert list(broken(_Closing(over), having=f"{GET}{kind}").values()) == told


class _Garbled(AsgiTransport):
    """What is undocumented is answered in broken HTTP."""

    def send(self, request: Request) -> Exchange:
        """The exchange. Raises NoResponse for an undocumented path."""
        if not re.fullmatch("/notes(/[^/]+)?", request.path):
            raise NoResponse(request, "an illegal header line", begins_as_http=True)
        return super().send(request)

    send_dedicated = send


def test_an_answer_in_broken_http_is_found_on_an_undocumented_path_too() -> None:
    (check,) = checks(having=f"{GET}an undocumented path")
    with closing(_Garbled(Spoiled())) as transport:
        session = ProviderSession.over(NOTES, JUDGE, FACTS, transport, {"X-Token": KEY})
        with pytest.raises(ContractBroken, match="no response came"):
            check.run(session)
