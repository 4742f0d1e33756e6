"""The pytest side in a run that is none of ours, and beside plugins that are not ours."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from clausebook.transport.address import is_loopback
from pytest_socket import SocketConnectBlockedError

HEAVY = ("httpx", "hypothesis", "jsonschema_rs", "rich", "yaml", "uvicorn", "openapi_python_client")


def test_it_imports_nothing_that_a_foreign_run_does_not_need() -> None:
    program = (
        "import sys, pytest; before = set(sys.modules); import clausebook.plugin; "
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    loaded = done.stdout.split()
    assert "clausebook" in loaded
    assert not set(loaded) & set(HEAVY)


def test_a_foreign_run_beside_another_plugin_with_the_plain_options_passes(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "def pytest_addoption(parser):\n"
        "    for name in ('spec', 'url', 'facts', 'seed', 'header'):\n"
        "        parser.addoption('--' + name)\n",
        encoding="utf-8",
    )
    (tmp_path / "test_a.py").write_text("def test_a():\n    pass\n", encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--url", "http://h", "-W", "error"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "1 passed" in done.stdout


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost:8080", True),
        ("http://LOCALHOST", True),
        ("http://a.localhost", True),
        ("http://127.0.0.1:1", True),
        ("http://127.8.9.1", True),
        ("http://[::1]:80/base", True),
        ("http://127.0.0.1.example.com", False),
        ("http://localhost.example.com", False),
        ("http://127.0.0.1@example.com", False),
        ("http://0.0.0.0", False),
        ("http://10.0.0.1", False),
        ("https://example.com/127.0.0.1", False),
    ],
)
def test_loopback_goes_by_the_host_alone(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected


# The documentation address of RFC 5737: nobody's, should the block ever fail.
@pytest.mark.filterwarnings("ignore:A test tried to use socket:UserWarning")
def test_the_suite_cannot_reach_beyond_loopback() -> None:
    with socket.socket() as outward:
        outward.settimeout(0.1)
        with pytest.raises(SocketConnectBlockedError, match=r"192\.0\.2\.1"):
            outward.connect(("192.0.2.1", 9))
