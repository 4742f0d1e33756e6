"""Which responses the generated client returns."""

from __future__ import annotations

from pathlib import Path

import pytest
from clausebook.cli.command import main
from clausebook.codegen import without_success
from fakes.paths import DOCUMENTS
from fakes.written_documents import written

NO_SUCCESS = DOCUMENTS / "public" / "no-success.yaml"


@pytest.mark.parametrize(
    ("status", "named"),
    [("200", []), ("2XX", []), ("default", []), ("302", ["GET /a"]), ("404", ["GET /a"])],
)
def test_an_operation_that_documents_neither_2xx_nor_default_can_never_succeed(
    status: str, named: list[str], tmp_path: Path
) -> None:
    text = f"paths: {{/a: {{get: {{responses: {{'{status}': {{description: d}}}}}}}}}}"

    assert [it.label for it in without_success(written(tmp_path, text))] == named


def test_generate_names_an_operation_that_can_never_succeed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["generate", "--spec", str(NO_SUCCESS)]) == 0

    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("DELETE /doors/{door} can never succeed: it documents no 2xx")
