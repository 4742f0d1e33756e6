"""guard: the verdicts of checks that pass, fail, skip, crash or do not exist."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes.guard_runs import (
    BROKEN,
    BUILT_IN,
    HEADER,
    assert_cannot_run,
    assert_could_not_judge,
    guard,
    report,
    verdict,
)
from fakes.repositories import KEY, TESTS, make_repository


def test_a_clause_whose_checks_pass_is_kept(tmp_path: Path) -> None:
    code, data = report(make_repository(tmp_path))

    assert code == 0
    assert data["verdict"] == "kept"
    assert data["stages"][0]["checks"] == BUILT_IN + 1
    assert verdict(data)["verdict"] == "kept"
    assert verdict(data)["guarded_by"] == ["lint"]
    others = [clause for clause in data["clauses"] if clause["key"] != KEY]
    assert {clause["verdict"] for clause in others} == {"not judged"}
    assert {clause["why"] for clause in others} == {"no check of the stage lint guards it"}


def test_a_finding_breaks_its_clause_stage_and_run(tmp_path: Path) -> None:
    code, data = report(make_repository(tmp_path, TESTS + BROKEN))

    assert code == 1
    assert data["verdict"] == data["stages"][0]["verdict"] == verdict(data)["verdict"] == "broken"
    assert data["findings"] == [
        {
            "clause": KEY,
            "stage": "lint",
            "message": "accepted",
            "expected": "4xx",
            "actual": "200",
            "reproduce": "curl x",
            "level": "error",
            "rule": "lint/broken",
            "kind": "",
            "fingerprint": data["findings"][0]["fingerprint"],
            "times": 1,
            "clauses": [KEY],
            "operations": ["GET /things"],
        }
    ]


def test_findings_in_exception_groups_and_causes_are_reported_once(tmp_path: Path) -> None:
    tests = """
def test_group():
    one = ContractBroken([Finding("a", "lint", "first")])
    two = ContractBroken([Finding("b", "lint", "second")])
    raise ExceptionGroup("both", [one, two, ExceptionGroup("again", [one])])

def test_cause():
    try:
        raise ContractBroken([Finding("c", "lint", "third")])
    except ContractBroken as error:
        raise RuntimeError("around it") from error
"""
    _, data = report(make_repository(tmp_path, HEADER + tests))

    assert [finding["clause"] for finding in data["findings"]] == ["a", "b", "c"]


def test_a_failed_assertion_is_a_finding_with_the_name_of_its_test(tmp_path: Path) -> None:
    code, data = report(
        make_repository(tmp_path, HEADER + "\ndef test_sum():\n    assert 1 == 2\n")
    )

    assert code == 1
    assert data["findings"][0]["clause"] == "test_sum"
    assert data["findings"][0]["message"].startswith(
        "test_sum fails in contract_tests/test_things.py:9: AssertionError: assert 1 == 2"
    )
    assert data["findings"][0]["reproduce"] == (
        "python -m pytest 'contract_tests/test_things.py::test_sum'"
    )


def test_a_skipped_check_leaves_its_clause_not_judged_and_says_why(tmp_path: Path) -> None:
    tests = f"""
@pytest.mark.clausebook_clause({KEY!r})
def test_skips():
    pytest.skip("no stream to read")

def test_other():
    pass
