"""Renders the site's pages from the reference, the evidence and the example programs.

Templates escape every value; texts of a document are Markdown without HTML or images.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from clausebook.docs.evidence import Evidence, Score
from clausebook.docs.example_runner import RAN
from clausebook.docs.programs import Program
from clausebook.docs.reference_model import ClauseRow, ContractReference, OperationReference

_ASSETS = ("site.css", "site.js", "clauses.js", "try.js", "reference.js")
_CODE = re.compile(r"`([^`]+)`")
_STATES = ("kept", "broken", "waived", "not judged")


@dataclass(frozen=True)
class Contents:
    """The content of a site. `texts` are further pages: file, name, Markdown."""

    editions: tuple[ContractReference, ...]
    evidence: Evidence
    score: Score | None
    programs: Sequence[Program]
    texts: Sequence[tuple[str, str, str]]
    when: str = ""


def pages(contents: Contents) -> dict[str, str]:
    """Every page, style sheet and script by file name, without Redoc and the document."""
    reference = contents.editions[0]
    common = _common(contents)
    files_by_name = {"index.html": _render("index.html.j2", common, here="index.html")}
    for edition in contents.editions:
        target = _operations_file(edition)
        shared = {**common, "reference": edition, "word": edition.language.words, "here": target}
        files_by_name[target] = _render("operations.html.j2", shared, lang=edition.language.code)
    files_by_name["clauses.html"] = _render(
        "clauses.html.j2", common, here="clauses.html", groups=_groups(reference)
    )
    files_by_name["reference.html"] = _render("reference.html.j2", common, here="reference.html")
    for file, name, text in contents.texts:
        files_by_name[file] = _render("text.html.j2", common, here=file, name=name, text=text)
    files_by_name["search.js"] = (
        f"window.clausebookIndex = {_script(_index(reference, common['anchors']))};\n"
    )
    for name in _ASSETS:
        asset = files("clausebook.docs").joinpath("templates", name)
        files_by_name[name] = asset.read_text("utf-8")
    return files_by_name


def clause_anchor(key: str) -> str:
    """The anchor of a clause, as stable as its key."""
    return f"c-{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def document_script(data: Mapping[str, Any]) -> str:
    """The document as a script, since a page opened from a file cannot fetch one."""
    return f"window.clausebookDocument = {_script(data)};\n"


def _common(contents: Contents) -> dict[str, Any]:
    reference = contents.editions[0]
    keys = [row.key for entry in reference.operations for row in entry.clauses]
    keys += [row.key for row in reference.general]
    counted = Counter(contents.evidence.of(key).state for key in keys)
    programs: dict[str, list[Program]] = {entry.label: [] for entry in reference.operations}
    for program in contents.programs:
        programs[program.operation.label].append(program)
    named = [("index.html", "Overview"), ("operations.html", "Operations")]
    named += [("clauses.html", "Clauses"), ("reference.html", "Reference")]
    named += [(file, name) for file, name, _ in contents.texts]
    return {
        "reference": reference,
        "lang": "en",
        "pages": named,
        "file": reference.document.path.name,
        "made": {"version": version("clausebook"), "when": contents.when},
        "evidence": contents.evidence,
        "score": contents.score,
        "counts": [(state, counted[state]) for state in _STATES if counted[state]],
        "total": len(keys),
        "programs": contents.programs,
        "ran": sum(program.outcome.state == RAN for program in contents.programs),
        "programs_of": programs,
        "anchors": _anchors("op", [entry.label for entry in reference.operations]),
        "schema_anchors": _anchors("shape", list(reference.schemas)),
        "editions": [
            (it.language.code, it.language.name, _operations_file(it)) for it in contents.editions
        ],
    }


def _operations_file(reference: ContractReference) -> str:
    code = reference.language.code
    return "operations.html" if code == "en" else f"operations.{code}.html"


def _groups(reference: ContractReference) -> list[tuple[str, tuple[ClauseRow, ...]]]:
    groups = [(entry.label, entry.clauses) for entry in reference.operations]
    return [*groups, ("", reference.general)] if reference.general else [*groups]


def _anchors(kind: str, names: Sequence[str]) -> dict[str, str]:
    """A unique anchor for each name; equal ones get a number."""
    anchors: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower() or "it"
        anchor, number = f"{kind}-{plain}", 2
        while anchor in anchors.values():
            anchor, number = f"{kind}-{plain}-{number}", number + 1
        anchors[name] = anchor
    return anchors


def _index(reference: ContractReference, anchors: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The search index: operations first, then clauses."""
    entries = [_entry(entry, anchors) for entry in reference.operations]
    rows = [row for entry in reference.operations for row in entry.clauses]
    for row in (*rows, *reference.general):
        entries.append((row.sentence, row.key, f"clauses.html#{clause_anchor(row.key)}"))
    return entries


def _entry(entry: OperationReference, anchors: Mapping[str, str]) -> tuple[str, str, str]:
    named = f"{entry.summary} {entry.operation.operation_id or ''}".strip()
    return (entry.label, named, f"operations.html#{anchors[entry.label]}")


def _script(data: Any) -> str:
    """JSON that is safe inside a script element."""
    return json.dumps(data, default=str, separators=(",", ":")).replace("<", "\\u003c")


def _render(template: str, *values: Mapping[str, Any], **more: Any) -> str:
    context: dict[str, Any] = {}
    for mapping in values:
        context.update(mapping)
    return _environment().get_template(template).render({**context, **more}) + "\n"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("clausebook.docs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    parser = _parser()
    environment.filters["markdown"] = lambda text: Markup(parser.render(str(text)))
    environment.filters["inline"] = lambda text: Markup(
        parser.renderInline(" ".join(str(text).split()))
    )
    environment.filters["coded"] = _coded
    environment.filters["clause_anchor"] = clause_anchor
    return environment


def _parser() -> MarkdownIt:
    """A parser for CommonMark with tables, without HTML and images."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.validateLink = _leads_to_the_web  # type: ignore[method-assign]  # its documented hook
    return parser


def _leads_to_the_web(url: str) -> bool:
    """Whether a link is absolute and harmless; relative ones break, others may run code."""
    try:
        return urlsplit(url).scheme in ("http", "https", "mailto")
    except ValueError:
        return False


def _coded(text: str) -> Markup:
    """A generated sentence as HTML; only backticks are markup."""
    marked_up = _CODE.sub(lambda match: f"<code>{match[1]}</code>", str(escape(text)))
    return Markup(marked_up)
