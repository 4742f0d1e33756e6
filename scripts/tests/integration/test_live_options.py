"""The options of a run beyond loopback: errors of one line, and effects."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from clausebook.cli.target import route
from clausebook.http.listener import bound
from fakes.certificates import Certificates
from fakes.command import assert_one_line, run
from fakes.guard_runs import assert_cannot_run, assert_could_not_judge
from fakes.live_notes import URL, Notes, guard, project, reached
from fakes.proxies import ForwardProxy, serving

READS = "GET /notes/ann?form=full"


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        (["--rate", "0"], ["--rate", "'0'", "5 or 0.5"]),
        (["--rate", "fast"], ["--rate", "'fast'"]),
        (["--rate", "nan"], ["--rate", "'nan'"]),
        (["--budget", "0"], ["--budget", "'0'"]),
        (["--budget", "1.5"], ["--budget", "'1.5'"]),
        (["--rate", "5"], ["--rate", "--url"]),
        (["--budget", "5"], ["--budget", "--url"]),
        (["--proxy", "http://h:1"], ["--proxy", "--url"]),
        (["--ca-file", "x"], ["--ca-file", "--url"]),
        (["--client-cert", "x"], ["--client-cert", "--url"]),
        (["--client-key", "x"], ["--client-key", "--url"]),
    ],
    ids=" ".join,
)
def test_an_invalid_option_is_one_line(
    options: list[str], parts: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert_one_line(run(capsys, "guard", *options), *parts)


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        (["--proxy", "ftp://h:1"], ["ftp://h:1"]),
        (["--proxy", "https://name:hunter2@h:1"], ["https://***@h:1"]),
        (["--ca-file", "nowhere.pem"], ["--ca-file", "nowhere.pem"]),
        (["--client-cert", "nowhere.pem"], ["--client-cert", "nowhere.pem"]),
    ],
    ids=[" ".join(options) for options in (["ftp proxy"], ["TLS proxy"], ["no CA"], ["no cert"])],
)
def test_an_unusable_route_is_one_line(
    tmp_path: Path, options: list[str], parts: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project(tmp_path, sends=READS)
    done = run(capsys, "guard", "--project", folder, "--url", URL, *options)

    assert_one_line(done, *parts)
    assert "hunter2" not in done[2]


def test_a_missing_proxy_is_one_line_without_its_password(tmp_path: Path) -> None:
    with serving(ForwardProxy(0)) as port:
        pass
    done = guard(project(tmp_path, sends=READS), f"http://name:hunter2@127.0.0.1:{port}")

    assert_cannot_run(done, "cannot reach", URL, f"via the proxy 127.0.0.1:{port}")
    assert "hunter2" not in done.stderr


def test_the_option_overrides_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    from clausebook.cli.arguments import parser

    monkeypatch.setenv("http_proxy", "http://environment:1")
    monkeypatch.delenv("no_proxy", raising=False)
    given = parser().parse_args(["guard", "--url", URL, "--proxy", "http://option:2"])
    silent = parser().parse_args(["guard", "--url", URL])

    assert route(given).proxy == "http://option:2"
    assert route(silent).proxy == "http://environment:1"


@contextmanager
def secured(notes: Notes, certificates: Certificates, folder: Path) -> Iterator[int]:
    """The notes over TLS with required client certificates."""
    issued = certificates.authority.issue_cert("notes.example.test")
    pem = folder / "server.pem"
    issued.private_key_and_cert_chain_pem.write_to_path(str(pem))
    server = uvicorn.Server(
        uvicorn.Config(
            notes,
            log_config=None,
            ssl_certfile=str(pem),
            ssl_ca_certs=str(certificates.ca_file),
            ssl_cert_reqs=ssl.CERT_REQUIRED,
        )
    )
    with bound(0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join(10)


def test_proxy_ca_and_certificate_are_used_for_every_request(tmp_path: Path) -> None:
    certificates, notes = Certificates(tmp_path), Notes()
    files = ["--ca-file", certificates.ca_file, "--client-cert", certificates.cert]
    files += ["--client-key", certificates.key, "--url", URL.replace("http:", "https:")]
    with secured(notes, certificates, tmp_path) as port:
        proxy = ForwardProxy(port)
        with serving(proxy) as by:
            folder = project(tmp_path, sends=f"DELETE /notes/ann\n{READS}")
            options = ["--allow-writes", *map(str, files)]
            done = guard(folder, f"http://127.0.0.1:{by}", *options)

    assert done.returncode == 0, done.stdout + done.stderr
    assert [request.method for request in notes.writes] == ["DELETE", "POST"]
    assert all(head.startswith("CONNECT notes.example.test:443 ") for head in proxy.asked)


def test_an_explicit_budget_applies_on_loopback_too(tmp_path: Path) -> None:
    notes = Notes()
    with reached(notes) as near:
        folder = project(tmp_path, sends=f"{READS}\n" * 3)
        done = guard(folder, near, "--budget", "2", "--url", near)

    assert_could_not_judge(done, "budget of 2")
    assert len(notes.asked) == 3  # whether anything is there to judge, and two more
