"""`provenance.json` of a generated package: its name, and each operation's module.

`generate` writes it, and users of the package read it. This module does not import the generator.
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
    """The generated module of an operation.

    `label` is the operation's (`DELETE /v2/{project_id}/checkpoints`), `module` is relative to the
    package, `arguments` maps `place name` on the wire to the Python argument, `method` is the
    method's name in both client classes.
    """

    label: str
    operation_id: str | None
    module: str
    arguments: dict[str, str]
    method: str = ""


def package_name(document: Document) -> str:
    """The package name, made from the document's file name: `dis_checkpoints`."""
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", document.path.stem)
    name = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
    if not name[:1].isalpha():
        name = f"client_{name}".rstrip("_")
    # A package named `json` would shadow the one that httpx needs.
    shadows = name in sys.stdlib_module_names or name in ("httpx", "attr", "attrs")
    return f"{name}_client" if shadows or iskeyword(name) else name


def functions_of(package: Path) -> dict[str, Function]:
    """The functions of the generated package in the folder `package`, by label.

    Raises:
        CannotRun: the folder is not a package that clausebook generated.
    """
    path = package / PROVENANCE
    try:
        provenance: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return {
            label: Function(
                label, entry["operation_id"], entry["module"], entry["arguments"], entry["method"]
            )
            for label, entry in provenance["operations"].items()
        }
    except FileNotFoundError:
        raise CannotRun(
            f"{package} is not a generated package; run `clausebook generate`"
        ) from None
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise CannotRun(f"cannot read {path}: {error}; run `clausebook generate`") from error
