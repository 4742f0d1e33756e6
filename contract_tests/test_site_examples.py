"""Every example of this contract runs as shown; a failing one is reported with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from clausebook.config.settings import find_settings
from clausebook.docs.example_runner import RAN
from clausebook.docs.programs import Programs, failures
from clausebook.docs.test_server import running_service
from clausebook.openapi import load
from fakes.command import run
from fakes.paths import ROOT

OURS = find_settings(Path(__file__).parent).spec


needs_curl = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("sh")), reason="curl or sh is not installed"
)


@needs_curl
def test_our_own_examples_run() -> None:
    settings = find_settings(ROOT)
    document = load(OURS)
    with running_service(document, settings) as running:
        done = Programs(document, settings.generated).run(running)

    assert failures(done) == []
    ours = [it for it in done if "SDK" not in it.kind]
    assert {it.outcome.state for it in ours} == {RAN}
    assert len(ours) == 9


def broken_repository(folder: Path, old: str, new: str) -> Path:
    for path in OURS.parent.glob("*.*"):
        (folder / path.name).write_bytes(path.read_bytes())
    text = OURS.read_text("utf-8")
    assert old in text
    (folder / OURS.name).write_text(text.replace(old, new), encoding="utf-8")
    service = ROOT / "contract_tests" / "reference_service" / "service.py"
    (folder / "pyproject.toml").write_text(
        f'[tool.clausebook]\nspec = "{OURS.name}"\ngenerated = "{ROOT / "generated"}"\n'
        f'application = "{service}:application"\n',
        encoding="utf-8",
    )
    return folder


@needs_curl
def test_a_broken_example_fails_the_build_and_is_named_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = broken_repository(tmp_path, "value: billing", "value: nobody")
    site = tmp_path / "site"
    code, out, _ = run(capsys, "docs", "--project", project, "--into", site)
    line = 1 + OURS.read_text("utf-8").splitlines().index("    AppBilling:")

    assert code == 1
    assert "DELETE /v2/{project_id}/checkpoints example curl: the example at " in out
    assert f"{OURS.name}:{line}:5, checkpoint_type at " in out
    assert "response 400: " in out
    assert "example Python, async:" in out
    assert not site.exists()
