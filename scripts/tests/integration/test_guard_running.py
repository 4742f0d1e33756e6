"""guard while it runs: credentials, progress, signals, and servers that are not HTTP."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from socket import create_server, socket

import pytest
from fakes.guard_runs import HEADER, assert_cannot_run, guard
from fakes.repositories import make_repository


@pytest.fixture
def listening() -> Iterator[int]:
    """A port with an HTTP server."""
    with answering(
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    ) as port:
        yield port


class answering:  # noqa: N801 - a context manager, read as one
    """A server on loopback that reads a request, sends these bytes and closes."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._server = create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> int:
        self._thread.start()
        port: int = self._server.getsockname()[1]
        return port

    def __exit__(self, *error: object) -> None:
        with socket() as last:
            last.connect(self._server.getsockname())
            last.sendall(b"stop")
            self._thread.join()
        self._server.close()

    def _serve(self) -> None:
        asked = b""
        while not asked.startswith(b"stop"):
            connection, _ = self._server.accept()
            with connection:
                asked = connection.recv(65536)
                connection.sendall(self._answer)


@pytest.mark.parametrize("option", ["--header", "--header-env"])
def test_a_credential_reaches_the_tests_and_no_output(
    tmp_path: Path, option: str, listening: int
) -> None:
    tests = """
def test_finds(clausebook_credentials):
    import sys
    token = clausebook_credentials["X-Auth-Token"]
    assert token == "hunter2hunter2"
    print(token, file=sys.stderr)
    raise ContractBroken([Finding("a", "lint", token, "", "", f"curl -H '{token}'")])

def test_fails(clausebook_credentials):
    assert clausebook_credentials == {}

def test_is_not_on_the_command_line():
    import sys
    assert not any("hunter2" in word for word in sys.argv)
"""
    folder = make_repository(tmp_path, HEADER + tests)
    value = "X-Auth-Token: hunter2hunter2" if option == "--header" else "X-Auth-Token=HIDDEN"
    url = f"http://127.0.0.1:{listening}"

    for form in ("json", "text"):
        done = guard(
            folder, "--only", "lint", "--url", url, option, value, "--format", form,
            HIDDEN="hunter2hunter2",
        )  # fmt: skip

        assert done.returncode == 1, done.stderr
        assert "hunter2" not in done.stdout + done.stderr
        assert "curl -H '$TOKEN'" in done.stdout
        assert "test_is_not_on_the_command_line" not in done.stdout


def test_each_stage_is_printed_as_soon_as_it_ends(tmp_path: Path) -> None:
    folder = make_repository(tmp_path)
    waiting = folder / "waiting"
    (folder / "contract_tests" / "test_z.py").write_text(
        HEADER.replace('"lint"', '"provider"')
        + f"\ndef test_waits():\n    from pathlib import Path\n    import time\n"
        f"    while not Path({str(waiting)!r}).exists():\n        time.sleep(0.01)\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "clausebook", "guard", "--only", "lint,provider"]
    with subprocess.Popen(
        command, cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        waiting.touch()
        rest = process.stderr.read()

    assert first.split()[:2] == ["lint", "kept"]
    assert rest.split()[0] == "provider"


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the process in /proc")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"]
)
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_signal_ends_guard_and_its_processes_without_a_traceback(
    tmp_path: Path, number: signal.Signals, code: int, workers: str
) -> None:
    started = tmp_path / "started"
    tests = f"""
def test_waits():
    import os, time
    from pathlib import Path
    Path({str(started)!r}).write_text(str(os.getpid()))
    time.sleep(60)
"""
    command = [sys.executable, "-m", "clausebook", "guard", "--workers", workers]
    command += ["--only", "lint"]
    folder = make_repository(tmp_path, HEADER + tests)
    with subprocess.Popen(
        command, cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        while not (started.exists() and started.read_text()):
            time.sleep(0.01)
        process.send_signal(number)
        out, err = process.communicate(timeout=15)

    assert process.returncode == code
    if number is signal.SIGINT:  # what was found so far is shown
        assert "could not be judged: the run: interrupted before all checks had run" in out
    assert "Traceback" not in out + err
    # A process that has ended, but that nobody has waited for yet, has no command line any more.
    running = Path(f"/proc/{started.read_text()}/cmdline")
    assert not (running.exists() and running.read_bytes())


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        pytest.param(b"", "speaks no HTTP", id="closes"),
        pytest.param(b"\x00\xff garbage\r\n\r\n", "speaks no HTTP", id="garbage"),
        pytest.param(b"\x1b[31m\x07" + b"x" * 9000, "speaks no HTTP", id="much garbage"),
        pytest.param(b"SSH-2.0-OpenSSH_9.6\r\n", "speaks no HTTP", id="another protocol"),
    ],
)
def test_a_server_that_speaks_no_http_is_one_line(tmp_path: Path, answer: bytes, part: str) -> None:
    with answering(answer) as port:
        url = f"http://127.0.0.1:{port}"
        done = guard(make_repository(tmp_path), "--only", "lint", "--url", url)

    assert_cannot_run(done, url, part)
    assert done.stderr.strip().isprintable()
    assert len(done.stderr) < 300


def test_a_port_where_nothing_listens_is_one_line(tmp_path: Path) -> None:
    with create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"

    assert_cannot_run(guard(make_repository(tmp_path), "--url", url), "cannot reach", url)


def test_each_of_several_credentials_has_a_variable_of_its_own(
    tmp_path: Path, listening: int
) -> None:
    tests = """
def test_finds(clausebook_secrets):
    raise ContractBroken([Finding("a", "lint", str(sorted(clausebook_secrets.items())))])
"""
    folder = make_repository(tmp_path, HEADER + tests)
    options = ["--header-env", "X-Auth-Token=ONE", "--header-env", "X-Key=TWO"]
    url = f"http://127.0.0.1:{listening}"
    done = guard(folder, "--only", "lint", "--url", url, *options, ONE="1", TWO="2")

    assert "[('x-auth-token', 'X_AUTH_TOKEN'), ('x-key', 'X_KEY')]" in done.stdout
