"""The cases of `client_cases.yaml`: invalid calls and responses, with the expected error."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from dis_checkpoints import UNSET

GOOD: dict[str, Any] = {
    "project_id": "p",
    "stream_name": "orders",
    "app_name": "billing",
    "checkpoint_type": "LAST_READ",
    "partition_id": "0",
}
BODY: dict[str, Any] = {
    "stream_name": "orders",
    "app_name": "billing",
    "checkpoint_type": "LAST_READ",
    "partition_id": "0",
    "sequence_number": "2",
}
ABSENT = object()


@dataclass(frozen=True)
class WrongCall:
    """A call with one changed `argument`, or with a body with one changed `member`."""

    method: str
    value: Any
    message: str
    clause: str
    argument: str = ""
    member: str = ""

    @property
    def name(self) -> str:
        """The test id."""
        shown = "missing" if self.value is ABSENT else f"= {self.value!r:.20}"
        return f"{self.method} {self.argument or f'body.{self.member}'} {shown}"

    def arguments(self) -> dict[str, Any]:
        """The keyword arguments of the call."""
        body = _changed(BODY, self.member, self.value) if self.member else BODY
        good = {"project_id": "p", "body": body} if self.method == "commit_checkpoint" else GOOD
        return _changed(good, self.argument, self.value) if self.argument else good


@dataclass(frozen=True)
class WrongAnswer:
    """A response to a valid call of `method`."""

    name: str
    method: str
    status: int
    error: str
    message: str
    headers: dict[str, str] = field(default_factory=dict)
    content: str = ""

    @property
    def body(self) -> bytes:
        """The bytes of `content`, one for each character."""
        return self.content.encode("latin-1")


def _changed(good: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    return {k: v for k, v in {**good, name: value}.items() if v is not ABSENT}


class _Loader(yaml.SafeLoader):
    """YAML with tags for an absent value, an unpaired surrogate, and long strings."""


def _repeat(loader: yaml.SafeLoader, node: Any) -> str:
    text, count = loader.construct_sequence(node)
    return str(text) * int(count)


_Loader.add_constructor("!absent", lambda loader, node: ABSENT)
_Loader.add_constructor("!unset", lambda loader, node: UNSET)
_Loader.add_constructor("!surrogate", lambda loader, node: "\ud800")
_Loader.add_constructor("!repeat", _repeat)

_ROWS = yaml.load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"), _Loader)
WRONG_CALLS = [WrongCall(**row) for row in _ROWS["calls"]]
WRONG_ANSWERS = [WrongAnswer(**row) for row in _ROWS["answers"]]
