"""serve: its address, its verdict for each request, and errors at the start."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from socket import create_server

import pytest
from fakes.command import assert_one_line, run
from fakes.paths import DOCUMENTS
from fakes.repositories import KEY, make_repository

APPLICATION = """
class Application:
    token = "made-at-this-start"

    def exports(self, base_url):
        return {"THINGS_URL": base_url, "ODD": "a b"}

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            raise RuntimeError("no lifespan")
        status = 500 if scope["query_string"] == b"kind=b" else 200
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def application():
    return Application()
"""


@pytest.mark.parametrize(
    ("setting", "part"),
    [
        ('application = "none.py:application"\n', "none.py is not a file"),
        ('application = "service.py:nothing"\n', "nothing"),
        ('application = "broken.py:application"\n', "no_such_module"),
    ],
)
def test_an_application_that_cannot_be_served_is_one_line(
    setting: str, part: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_repository(tmp_path, settings=setting)
    (tmp_path / "service.py").write_text(APPLICATION, encoding="utf-8")
    (tmp_path / "broken.py").write_text("import no_such_module", encoding="utf-8")

    assert_one_line(run(capsys, "serve", "--project", tmp_path, "--port", "0"), part)


def test_a_database_for_an_application_without_one_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_repository(tmp_path, settings='application = "served_without.py:application"\n')
    (tmp_path / "served_without.py").write_text(APPLICATION, encoding="utf-8")

    done = run(capsys, "serve", "--project", tmp_path, "--port", "0", "--database", "x")

    assert_one_line(done, "accepts no database")


def test_a_port_in_use_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_repository(tmp_path, settings='application = "served_taken.py:application"\n')
    (tmp_path / "served_taken.py").write_text(APPLICATION, encoding="utf-8")
    with create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run(capsys, "serve", "--project", tmp_path, "--port", port)

    assert_one_line(done, f"127.0.0.1:{port}", "--port")


@pytest.mark.skipif(os.name == "nt", reason="a signal to one process is POSIX")
def test_serve_prints_its_address_judges_each_request_and_stops_on_ctrl_c(tmp_path: Path) -> None:
    make_repository(tmp_path, settings='application = "service.py:application"\n')
    (tmp_path / "service.py").write_text(APPLICATION, encoding="utf-8")
    command = [sys.executable, "-m", "clausebook", "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url, *exports = [process.stdout.readline().strip() for _ in range(4)]
        with urllib.request.urlopen(f"{url}/things?kind=a") as answer:
            assert answer.status == 200
        with urllib.request.urlopen(f"{url}/things?kind=toolong"):
            pass
        with pytest.raises(urllib.error.HTTPError) as failed:
            urllib.request.urlopen(f"{url}/things?kind=b")
        failed.value.close()
        with urllib.request.urlopen(f"{url}/elsewhere"):
            pass
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=15)

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
    assert exports == [
        "export TOKEN=made-at-this-start",
        f"export THINGS_URL={url}",
        "export ODD='a b'",
    ]
    assert out.splitlines() == [
        "GET /things?kind=a -> 200 kept",
        f"GET /things?kind=toolong -> 200 BROKEN: accepted despite {KEY}",
        "GET /things?kind=b -> 500 BROKEN: GET /things responses",
        "GET /elsewhere -> 200 not judged: the path is not documented",
    ]
    assert (process.returncode, err) == (130, "")


@pytest.mark.skipif(os.name == "nt", reason="a signal to one process is POSIX")
def test_another_document_is_served_by_a_mock_made_from_it(tmp_path: Path) -> None:
    make_repository(tmp_path, settings='application = "service.py:application"\n')
    (tmp_path / "service.py").write_text(APPLICATION, encoding="utf-8")
    notes = DOCUMENTS / "notes.yaml"
    command = [sys.executable, "-m", "clausebook", "serve", "--port", "0", "--spec", str(notes)]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        body = b'{"name": "ann", "text": "hello"}'
        headers = {"Content-Type": "application/json", "X-Token": "any"}
        made = urllib.request.Request(f"{url}/notes", body, headers)
        with urllib.request.urlopen(made) as answer:
            assert answer.status == 201
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=15)

    assert out.splitlines() == ["POST /notes -> 201 kept"]


def test_a_mock_has_no_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_repository(tmp_path)

    done = run(capsys, "serve", "--project", tmp_path, "--port", "0", "--database", "x")

    assert_one_line(done, "has no database")
