"""Reads a YAML or JSON file into plain values and records the place of each value."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from clausebook.openapi.errors import DocumentError, Place
from clausebook.openapi.yaml_values import Places, finite, read_yaml


def read(path: Path, shown: str) -> tuple[Any, Places]:
    """The file's value, and by JSON pointer the line and column (from 1) of each value.

    `shown` is the file's name in messages. Raises DocumentError for a file that is missing,
    unreadable, not UTF-8, or neither YAML nor JSON.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise DocumentError(shown, "no such file; name an OpenAPI document with --spec") from None
    except UnicodeDecodeError as error:
        raise DocumentError(shown, f"not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise DocumentError(shown, f"cannot be read ({reason}); name a readable file") from None
    if not text.strip():
        raise DocumentError(shown, "the file is empty; expected an OpenAPI document")
    if path.suffix.lower() == ".json":
        return _read_json(text, shown)
    return read_yaml(text, shown)


def _read_json(text: str, shown: str) -> tuple[Any, Places]:
    try:
        value = json.loads(
            text, object_pairs_hook=_unique, parse_float=finite, parse_constant=finite
        )
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise DocumentError(
            Place(shown, error.lineno, error.colno), f"invalid JSON: {error.msg}"
        ) from None
    except _RepeatedKeyError as error:
        read_yaml(text, shown)  # raises the same error with its place
        raise DocumentError(shown, f"the key {error.args[0]!r} appears twice") from None
    except UnicodeEncodeError:
        raise DocumentError(
            shown, "an unpaired surrogate is no character; write the pair"
        ) from None
    except ValueError as error:
        raise DocumentError(shown, f"a number cannot be read: {error}") from None
    except RecursionError:
        raise DocumentError(shown, "nested too deeply to be read") from None
    try:
        places = read_yaml(text, shown)[1]
    except DocumentError:
        # JSON is nearly a subset of YAML; where it is not, the places are left out.
        places = {}
    return value, places


class _RepeatedKeyError(Exception):
    """A JSON object has this key twice."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for key, value in pairs:
        if key in members:
            raise _RepeatedKeyError(key)
        members[key] = value
    return members
