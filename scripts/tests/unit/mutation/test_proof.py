"""The proof proves: without any one kind of probe it fails, and waivers are held to their word."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from clausebook.checks.provider import credential_probes as credentials
from clausebook.checks.provider import probes as plan
from clausebook.checks.provider.probes import Planner
from clausebook.config.facts import Waiver
from clausebook.config.waivers import local_today
from clausebook.errors import CannotRun
from clausebook.mutation import mutants_of
from clausebook.mutation import runner as breaking
from clausebook.mutation.proof import prove
from clausebook.report import Run
from clausebook.schema.keywords import KEYWORDS
from fakes.command import run
from fakes.notes_api import FACTS, NOTES
from fakes.written_documents import written

FORM = "GET /notes/{} query form /enum"
TODAY = local_today()
Removal = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture
def facts_file(tmp_path: Path) -> Path:
    """The same facts as a file, for the command."""
    path = tmp_path / "facts.toml"
    rows = [f'[[known]]\nname = "{row["name"]}"\n' for row in FACTS.known]
    path.write_text("\n".join(rows), "utf-8")
    return path


def proven(facts: Any = FACTS, document: Any = NOTES) -> Run:
    """The provider's side of the proof, in this process."""
    return prove(document, facts, ("provider",), workers=1)


def only(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    """Leaves the proof the breaks of those clauses alone whose key has these words."""

    def some(*given: Any) -> Iterator[Any]:
        return (found for found in mutants_of(*given) if words in found.clause)

    monkeypatch.setattr(breaking, "mutants_of", some)


def without_keyword(name: str) -> Removal:
    """Takes away the values around one keyword."""
    silent = replace(KEYWORDS[name], boundary=None)
    return lambda monkeypatch: monkeypatch.setitem(KEYWORDS, name, silent)


def without_method(name: str) -> Removal:
    """Takes away one kind of probe that the planner makes."""
    return lambda monkeypatch: monkeypatch.setattr(Planner, name, lambda *_: iter(()))


def without_omission(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes away the probes that leave something out."""
    kept = Planner._kept

    def some(self: Planner, clause: Any, what: str, draft: Any, allowed: bool) -> Iterator[Any]:
        return iter(()) if what == "leaving it out" else kept(self, clause, what, draft, allowed)

    monkeypatch.setattr(Planner, "_kept", some)


KINDS: dict[str, tuple[str, Removal]] = {
    "lengths": ("/maxLength", without_keyword("maxLength")),
    "enums": ("query form /enum", without_keyword("enum")),
    "patterns": ("query code /pattern", without_keyword("pattern")),
    "types": ("body application/json /type", without_keyword("type")),
    "omissions": ("/required", without_omission),
    "other methods": ("methods", without_method("_undocumented_methods")),
    "media types": ("POST /notes body application/json", without_method("_media_type")),
    "strangers": (
        " security ",
        lambda monkeypatch: monkeypatch.setattr(plan, "credential_probes", lambda *_: iter(())),
    ),
}


def test_every_break_is_caught() -> None:
    result = proven()

    assert result.proof is not None
    assert (result.verdict, result.findings) == ("kept", ())
    assert result.proof.score["mutants"] > 100


@pytest.mark.parametrize("kind", KINDS)
def test_without_any_one_kind_of_probe_a_break_survives(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, remove = KINDS[kind]
    only(monkeypatch, words)
    assert proven().verdict == "kept"

    remove(monkeypatch)
    findings = proven().findings

    assert {finding.expected for finding in findings} == {"a check that fails"}
    assert all(words in finding.clause for finding in findings)


def test_the_command_exits_1_where_a_break_survives(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], facts_file: Path
) -> None:
    words, remove = KINDS["enums"]
    only(monkeypatch, words)
    remove(monkeypatch)
    code, out, err = run(
        capsys, "prove", "--spec", NOTES.path, "--facts", facts_file, "--workers", "1",
        "--format", "json",
    )  # fmt: skip

    findings = json.loads(out)["findings"]
    assert (code, err) == (1, "")
    assert {finding["expected"] for finding in findings} == {"a check that fails"}
    assert "provider" in {finding["stage"] for finding in findings}
    assert all(words in finding["clause"] for finding in findings)


def test_what_is_compared_of_a_credential_may_not_be_its_beginning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The tampered credentials are one table; without it the probe of none at all is left."""
    whats = [p.what for p in _strangers()]
    monkeypatch.setattr(credentials, "_TAMPERED", {})

    assert len(whats) > len([p.what for p in _strangers()]) > 0


def _strangers() -> list[Any]:
    from clausebook.judge import Judge

    planner = Planner(NOTES, FACTS, Judge(NOTES))
    probes = planner.probes(NOTES.operation("GET", "/notes/{name}"))
    return [probe for probe in probes if probe.expects == "refused as a stranger"]


def test_a_waiver_sets_a_survivor_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, FORM)
    without_keyword("enum")(monkeypatch)

    result = proven(replace(FACTS, waivers=(Waiver(FORM, "known", TODAY),)))

    assert (result.verdict, result.findings) == ("kept", ())
    assert result.proof is not None
    assert result.proof.score["waived"] > 0
    verdicts = {clause.key: (clause.verdict, clause.why) for clause in result.clauses}
    assert verdicts[FORM] == ("waived", "known")


@pytest.mark.parametrize(
    ("until", "message"),
    [
        (None, "a waiver that no surviving break needs; take it out"),
        (TODAY - datetime.timedelta(days=1), "the waiver ran out on "),
    ],
    ids=["unused", "expired"],
)
def test_a_waiver_that_is_not_needed_or_too_old_is_a_finding(
    until: datetime.date | None, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(monkeypatch, FORM)

    result = proven(replace(FACTS, waivers=(Waiver(FORM, "known", until),)))

    assert result.verdict == "broken"
    assert [message in finding.message for finding in result.findings] == [True]


def test_an_operation_without_a_usable_example_is_a_finding(tmp_path: Path) -> None:
    document = written(
        tmp_path,
        """
        paths:
          /a:
            get:
              parameters:
                - name: q
                  in: query
                  required: true
                  schema: {type: string, pattern: '^z{3}$'}
                  example: wrong
              responses: {'200': {description: ok}, '400': {description: 'no'}}
        """,
    )

    result = proven(document=document)

    assert result.verdict == "broken"
    unjudged = [f.clause for f in result.findings if f.message.startswith("not judged: ")]
    assert unjudged == ["GET /a operation"]


def test_a_right_provider_that_fails_itself_cannot_be_proven(tmp_path: Path) -> None:
    """An example that breaks its own schema makes the made provider a wrong one."""
    document = written(
        tmp_path,
        """
        paths:
          /a:
            get:
              responses:
                '200':
                  description: ok
                  content:
                    application/json: {schema: {type: integer}, example: seven}
        """,
    )

    with pytest.raises(CannotRun, match=r"the provider made from it fails .* itself .*examples"):
        proven(document=document)