"""
    code, data = report(make_repository(tmp_path, HEADER + tests))

    assert code == 0
    assert verdict(data)["verdict"] == "not judged"
    assert verdict(data)["why"] == "no stream to read"


@pytest.mark.parametrize(
    ("tests", "parts"),
    [
        pytest.param("\nimport nowhere\n", ("No module named 'nowhere'",), id="import"),
        pytest.param("\ndef broken(:\n", ("test_things.py", "SyntaxError"), id="syntax"),
    ],
)
def test_a_module_that_cannot_be_collected_is_one_line(
    tmp_path: Path, tests: str, parts: tuple[str]
) -> None:
    done = guard(make_repository(tmp_path, HEADER + tests), "--only", "lint", "--quiet")

    assert_cannot_run(done, *parts)


@pytest.mark.parametrize(
    ("tests", "parts"),
    [
        pytest.param(
            "\ndef test_a():\n    raise CannotRun('the disk is full')\n",
            ("could not be judged", "test_things.py::test_a: the disk is full"),
            id="cannot run",
        ),
        pytest.param(
            "\ndef test_a(no_such_fixture):\n    pass\n",
            ("could not be judged", "no_such_fixture"),
            id="no fixture",
        ),
        pytest.param(
            "\n@pytest.fixture\ndef f():\n    raise ValueError('x y')\n\ndef test_a(f): pass\n",
            ("test_a: in its setup, ValueError: x y (contract_tests/test_things.py:10)",),
            id="fixture fails",
        ),
        pytest.param(
            "\ndef test_a():\n    import os\n    os._exit(0)\n",
            ("test_things.py::test_a: it ended the process of the checks",),
            id="pytest dies",
        ),
    ],
)
def test_a_run_that_could_not_judge_is_never_kept(
    tmp_path: Path, tests: str, parts: tuple[str]
) -> None:
    done = guard(make_repository(tmp_path, HEADER + tests), "--only", "lint", "--quiet")

    assert_could_not_judge(done, *parts)
    assert "\nkept" not in done.stdout


NOTHING = "openapi: 3.1.0\ninfo: {title: Things, version: 1.0.0}\npaths: {}\n"
SKIPS = """
import pytest

@pytest.mark.clausebook_stage("provider")
def test_skips():
    pytest.skip("no server")
"""


@pytest.mark.parametrize("tests", ["", SKIPS], ids=["no test of one's own", "one that skips"])
def test_a_stage_that_judged_nothing_is_never_kept(tmp_path: Path, tests: str) -> None:
    folder = make_repository(tmp_path, tests)
    (folder / "spec" / "things.yaml").write_text(NOTHING, encoding="utf-8")

    assert_cannot_run(guard(folder, "--only", "provider", "--quiet"), "provider judged nothing")

    done = guard(folder, "--only", "lint,provider", "--quiet")
    assert_could_not_judge(done, "stage provider: it judged nothing")
    assert "error: 0 of" in done.stdout


def test_a_waived_clause_is_no_finding_until_its_day(tmp_path: Path) -> None:
    waiver = f'[[tool.clausebook.facts.waiver]]\nclause = "{KEY}"\nreason = "known"\nuntil = '
    folder = make_repository(tmp_path, HEADER + BROKEN, waiver + "2999-12-31\n")

    code, data = report(folder)

    assert (code, verdict(data)["verdict"], verdict(data)["why"]) == (0, "waived", "known")
    settings = (folder / "pyproject.toml").read_text(encoding="utf-8")
    (folder / "pyproject.toml").write_text(settings.replace("2999", "2001"), encoding="utf-8")
    code, data = report(folder)
    assert (code, verdict(data)["verdict"]) == (1, "broken")
    assert data["notes"] == [
        f"the waiver of {KEY!r} expired on 2001-12-31 and no longer counts; renew or remove it"
    ]


def test_several_workers_have_the_same_result(tmp_path: Path) -> None:
    tests = TESTS + BROKEN + "\n@pytest.mark.parametrize('n', range(9))\ndef test_n(n):\n    pass\n"
    folder = make_repository(tmp_path, tests)

    one, two = report(folder), report(folder, "--workers", "2")

    for _, data in (one, two):
        data["seconds"] = data["stages"][0]["seconds"] = 0
    assert one == two


def test_a_check_that_raises_not_judged_is_not_a_pass(tmp_path: Path) -> None:
    tests = f"""
from clausebook.errors import NotJudged

@pytest.mark.clausebook_clause({KEY!r})
def test_judges_nothing():
    raise NotJudged("no credential was given")

def test_other():
    pass
"""
    code, data = report(make_repository(tmp_path, HEADER + tests))

    assert (code, data["stages"][0]["checks"]) == (0, BUILT_IN + 1)
    assert (verdict(data)["verdict"], verdict(data)["why"]) == (
        "not judged",
        "no credential was given",
    )
