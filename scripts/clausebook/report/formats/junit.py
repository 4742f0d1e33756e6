"""JUnit XML for test servers: one test case for each clause or change.

Element order, attributes and the missing time zone are what both schemas in use accept.
"""

from __future__ import annotations

import datetime
import socket
from xml.etree import ElementTree as Xml

from clausebook.errors import Level
from clausebook.report.run import Run
from clausebook.report.verdicts import BROKEN, ERROR, KEPT
from clausebook.report.view import Case, Note, View, view_of


def render(run: Run) -> str:
    """Renders the run as one test suite."""
    view = view_of(run)
    timestamp = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S")
    failed = sum(case.verdict == BROKEN for case in view.cases)
    errors = sum(case.verdict == ERROR for case in view.cases)
    skipped = sum(case.verdict not in (KEPT, BROKEN, ERROR) for case in view.cases)
    suites = Xml.Element("testsuites")
    suite = Xml.SubElement(
        suites,
        "testsuite",
        {
            **{"package": "clausebook", "id": "0", "name": _legal(view.title)},
            **{"timestamp": timestamp, "hostname": _legal(socket.gethostname() or "localhost")},
            **{"tests": str(len(view.cases)), "failures": str(failed), "errors": str(errors)},
            **{"skipped": str(skipped), "time": f"{view.seconds:.3f}"},
        },
    )
    properties = Xml.SubElement(suite, "properties")
    if view.spec:
        Xml.SubElement(properties, "property", {"name": "spec", "value": _legal(view.spec)})
    for case in view.cases:
        _case(suite, case)
    Xml.SubElement(suite, "system-out").text = _legal(
        "\n".join([view.summary, *view.remarks, *_notes_without_failure(view)])
    )
    Xml.SubElement(suite, "system-err")
    Xml.indent(suites)
    return Xml.tostring(suites, encoding="unicode", xml_declaration=False).join(
        ('<?xml version="1.0" encoding="UTF-8"?>\n', "\n")
    )


def _case(suite: Xml.Element, case: Case) -> None:
    attributes = {"classname": _legal(case.group), "name": _legal(case.key), "time": "0"}
    element = Xml.SubElement(suite, "testcase", attributes)
    if case.verdict == BROKEN:
        message = " ".join(note.message for note in case.notes) or case.why
        kind = case.notes[0].rule if case.notes else "broken"
        failure = Xml.SubElement(element, "failure", {"message": _legal(message), "type": kind})
        failure.text = _legal("\n\n".join(_note_texts(case)))
    elif case.verdict == ERROR:
        error = Xml.SubElement(element, "error", {"message": _legal(case.why), "type": "error"})
        error.text = _legal("\n\n".join(_note_texts(case)))
    elif case.verdict != KEPT:
        text = f"{case.verdict}: {case.why}" if case.why else case.verdict
        Xml.SubElement(element, "skipped", {"message": _legal(text)})


def _note_texts(case: Case) -> list[str]:
    return [_as_text(note) for note in case.notes]


def _notes_without_failure(view: View) -> list[str]:
    """Warnings and notes of cases that did not fail, for which JUnit has no element."""
    cases = [case for case in view.cases if case.verdict != BROKEN]
    return [_as_text(note) for case in cases for note in case.notes]


def _as_text(note: Note) -> str:
    level = "" if note.level is Level.ERROR else f"{note.level}: "
    first = f"{note.place.file}:{note.place.line}: {level}{note.message} [{note.rule}]"
    return "\n".join([first, *(f"  {label}: {value}" for label, value in note.lines)])


def _legal(text: str) -> str:
    """Escapes the characters that XML 1.0 (2.2) cannot represent."""
    return "".join(
        char if _is_legal(ord(char)) else char.encode("unicode_escape").decode() for char in text
    )


def _is_legal(code: int) -> bool:
    return code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code > 0xFFFF
