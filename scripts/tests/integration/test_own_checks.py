"""A project's own checks add to the built-in ones and are collected like pytest tests."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from fakes.guard_runs import (
    BUILT_IN,
    HEADER,
    assert_cannot_run,
    assert_could_not_judge,
    guard,
    report,
)
from fakes.repositories import KEY, add_modules, make_repository

# A provider made from it keeps it, and so does the document the house rules.
BOXES = """\
openapi: 3.1.0
info: {title: Boxes, version: 1.0.0}
servers: [{url: https://api.example.com}]
paths:
  /boxes:
    post:
      operationId: createBox
      summary: Create a box
      description: Makes a box.
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              description: A box.
              properties:
                name: {type: string, description: Its name.}
            example: {name: a}
      responses:
        '204': {description: Made.}
        '400': {description: Refused.}
"""
OPERATION = "POST /boxes operation"
OWN = f"""
import pytest
pytestmark = pytest.mark.clausebook_stage("provider")

@pytest.mark.clausebook_clause({OPERATION!r})
def test_answers_carry_no_server_header(clausebook_session):
    from clausebook.resources import valid_request
    document = clausebook_session.document
    draft = valid_request(document, document.operations[0], clausebook_session.facts)
    answer = clausebook_session.send_draft(draft)
    assert answer.response.header("server") is None
"""
AGAIN = """
from clausebook.checks.test_provider import test_a_probe_is_answered_as_the_document_says
import pytest
pytestmark = pytest.mark.clausebook_stage("provider")
"""
STAGES_MODULE = 'import pytest\nSPEC = pytest.mark.clausebook_stage("lint")\n'
ON_PATH = "import pathlib, sys\nsys.path.insert(0, str(pathlib.Path(__file__).parent))\n"


def boxes(folder: Path, **modules: str) -> Path:
    """A project with the document of boxes and these modules in its contract_tests."""
    (folder / "pyproject.toml").write_text(
        '[tool.clausebook]\nspec = "openapi.yaml"\n', encoding="utf-8"
    )
    (folder / "openapi.yaml").write_text(BOXES, encoding="utf-8")
    return add_modules(folder, **modules)


def provider_stage(folder: Path) -> dict[str, Any]:
    done = guard(folder, "--only", "provider", "--max-examples", "1", "--format", "json")
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_projects_own_check_adds_to_the_built_in_ones_which_run_once(tmp_path: Path) -> None:
    alone = provider_stage(boxes(tmp_path))
    with_own = provider_stage(add_modules(tmp_path, test_mine=OWN, test_again=AGAIN))

    assert alone["stages"][0]["checks"] > 10
    assert with_own["stages"][0]["checks"] == alone["stages"][0]["checks"] + 1
    assert with_own["clauses"] == alone["clauses"]


@pytest.mark.parametrize(
    "test",
    [
        pytest.param("@SPEC\ndef test_a():\n    assert False, 'found'\n", id="on a function"),
        pytest.param("@SPEC\nclass TestA:\n    def test_a(self):\n        assert False, 'found'\n",
                     id="on a class"),
        pytest.param("pytestmark = SPEC\ndef test_a():\n    assert False, 'found'\n",
                     id="on the module"),
        pytest.param("@pytest.mark.parametrize('n', [pytest.param(1, marks=SPEC), 2])\n"
                     "def test_a(n):\n    assert False, 'found'\n", id="on one parameter set"),
    ],
)  # fmt: skip
def test_a_marker_imported_from_anywhere_is_enough(tmp_path: Path, test: str) -> None:
    folder = make_repository(tmp_path, "import pytest\nfrom stages import SPEC\n" + test)
    add_modules(folder, stages=STAGES_MODULE, conftest=ON_PATH)

    code, data = report(folder)

    assert code == 1
    assert [finding["clause"].partition("[")[0] for finding in data["findings"]] == ["test_a"]
    assert "found" in data["findings"][0]["message"]


@pytest.mark.parametrize(
    ("marker", "parts"),
    [
        ('clausebook_stage("provder")', ("'provder'", "did you mean 'provider'?")),
        ("clausebook_stage()", ("clausebook_stage()", "must name one stage")),
        ("clausebook_stage", ("clausebook_stage()", "must name one stage")),
        ('clausebook_stage("drift")', ("'drift'",)),
        ('clausebook_stage("spec")', ("'spec'", "did you mean 'lint'?")),
        ("clausebook_stage(['lint'])", ("['lint']",)),
        ('clausebook_clause("a")', ("clausebook_clause('a',) without a stage",)),
    ],
    ids=[
        "a slip",
        "no argument",
        "not called",
        "guard's own stage",
        "former",
        "a list",
        "no stage at all",
    ],
)
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_wrong_marker_is_one_line_with_its_place(
    tmp_path: Path, marker: str, parts: tuple[str, ...], workers: str
) -> None:
    test = f"import pytest\n\n@pytest.mark.{marker}\ndef test_a():\n    pass\n"
    done = guard(make_repository(tmp_path, test), "--only", "lint", "--workers", workers, "--quiet")

    assert_cannot_run(done, "contract_tests/test_things.py:3", "lint, client, provider", *parts)


def test_tests_without_a_stage_are_not_run(tmp_path: Path) -> None:
    folder = make_repository(tmp_path, "def test_other():\n    assert False\n")

    code, data = report(folder)

    assert (code, data["stages"][0]["checks"]) == (0, BUILT_IN)


MIXED = f"""
@pytest.mark.clausebook_clause({KEY!r})
def test_asserts():
    print("harmless", flush=True)
    assert 1 == 2

def test_says_so():
    pytest.fail("found by hand")

def test_crashes():
    {{}}["no such key"]

@pytest.mark.xfail(strict=True)
def test_passes_against_its_mark():
    pass

@pytest.fixture
def broken_at_the_end():
    yield
    raise ValueError("not torn down")

def test_ends_badly(broken_at_the_end):
    pass

def test_asks_for_no_fixture_that_there_is(clausebook_nothing):
    pass

def test_passes():
    print("harmless")
"""


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_assertion_is_a_finding_and_any_other_exception_is_none(
    tmp_path: Path, workers: str
) -> None:
    folder = make_repository(tmp_path, HEADER + MIXED)
    options = ("--only", "lint", "--format", "json", "--workers", workers, "--quiet")
    done = guard(folder, *options, TMPDIR=str(tmp_path))

    assert_could_not_judge(done, "could not be judged")
    data = json.loads(done.stdout)
    messages = {it["clause"]: it["message"] for it in data["findings"]}
    assert messages.keys() == {KEY, "test_says_so"}
    assert "test_asserts fails in contract_tests/test_things.py:11: " in messages[KEY]
    assert "found by hand" in messages["test_says_so"]
    why = {it["test"].rpartition("::")[2]: it["why"] for it in data["could_not_judge"]}
    unjudged = {"test_crashes", "test_passes_against_its_mark", "test_ends_badly"}
    assert why.keys() == {*unjudged, "test_asks_for_no_fixture_that_there_is"}
    assert why["test_asks_for_no_fixture_that_there_is"].startswith(
        "in its setup, FixtureLookupError: there is no fixture 'clausebook_nothing'"
    )
    reason, _, traceback = why["test_crashes"].partition("; its traceback is in ")
    assert reason == "KeyError: 'no such key' (contract_tests/test_things.py:17)"
    text = Path(traceback).read_text(encoding="utf-8")
    assert text.startswith("Traceback (most recent call last):\n")
    assert "test_things.py" in text
    assert "XPASS(strict)" in why["test_passes_against_its_mark"]
    assert why["test_ends_badly"].startswith("in its teardown, ValueError: not torn down")
    assert data["verdict"] == "broken"


def test_a_clause_whose_check_could_not_judge_is_not_kept(tmp_path: Path) -> None:
    marker = f"@pytest.mark.clausebook_clause({KEY!r})\n"
    tests = f"\n{marker}def test_a():\n    pass\n\n{marker}def test_b():\n    raise OSError('x')\n"

    code, data = report(make_repository(tmp_path, HEADER + tests))

    clause = next(it for it in data["clauses"] if it["key"] == KEY)
    assert (code, data["verdict"], clause["verdict"]) == (2, "error", "not judged")
    assert "test_b could not judge it: OSError: x" in clause["why"]
    assert data["stages"][0]["verdict"] == "not judged"


CRASHING = '''
from clausebook.checks.registry import lint_rule

@lint_rule(id="ours/crash")
def crash(document):
    """Crashes."""
    assert False, "a fault of ours"
'''


def test_a_crash_of_a_built_in_check_is_not_a_finding_and_the_others_go_on(tmp_path: Path) -> None:
    code, data = report(add_modules(make_repository(tmp_path), conftest=CRASHING))

    assert (code, data["verdict"], data["findings"]) == (2, "error", [])
    assert data["stages"][0]["checks"] == BUILT_IN + 1
    (crashed,) = data["could_not_judge"]
    assert "test_the_document_obeys_the_lint_rule[ours/crash]" in crashed["test"]
    assert "a fault of ours" in crashed["why"]


def _conftest(folder: Path) -> None:
    add_modules(folder, conftest="x = 1\nraise ValueError('not\\nmine')\n")


def _conftest_below(folder: Path) -> None:
    below = folder / "contract_tests" / "below"
    below.mkdir()
    (below / "conftest.py").write_text("raise ValueError('not mine')\n", encoding="utf-8")


def _helper(folder: Path) -> None:
    add_modules(folder, conftest=ON_PATH, helping="\n1 / 0\n", test_b="import helping\n")


def _exits(folder: Path) -> None:
    add_modules(folder, test_b="\n\nraise SystemExit('not mine')\n")


def _same_name(folder: Path) -> None:
    test = HEADER + "\ndef test_a():\n    pass\n"
    for name in ("one", "two"):
        below = folder / "contract_tests" / name
        below.mkdir()
        (below / "test_b.py").write_text(test, encoding="utf-8")


def _twice(folder: Path) -> None:
    add_modules(
        folder, test_b=HEADER + "def test_a():\n    assert False\n\ndef test_a():\n    pass\n"
    )


def _twice_in_a_class(folder: Path) -> None:
    methods = "    def test_a(self):\n        assert False\n\n" * 2
    add_modules(folder, test_b=f"{HEADER}\nclass TestB:\n{methods}")


@pytest.mark.parametrize(
    ("spoil", "parts"),
    [
        (_conftest, ("contract_tests/conftest.py:2: ValueError: not mine",)),
        (_conftest_below, ("contract_tests/below/conftest.py:1: ValueError: not mine",)),
        (_helper, ("contract_tests/helping.py:2: ZeroDivisionError: division by zero",)),
        (_exits, ("contract_tests/test_b.py:3: SystemExit: not mine",)),
        (_same_name, ("contract_tests/one/test_b.py", "contract_tests/two/test_b.py")),
        (_twice, ("test_b.py::test_a", "test_b.py:7", "test_b.py:10")),
        (_twice_in_a_class, ("TestB::test_a", "test_b.py:9", "test_b.py:12")),
    ],
    ids=lambda value: value.__name__.strip("_") if callable(value) else "",
)  # fmt: skip
def test_a_folder_that_cannot_be_collected_is_one_line(
    tmp_path: Path, spoil: Any, parts: tuple[str, ...]
) -> None:
    folder = make_repository(tmp_path)
    spoil(folder)

    assert_cannot_run(guard(folder, "--only", "lint", "--quiet"), *parts)


def test_a_module_that_skips_itself_is_named(tmp_path: Path) -> None:
    folder = add_modules(
        make_repository(tmp_path), test_b="import pytest\npytest.importorskip('nowhere')"
    )

    done = guard(folder, "--only", "lint")

    assert done.returncode == 0, done.stderr
    assert "contract_tests/test_b.py left out: could not import 'nowhere'" in done.stderr


DESELECTS = """
def pytest_collection_modifyitems(items):
    items[:] = [item for item in items if "obeys_the_lint_rule" not in item.name]
"""


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_conftest_cannot_remove_the_built_in_checks(tmp_path: Path, workers: str) -> None:
    folder = add_modules(make_repository(tmp_path), conftest=DESELECTS)

    done = guard(folder, "--only", "lint", "--quiet", "--workers", workers)

    assert_cannot_run(done, f"{BUILT_IN} built-in checks were deselected", "obeys_the_lint_rule")


@pytest.mark.parametrize("options", ["-k nothing", "-m nothing", "-x"])
def test_a_projects_pytest_options_remove_no_check(tmp_path: Path, options: str) -> None:
    folder = make_repository(tmp_path, HEADER + "def test_a():\n    assert False\n")
    settings = (folder / "pyproject.toml").read_text(encoding="utf-8")
    settings = settings.replace("-p no:respx", f"-p no:respx {options}")
    (folder / "pyproject.toml").write_text(
        settings + 'python_functions = ["test_a"]\n', encoding="utf-8"
    )

    code, data = report(folder)

    assert (code, data["stages"][0]["checks"]) == (1, BUILT_IN + 1)


@pytest.mark.parametrize("form", ["junit", "sarif", "github", "markdown", "html", "text"])
def test_every_format_names_a_check_that_could_not_judge(tmp_path: Path, form: str) -> None:
    folder = make_repository(tmp_path, HEADER + "\ndef test_a():\n    raise OSError('no disk')\n")

    done: subprocess.CompletedProcess[str] = guard(folder, "--only", "lint", "--format", form)

    assert done.returncode == 2
    assert "test_things.py::test_a" in done.stdout
    assert "OSError: no disk" in done.stdout
