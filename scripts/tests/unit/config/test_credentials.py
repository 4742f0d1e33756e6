"""`[tool.clausebook.credentials]`: what it takes, and that no secret may stand in it."""

from __future__ import annotations

import tomllib

import pytest
from clausebook.config.credentials import (
    FromFlow,
    FromLogin,
    FromVariable,
    credentials_from,
    variables_of,
)
from clausebook.errors import CannotRun

ALL = """
key = "env:KEY"
[flow]
flow = "password"
user = "alice"
password = "env:PASSWORD"
scopes = ["read"]
[session]
login = { operation = "logIn", body = { name = "alice", word = "env:WORD" } }
"""


def test_each_kind_of_source_is_read() -> None:
    found = credentials_from(tomllib.loads(ALL), "credentials")

    assert found == {
        "key": FromVariable("KEY"),
        "flow": FromFlow("password", {"user": "alice", "password": "env:PASSWORD"}, ("read",)),
        "session": FromLogin("logIn", {"name": "alice", "word": "env:WORD"}, "/access_token"),
    }
    named = [name for source in found.values() for name in variables_of(source)]
    assert named == ["KEY", "PASSWORD", "WORD"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param('a = "hunter2-17"', "holds the credential itself", id="a secret"),
        pytest.param("a = 1", "needs one of flow", id="a number"),
        pytest.param("[a]", "needs one of flow", id="nothing"),
        pytest.param('[a]\nflow = "implicit"', "flow is 'implicit'", id="another flow"),
        pytest.param(
            '[a]\nflow = "password"\nuser = "u"\npassword = "hunter2-17"',
            "password holds the credential itself",
            id="a password",
        ),
        pytest.param('[a]\nflow = "password"\nuser = "u"', "lacks password", id="no password"),
        pytest.param(
            '[a]\nflow = "password"\nusr = "u"', "called 'usr'; did you mean 'user'", id="a typo"
        ),
        pytest.param(
            '[a]\nflow = "password"\nscopes = "read"', "scopes is 'read'", id="scopes as text"
        ),
        pytest.param('[a]\nlogin = "logIn"', "is no table", id="login as text"),
        pytest.param("[a]\nlogin = { body = {} }", "needs an operation", id="no operation"),
        pytest.param(
            '[a]\nlogin = { operation = "x", body = { a = 1 } }',
            "a is no text",
            id="a number within",
        ),
    ],
)
def test_another_shape_is_one_line_that_quotes_no_secret(text: str, words: str) -> None:
    with pytest.raises(CannotRun, match=words) as error:
        credentials_from(tomllib.loads(text), "credentials")
    assert "hunter2" not in str(error.value)
