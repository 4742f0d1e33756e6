"""SARIF 2.1.0: code hosts show its results beside the lines of the document."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from clausebook.report.run import Run
from clausebook.report.view import Note, view_of

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

_HELP: Mapping[str, str] = {
    "lint": "The document itself is at fault: mend it at the place named.",
    "drift": "What was generated is not what the document generates: run `clausebook generate`.",
    "client": "The generated client does not keep the clause: generate it anew, or report it.",
    "provider": "The service does not keep the clause: mend the service, or the document where the "
    "service is right. The command under `repeat` shows the exchange.",
    "break": "No check would notice a provider or client that breaks this clause: add one.",
    "version": "Raise `info.version` as its changes demand: breaking major, compatible minor, text "
    "patch.",
    "request": "What may be sent has changed. Consumers send what the old document allowed: keep "
    "allowing it, or take a major step.",
    "response": "What is answered has changed. Consumers rely on what the old document promised: "
    "keep promising it, or take a major step.",
}
_OTHER_HELP = (
    "The documents promise different things here: see whom it breaks, and step the version."
)


def render(run: Run) -> str:
    """Renders the notes as the results of one SARIF run; the levels are ours (3.27.10)."""
    view = view_of(run)
    notes = view.notes
    # Each note of one rule has the same `about`.
    rules = {note.rule: note.about for note in notes}
    rule_indexes = {rule: index for index, rule in enumerate(rules)}
    results = [_result(note, rule_indexes[note.rule]) for note in notes]
    driver = {
        "name": "clausebook",
        "version": importlib.metadata.version("clausebook"),
        "informationUri": "https://spec.openapis.org/oas/latest.html",
        "rules": [_rule(rule, about) for rule, about in rules.items()],
    }
    log_run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"{view.title.replace(' ', '/')}/"},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [log_run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(rule: str, about: str) -> dict[str, Any]:
    text = _HELP.get(about, _OTHER_HELP)
    return {
        "id": rule,
        "shortDescription": {"text": rule.replace("-", " ").replace("/", ": ")},
        "fullDescription": {"text": text},
        "help": {"text": text, "markdown": text},
    }


def _result(note: Note, rule_index: int) -> dict[str, Any]:
    details = "".join(f"\n{label}: {value}" for label, value in note.lines)
    region = {"startLine": max(1, note.place.line), "startColumn": max(1, note.place.column)}
    # Rule and clause stay the same when an edit above moves the line.
    own = hashlib.sha256(f"{note.rule}\0{note.clause}".encode()).hexdigest()[:16]
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": note.clause}]}
    if note.place.file:
        artifact = {"uri": _uri(note.place.file)}
        location["physicalLocation"] = {"artifactLocation": artifact, "region": region}
    return {
        "ruleId": note.rule,
        "ruleIndex": rule_index,
        "level": str(note.level),
        "message": {"text": f"{note.clause}: {note.message}{details}"},
        "locations": [location],
        "partialFingerprints": {"clausebook/v2": note.fingerprint or own},
        "occurrenceCount": note.times,
    }


def _uri(file: str) -> str:
    """The file as a reference relative to the repository's root (RFC 3986, 4.2)."""
    path = PurePosixPath(file.replace("\\", "/"))
    return path.as_posix() if not path.is_absolute() and ":" not in file else quote(str(path))
