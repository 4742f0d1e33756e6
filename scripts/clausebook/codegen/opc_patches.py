"""Patches for bugs in the generator's output."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path

# The variable of a model's members, which a member of the name `d` would shadow.
_MEMBERS = re.compile(
    r"\bd(?=\.(?:pop|items)\()|(?<= )d(?= = dict\(src_dict\))|(?<=_properties = )d$", re.MULTILINE
)


def apply_patches(package: Path) -> None:
    """Patch the generated package in place."""
    for model in sorted((package / "models").glob("*.py")):
        text = model.read_text(encoding="utf-8")
        if " d = dict(src_dict)" in text:
            model.write_text(_MEMBERS.sub("remaining_", text), encoding="utf-8")
    for endpoint in sorted((package / "api").glob("*/*.py")):
        if endpoint.name != "__init__.py":
            _import_unset(endpoint)


def _import_unset(path: Path) -> None:
    """Import `Unset`, which the generator forgets in modules with several body types."""
    text = path.read_text(encoding="utf-8")
    if _lacks_unset(text):
        path.write_text(f"from ...types import Unset\n{text}", encoding="utf-8")


@lru_cache(maxsize=256)  # most modules are those of the previous client
def _lacks_unset(source: str) -> bool:
    if "Unset" not in source:
        return False
    nodes = list(ast.walk(ast.parse(source)))
    imports = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    imported = {alias.name for node in imports for alias in node.names}
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    return "Unset" in used - imported
