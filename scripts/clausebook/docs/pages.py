"""The site's pages as text: what the book, the evidence and the programs come to in HTML.

Every value is escaped by the templates; texts of a document are Markdown without HTML or images.
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
    """What a site is made of. `texts` are further pages: file, name, Markdown."""

    editions: tuple[ContractReference, ...]
    evidence: Evidence
    score: Score | None
    programs: Sequence[Program]
    texts: Sequence[tuple[str, str, str]]
    when: str = ""


def pages(contents: Contents) -> dict[str, str]:
    """Every page, style sheet and script of ours by file name."""
    book = contents.editions[0]
    common = _common(contents)
    made = {"index.html": _render("index.html.j2", common, here="index.html")}
    for edition in contents.editions:
        target = _operations_file(edition)
        shared = {**common, "book": edition, "word": edition.language.words, "here": target}
        made[target] = _render("operations.html.j2", shared, lang=edition.language.code)
    made["clauses.html"] = _render(
        "clauses.html.j2", common, here="clauses.html", groups=_groups(book)
    )
    made["reference.html"] = _render("reference.html.j2", common, here="reference.html")
    for file, name, text in contents.texts:
        made[file] = _render("text.html.j2", common, here=file, name=name, text=text)
    made["search.js"] = f"window.clausebookIndex = {_script(_index(book, common['anchors']))};\n"
    for name in _ASSETS:
        asset = files("clausebook.docs").joinpath("templates", name)
        made[name] = asset.read_text("utf-8")
    return made


def clause_anchor(key: str) -> str:
    """The anchor of a clause, which lasts as long as its key."""
    return f"c-{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def document_script(data: Mapping[str, Any]) -> str:
    """The document as a script, since a page opened from a file cannot fetch one."""
    return f"window.clausebookDocument = {_script(data)};\n"


def _common(contents: Contents) -> dict[str, Any]:
    book = contents.editions[0]
    keys = [row.key for chapter in book.chapters for row in chapter.clauses]
    keys += [row.key for row in book.general]
    counted = Counter(contents.evidence.of(key).state for key in keys)
    programs: dict[str, list[Program]] = {chapter.label: [] for chapter in book.chapters}
    for program in contents.programs:
        programs[program.operation.label].append(program)
    named = [("index.html", "Overview"), ("operations.html", "Operations")]
    named += [("clauses.html", "Clauses"), ("reference.html", "Reference")]
    named += [(file, name) for file, name, _ in contents.texts]
    return {
        "book": book,
        "lang": "en",
        "pages": named,
        "file": book.document.path.name,
        "made": {"version": version("clausebook"), "when": contents.when},
        "evidence": contents.evidence,
        "score": contents.score,
        "counts": [(state, counted[state]) for state in _STATES if counted[state]],
        "total": len(keys),
        "programs": contents.programs,
        "ran": sum(program.outcome.state == RAN for program in contents.programs),
        "programs_of": programs,
        "anchors": _anchors("op", [chapter.label for chapter in book.chapters]),
        "shape_anchors": _anchors("shape", list(book.shapes)),
        "editions": [
            (it.language.code, it.language.name, _operations_file(it)) for it in contents.editions
        ],
    }


def _operations_file(book: ContractReference) -> str:
    code = book.language.code
    return "operations.html" if code == "en" else f"operations.{code}.html"


def _groups(book: ContractReference) -> list[tuple[str, tuple[ClauseRow, ...]]]:
    found = [(chapter.label, chapter.clauses) for chapter in book.chapters]
    return [*found, ("", book.general)] if book.general else [*found]


def _anchors(kind: str, names: Sequence[str]) -> dict[str, str]:
    """An anchor for each name, told apart by a number where they would be one."""
    found: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower() or "it"
        anchor, number = f"{kind}-{plain}", 2
        while anchor in found.values():
            anchor, number = f"{kind}-{plain}-{number}", number + 1
        found[name] = anchor
    return found


def _index(book: ContractReference, anchors: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """What can be searched: operations first, then clauses."""
    found = [_entry(chapter, anchors) for chapter in book.chapters]
    rows = [row for chapter in book.chapters for row in chapter.clauses]
    for row in (*rows, *book.general):
        found.append((row.sentence, row.key, f"clauses.html#{clause_anchor(row.key)}"))
    return found


def _entry(chapter: OperationReference, anchors: Mapping[str, str]) -> tuple[str, str, str]:
    named = f"{chapter.summary} {chapter.operation.operation_id or ''}".strip()
    return (chapter.label, named, f"operations.html#{anchors[chapter.label]}")


def _script(data: Any) -> str:
    """JSON that is JavaScript as well, wherever it may be put."""
    return json.dumps(data, default=str, separators=(",", ":")).replace("<", "\\u003c")


def _render(template: str, *values: Mapping[str, Any], **more: Any) -> str:
    given: dict[str, Any] = {}
    for one in values:
        given.update(one)
    return _environment().get_template(template).render({**given, **more}) + "\n"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("clausebook.docs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    parser = _parser()
    made.filters["markdown"] = lambda text: Markup(parser.render(str(text)))
    made.filters["inline"] = lambda text: Markup(parser.renderInline(" ".join(str(text).split())))
    made.filters["coded"] = _coded
    made.filters["clause_anchor"] = clause_anchor
    return made


def _parser() -> MarkdownIt:
    """CommonMark with tables, and nothing that could load or run: no HTML, no images."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.validateLink = _leads_to_the_web  # type: ignore[method-assign]  # its documented hook
    return parser


def _leads_to_the_web(url: str) -> bool:
    """Relative links would lead nowhere from here, and other schemes may run something."""
    try:
        return urlsplit(url).scheme in ("http", "https", "mailto")
    except ValueError:
        return False


def _coded(text: str) -> Markup:
    """A sentence of ours, in which only backticks mean something."""
    told = _CODE.sub(lambda found: f"<code>{found[1]}</code>", str(escape(text)))
    return Markup(told)
