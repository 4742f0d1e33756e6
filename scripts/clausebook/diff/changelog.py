"""The changelog's entry for one version of the document, written from the changes.

Only the text between its two markers is generated; edits around them are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from clausebook.errors import CannotRun
from clausebook.report.comparison import BREAKING, COMPATIBLE, WARNING, Change

_BEGIN = "<!-- clausebook diff -->"
_END = "<!-- /clausebook diff -->"
_SECTIONS = ((BREAKING, "Breaking"), (WARNING, "To be checked"), (COMPATIBLE, "Compatible"))


def entry(changes: Iterable[Change]) -> str:
    """The text of the entry, without its heading."""
    changes = list(changes)
    parts = []
    for level, title in _SECTIONS:
        lines = [f"- `{c.clause}`: {_plain(c.why)}" for c in changes if c.level == level]
        if lines:
            parts.append(f"### {title}\n\n" + "\n".join(lines))
    return "\n\n".join(parts) or "No change of the contract."


def write_entry(path: Path, title: str, version: str, changes: Iterable[Change]) -> None:
    """Writes the entry under the heading of the version, adding a missing heading.

    A second entry replaces the first. Raises CannotRun if the file cannot be
    read or written.
    """
    try:
        text = path.read_text("utf-8") if path.exists() else "# Changelog\n"
    except OSError as error:
        raise CannotRun(f"cannot read {path}: {error.strerror}; make it a readable file") from error
    except UnicodeDecodeError as error:
        raise CannotRun(f"cannot read {path}: {error}; save it as UTF-8 text") from error
    block = f"{_BEGIN}\n{entry(changes)}\n{_END}\n"
    text = _with(text, f"{_plain(title)} {version}", version, block)
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise CannotRun(f"cannot write {path}: {error.strerror}; name another file") from error


def _with(text: str, name: str, version: str, block: str) -> str:
    number = rf"(?<![\w.-]){re.escape(version)}(?![\w-]|\.\d)"
    heading = re.compile(rf"^## (?:{re.escape(name)}|\[?{number}\]?)(?:[ \t].*)?$", re.MULTILINE)
    match = heading.search(text)
    if match is None:
        at = _after_introduction(text)
        return f"{text[:at].rstrip()}\n\n## {name}\n\n{block}" + _rest(text[at:])
    end = _next_heading(text, match.end())
    section = text[match.end() : end]
    if _BEGIN in section and _END in section:
        before, _, rest = section.partition(_BEGIN)
        after = rest.partition(_END)[2].removeprefix("\n")
        section = f"{before}{block}{after}"
    else:
        section = f"\n\n{block}" + _rest(section)
    return text[: match.end()] + section + text[end:]


def _rest(text: str) -> str:
    return f"\n{text.lstrip()}" if text.strip() else ""


def _after_introduction(text: str) -> int:
    """The position before the first version, but after an "unreleased" section."""
    first = re.search(r"^## ", text, re.MULTILINE)
    if first is None:
        return len(text)
    line = text[first.start() :].partition("\n")[0].lower()
    return _next_heading(text, first.end()) if "unreleased" in line else first.start()


def _next_heading(text: str, start: int) -> int:
    match = re.compile(r"^## ", re.MULTILINE).search(text, start)
    return match.start() if match else len(text)


def _plain(text: str) -> str:
    """The text as one line that cannot end the block or start an HTML element."""
    return " ".join(text.split()).replace("<", "&lt;")
