"""The site: all files that `clausebook docs` writes, made from a project's settings.

Files are made in memory; only `write_site` writes to disk.
"""

from __future__ import annotations

import copy
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clausebook.config.settings import Settings
from clausebook.docs.evidence import read_evidence, read_score
from clausebook.docs.languages import TRANSLATED
from clausebook.docs.pages import Contents, document_script, pages
from clausebook.docs.programs import Program
from clausebook.docs.redoc import redoc_licence, redoc_script
from clausebook.docs.reference import contract_reference
from clausebook.docs.sources import FILE_NAME
from clausebook.docs.translations import translations_path
from clausebook.errors import CannotRun
from clausebook.openapi import Document

_TABLE = re.compile(r"(?:^\|.*\n)*^\|\s*clause\s*\|\s*source\b.*\n(?:^\|.*\n?)*", re.M | re.I)
_IN_TABLE = "The clause table shows the source of each clause.\n"


def site_files(
    document: Document,
    settings: Settings,
    programs: Sequence[Program],
    *,
    guard: Path | None = None,
    prove: Path | None = None,
) -> dict[str, str]:
    """Every file of the site by its name.

    `guard` and `prove` are JSON reports; without them the pages say "not judged".

    Raises:
        CannotRun: an input cannot be read, or Redoc is not installed.
    """
    codes = ["en", *(code for code in TRANSLATED if translations_path(document, code).is_file())]
    contents = Contents(
        editions=tuple(contract_reference(document, code) for code in codes),
        evidence=read_evidence(guard),
        score=read_score(prove),
        programs=programs,
        texts=_texts(document, settings),
        when=datetime.now(UTC).strftime("%Y-%m-%d"),
    )
    return {
        **pages(contents),
        "document.js": document_script(_document_for_redoc(document, programs)),
        "redoc.standalone.js": redoc_script(),
        "redoc.LICENSE.txt": redoc_licence(),
    }


def write_site(files: Mapping[str, str], folder: Path) -> None:
    """Replaces the content of `folder` by these files, or leaves it unchanged.

    Raises:
        CannotRun: the folder has other content than a site, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or _is_not_a_site(folder)):
        raise CannotRun(
            f"{folder} is not empty and no site of clausebook; name another folder with --into"
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            new = scratch / "new"
            new.mkdir()
            for name, text in files.items():
                (new / name).write_text(text, encoding="utf-8", newline="\n")
            if folder.exists():
                folder.rename(scratch / "old")
            new.rename(folder)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CannotRun(f"cannot write {folder}: {reason}; make it writable") from error


def _is_not_a_site(folder: Path) -> bool:
    return any(folder.iterdir()) and not (folder / "redoc.LICENSE.txt").is_file()


def _texts(document: Document, settings: Settings) -> list[tuple[str, str, str]]:
    texts: list[tuple[str, str, str]] = []
    sources = document.path.parent / FILE_NAME
    if sources.is_file():
        text = _TABLE.sub(_IN_TABLE, _read(sources))
        texts.append(("sources.html", "Sources", _below_title(text)))
    # The one beside the document takes precedence.
    for folder in (document.path.parent, settings.root):
        changes = folder / "CHANGELOG.md"
        if not changes.is_file():
            continue
        texts.append(("changes.html", "Changes", _below_title(_read(changes))))
        break
    return texts


def _below_title(text: str) -> str:
    """The text without its title, which the page template adds."""
    return re.sub(r"\A\s*# .*\n", "", text)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRun(f"cannot read {path}: {error}; save it as UTF-8 text") from error


def _document_for_redoc(document: Document, programs: Sequence[Program]) -> Any:
    """The document with the programs as code samples, and without external images."""
    data = _without_images(copy.deepcopy(document.data))
    data.get("info", {}).pop("x-logo", None)
    for operation in document.operations:
        raw = data
        for token in operation.pointer.split("/")[1:]:
            raw = raw.get(token.replace("~1", "/").replace("~0", "~"), {})
        raw["x-codeSamples"] = [
            {"lang": program.language, "label": program.kind, "source": program.text}
            for program in programs
            if program.operation.label == operation.label and program.text
        ]
    return data


def _without_images(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: inner.replace("![", "!\\[").replace("<", "&lt;")
            if name in ("description", "summary", "title") and isinstance(inner, str)
            else _without_images(inner)
            for name, inner in value.items()
        }
    return [_without_images(item) for item in value] if isinstance(value, list) else value
