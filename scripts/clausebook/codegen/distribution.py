"""The `pyproject.toml` of the generated package, with only the dependencies that it imports."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping

from packaging.version import InvalidVersion, Version

from clausebook.codegen.stamp import headline
from clausebook.openapi import Document

# The oldest versions that the generated code supports; httpx may break its API before 1.0.
_REQUIREMENTS = {
    "httpx": "httpx>=0.27,<0.29",
    "httpx_retries": "httpx-retries>=0.6,<0.7",
    "attrs": "attrs>=22.2",
}


def pyproject(document: Document, package: str, files: Mapping[str, bytes]) -> bytes:
    """The project file for `files`, the modules of `package`."""
    imported = {
        name for path, text in files.items() if path.endswith(".py") for name in _imports(text)
    }
    dependencies = [line for module, line in _REQUIREMENTS.items() if module in imported]
    title = document.data.get("info", {}).get("title", package)
    lines = [
        headline(document),
        "",
        "[build-system]",
        'requires = ["hatchling"]',
        'build-backend = "hatchling.build"',
        "",
        "[project]",
        f"name = {_text(package.replace('_', '-'))}",
        f"version = {_text(distribution_version(document))}",
        f"description = {_text(f'Client for {title}')}",
        'readme = "README.md"',
        'requires-python = ">=3.11"',
        f"dependencies = [{', '.join(map(_text, dependencies))}]",
        "",
        "[tool.hatch.build.targets.wheel]",
        f"packages = [{_text(package)}]",
    ]
    return ("\n".join(lines) + "\n").encode()


def distribution_version(document: Document) -> str:
    """`info.version` if it is a version by PEP 440, else `0+` and the document's hash.

    `2024-05` and `1.0.0-1` are excluded: PEP 440 would read the number after the hyphen as a
    post-release, but it is a month or a pre-release (SemVer 2.0, 9).
    """
    text = str(document.data.get("info", {}).get("version", ""))
    try:
        if not re.search(r"-[0-9]+$", text):
            return str(Version(text))
    except InvalidVersion:
        pass
    return f"0+{document.canonical_hash()[:12]}"


def _text(value: str) -> str:
    """A TOML basic string: one line of printable characters, escaped as in JSON."""
    line = " ".join(value.split())
    return json.dumps("".join(filter(str.isprintable, line)), ensure_ascii=False)


def _imports(text: bytes) -> set[str]:
    """The top-level packages that a module imports."""
    packages: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            packages |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            packages.add(node.module.partition(".")[0])
    return {"attrs" if name == "attr" else name for name in packages}
