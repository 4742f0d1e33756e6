"""The reference service accepts what the vendor's signer signs.

`FAULTS` are the kinds of request that the signer signs wrongly.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from clausebook.auth import SignatureRejected, verify
from clausebook.http.exchange import Request
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("huaweicloudsdkcore", reason="the vendor's SDK is not installed: extra `sdk`")

from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
KEYS = SimpleNamespace(ak="AKEXAMPLE", sk="SKEXAMPLE")
TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
LINE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=12)
NAME = st.text(st.sampled_from("abcXYZ019-_!~"), min_size=1, max_size=8)
VALUE = st.one_of(TEXT, st.integers(), st.booleans(), st.lists(TEXT, max_size=3))
# The SDK puts each value into the path with quote(safe=""), as here.
PATH = st.lists(TEXT, min_size=1, max_size=4).map(
    lambda parts: "".join(f"/{quote(part, safe='')}" for part in parts)
)
HEADERS = st.dictionaries(NAME.map(lambda name: f"X-{name}"), LINE, max_size=4)
TYPES = st.sampled_from([None, "application/json", "application/json;charset=utf8", "text/plain"])
SIGNED = 200


def signed(
    method: str, path: str, query: list[tuple[str, Any]], headers: dict[str, str], body: Any
) -> Request:
    """What the vendor's client would send, as a server reads it."""
    fields = {**headers, "X-Sdk-Date": NOW.strftime("%Y%m%dT%H%M%SZ")}
    request = SdkRequest(
        method=method, host="api.example.com", resource_path=path, query_params=query,
        header_params=fields, body=body,
    )  # fmt: skip
    made = Signer(KEYS).sign(request)
    content = made.body if isinstance(made.body, bytes) else b""
    return Request(method, made.uri, tuple(made.header_params.items()), content)


@settings(max_examples=SIGNED)
@given(
    method=st.sampled_from(["DELETE", "GET", "POST", "PUT"]),
    path=PATH,
    query=st.dictionaries(TEXT, VALUE, max_size=4),
    headers=HEADERS,
    media_type=TYPES,
    body=st.one_of(st.none(), TEXT, st.binary(max_size=20)),
)
def test_what_the_vendors_signer_signs_is_accepted(
    method: str, path: str, query: dict[str, Any], headers: dict[str, str],
    media_type: str | None, body: Any,
) -> None:  # fmt: skip
    """Unicode, reserved characters, empty and repeated values, bodies: two hundred of them."""
    unique = {name.lower(): (name, value) for name, value in headers.items()}
    fields = dict(unique.values()) | ({"Content-Type": media_type} if media_type else {})

    request = signed(method, path, list(query.items()), fields, body)

    assert verify(request, {KEYS.ak: KEYS.sk}.get, NOW) == KEYS.ak


FAULTS: dict[str, tuple[list[tuple[str, Any]], type[Exception]]] = {
    "numbers in a list": ([("n", [9, 10])], SignatureRejected),
    "one name with two lists": ([("n", ["b"]), ("n", ["a", "c"])], SignatureRejected),
    "one name with values of two types": ([("n", "a"), ("n", 1)], TypeError),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_the_signer_gets_wrong_is_still_so(name: str) -> None:
    """None of it is met by DIS, whose parameters are single texts."""
    query, error = FAULTS[name]

    with pytest.raises(error):
        verify(signed("GET", "/a", query, {}, None), {KEYS.ak: KEYS.sk}.get, NOW)


def test_the_table_of_the_signers_faults_lists_each_of_them() -> None:
    text = Path(__file__).with_name("README.md").read_text("utf-8")
    section = text.partition("## What the vendor's signer gets wrong")[2].partition("## ")[0]
    rows = [line.split("|")[1].strip() for line in section.splitlines() if line[:1] == "|"]

    assert rows[2:] == list(FAULTS), "after the heading and the rule below it"
