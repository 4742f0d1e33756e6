"""The command: verbs, exit codes, and one line for wrong input."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from clausebook.cli.target import checked_url
from fakes.command import assert_one_line, run
from fakes.repositories import KEY, SPEC, make_repository


def test_clauses_are_listed_with_their_sentences(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "clauses", "--project", make_repository(tmp_path))

    assert code == 0
    assert KEY in out.splitlines()
    assert out.splitlines()[-1] == f"{len(out.splitlines()) // 2} clauses"


def test_clauses_are_listed_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_repository(tmp_path)
    _, out, _ = run(capsys, "clauses", "--project", tmp_path, "--format", "json")

    found = next(clause for clause in json.loads(out) if clause["key"] == KEY)
    assert (found["side"], found["value"]) == ("request", 5)


def test_explain_shows_a_clause_and_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "explain", KEY, "--project", make_repository(tmp_path))

    assert code == 0
    assert re.search(r"^place +\S*things\.yaml:9:\d+$", out, re.MULTILINE)
    assert re.search(r"^value +5$", out, re.MULTILINE)


def test_explain_proposes_the_nearest_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_repository(tmp_path)

    done = run(capsys, "explain", KEY.replace("maxL", "maxl"), "--project", tmp_path)

    assert_one_line(done, f"did you mean {KEY!r}?")


def test_output_is_written_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "clauses.json"
    make_repository(tmp_path)

    done = run(
        capsys, "clauses", "--project", tmp_path, "--format", "json", "--output", path
    )  # fmt: skip

    assert done == (0, "", "")
    assert json.loads(path.read_text(encoding="utf-8"))


# The one folder in which nobody can make a file, root included.
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
VERBS = [
    ["guard"],
    ["prove"],
    ["diff", "HEAD:"],
    ["report", "r.json"],
    ["clauses"],
    ["explain", KEY],
]


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
@pytest.mark.parametrize(
    ("output", "part"),
    [
        (".", "it is a folder; name a file in it"),
        ("none/out", "there is no folder"),
        pytest.param("/proc/out", "name another --output", marks=LINUX),
    ],
    ids=["folder", "missing folder", "unwritable folder"],
)
def test_output_that_cannot_be_written_is_an_error_before_anything_runs(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    verb: list[str],
    output: str,
    part: str,
) -> None:
    monkeypatch.chdir(tmp_path)  # where no document is, which only a run would notice

    assert_one_line(run(capsys, *verb, "--output", output), f"cannot write {output}", part)


def test_output_is_unchanged_if_the_run_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("kept", encoding="utf-8")

    for path in (old, new):
        assert_one_line(run(capsys, "guard", "--project", tmp_path, "--output", path), "no such")

    assert (old.read_text(encoding="utf-8"), new.exists()) == ("kept", False)


@pytest.mark.parametrize(
    ("name", "part"), [("nope", "is missing"), ("file", "is not a folder")], ids=["missing", "file"]
)
def test_a_project_that_is_not_a_folder_is_an_error_with_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, part: str
) -> None:
    (tmp_path / "file").touch()

    done = run(capsys, "clauses", "--project", tmp_path / name)

    assert_one_line(done, f"--project {tmp_path / name} {part}", "[tool.clausebook]")


@pytest.mark.parametrize(
    ("argv", "parts"),
    [
        ([], ("VERB",)),
        (["praise"], ("invalid choice: 'praise'",)),
        (["guard", "--only", "lint,dirft"], ("'dirft' is not a stage", "drift")),
        (["guard", "--workers", "0"], ("--workers", "write 1 or more")),
        (["guard", "--seed", "-1"], ("--seed",)),
        (["guard", "--max-examples", "many"], ("'many'",)),
        (["guard", "--format", "xml"], ("invalid choice: 'xml'",)),
        (["guard", "--al"], ("unrecognized arguments: --al",)),
        (["serve", "--port", "65536"], ("'65536' is not a port",)),
        (["explain"], ("KEY",)),
    ],
    ids=" ".join,
)
def test_a_wrong_option_is_one_line(
    argv: list[str], parts: tuple[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert_one_line(run(capsys, *argv), "--help", *parts)


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        (["--url", "example.com"], ("'example.com'", "http://HOST:PORT")),
        (["--url", "ftp://example.com"], ("ftp://example.com",)),
        (["--url", "http://"], ("http://",)),
        (["--url", "http://h:99999"], ("h:99999",)),
        (["--url", "http://h/?a=b"], ("query",)),
        (["--url", "http://h/#a"], ("fragment",)),
        (["--url", "http://[::1"], ("[::1",)),
        (["--header", "X-Auth-Token: hidden"], ("--url",)),
        (["--url", "http://h", "--header", "hidden"], ("no colon",)),
        (["--url", "http://h", "--header", "a b: hidden"], ("'a b'",)),
        (["--url", "http://h", "--header", ": hidden"], ("''",)),
        (["--url", "http://h", "--header", "a: hid\nden"], ("characters",)),
        (["--url", "http://h", "--header", "a: hidden", "--header", "A: hidden"], ("twice",)),
        (["--url", "http://h", "--header-env", "A"], ("NAME=VARIABLE",)),
        (["--url", "http://h", "--header-env", "A=NOT_SET_AT_ALL"], ("'NOT_SET_AT_ALL'",)),
        (["--facts", "none.toml"], ("none.toml",)),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_target_is_one_line_without_the_credential(
    options: list[str], parts: tuple[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_repository(tmp_path)

    done = run(capsys, "guard", "--project", tmp_path, *options)

    assert_one_line(done, *parts)
    assert "hidden" not in done[2]


def test_credentials_in_a_url_are_an_error_that_does_not_show_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "http://me:hidden@example.com"

    done = run(capsys, "guard", "--project", make_repository(tmp_path), "--url", url)

    assert_one_line(done, "--header-env", "//***@example.com")
    assert "hidden" not in done[2]


def test_a_base_url_keeps_its_path_without_the_final_slash() -> None:
    assert checked_url("https://h:1/base/") == "https://h:1/base"


@pytest.mark.parametrize("verb", ["guard", "generate", "clauses", "serve"])
@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param(None, ("things.yaml",), id="missing"),
        pytest.param("a: [", ("things.yaml:",), id="no YAML"),
        pytest.param("swagger: '2.0'\npaths: {}\n", ("Swagger 2.0",), id="Swagger 2.0"),
        pytest.param("[]", ("things.yaml",), id="a list"),
        pytest.param("", ("things.yaml",), id="empty"),
        pytest.param(
            SPEC.replace("{type: string, maxLength: 5}", "{$ref: '#/components/schemas/No'}"),
            ("#/components/schemas/No", "things.yaml:9"),
            id="dangling",
        ),
    ],
)
def test_a_document_that_cannot_be_used_is_one_line(
    verb: str,
    text: str | None,
    parts: tuple[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    spec = make_repository(tmp_path) / "spec" / "things.yaml"
    spec.unlink()
    if text is not None:
        spec.write_text(text, encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))

    assert_one_line(run(capsys, verb, "--project", tmp_path), *parts)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_closed_pipe_causes_no_traceback(tmp_path: Path) -> None:
    make_repository(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-m", "clausebook", "clauses"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
