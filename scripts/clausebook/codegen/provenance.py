"""What a generated package says of itself: its document's hash, and each operation's module.

Written by `generate`, read by whoever loads such a package; this module imports no generator.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from keyword import iskeyword
from pathlib import Path
from typing import Any

from clausebook.errors import CannotRun
from clausebook.openapi import Document

PROVENANCE = "provenance.json"


@dataclass(frozen=True, slots=True)
class Function:
    """The module made for an operation.

    `label` is the operation's (`DELETE /v2/{project_id}/checkpoints`), `module` is relative to the
    package, `arguments` leads from `place name` on the wire to the Python argument, `method` is the
    name of the call in both client classes.
    """

    label: str
    operation_id: str | None
    module: str
    arguments: dict[str, str]
    method: str = ""


def package_name(document: Document) -> str:
    """The client's package, called after the document's file: `dis_checkpoints`."""
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", document.path.stem)
    name = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
    if not name[:1].isalpha():
        name = f"client_{name}".rstrip("_")
    # A package called `json` would stand in front of the one that httpx needs.
    taken = name in sys.stdlib_module_names or name in ("httpx", "attr", "attrs")
    return f"{name}_client" if taken or iskeyword(name) else name


def functions_of(package: Path) -> dict[str, Function]:
    """The functions of the generated package in the folder `package`, by label.

    Raises:
        CannotRun: the folder holds no package that clausebook generated.
    """
    path = package / PROVENANCE
    try:
        stamp: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return {
            label: Function(
                label, made["operation_id"], made["module"], made["arguments"], made["method"]
            )
            for label, made in stamp["operations"].items()
        }
    except FileNotFoundError:
        raise CannotRun(f"{package} is no generated package; run `clausebook generate`") from None
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise CannotRun(f"cannot read {path}: {error}; run `clausebook generate`") from error
