"""An AST allow-list for generated code, checked before any of it is imported.

A document is untrusted input: modules made from it may only import, call and access what is listed
here. The runtime modules, which are copied unchanged, are not checked.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from clausebook.codegen.errors import GenerationError

_IMPORTS = frozenset(
    {
        *("__future__", "typing", "collections.abc", "datetime", "uuid", "io", "json"),
        "attrs",
    }
)
_BUILTINS = frozenset(
    {
        *("isinstance", "dict", "list", "set", "frozenset", "str", "bytes", "float", "int"),
        *("bool", "tuple", "cls", "TypeError", "ValueError"),
    }
)
_METHODS = frozenset(
    {
        *("from_dict", "to_dict", "to_tuple", "to_multipart", "json", "dumps", "pop", "append"),
        *("extend", "update", "items", "keys", "isoformat", "fromisoformat", "encode", "_call"),
    }
)
_ATTRIBUTES = _METHODS | {
    *("additional_properties", "status_code", "content", "text", "body", "date", "datetime"),
    *("RequestFiles", "FileTypes"),
}
# Names of generated or runtime code, whose attributes are all allowed.
_OWN = frozenset({"self", "models", "_auth", "_signing"})


def check_code_safety(package: Path) -> None:
    """Check every module below `package` that is made from the document.

    Raises:
        GenerationError: a module does something that is not allowed; nothing was imported.
    """
    for path in sorted(package.rglob("*.py")):
        if is_generated(path.relative_to(package)):
            breach = _first_breach(path.read_text(encoding="utf-8"))
            if breach is not None:
                line, what = breach
                place = f"{path.relative_to(package).as_posix()}:{line}"
                raise GenerationError(f"unsafe generated code: {place} {what}")


@lru_cache(maxsize=256)  # most modules are those of the previous client
def _first_breach(source: str) -> tuple[int, str] | None:
    return next(breaches(source), None)


def is_generated(path: Path) -> bool:
    """Whether the module at this path is made from the document."""
    return path.parts[0] in ("api", "models") or path.name in ("client.py", "auth.py")


def breaches(source: str) -> Iterator[tuple[int, str]]:
    """The line and description of everything that is not allowed."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        yield error.lineno or 0, f"is not valid Python: {error.msg}"
        return
    nodes = list(ast.walk(tree))
    known = {*_BUILTINS, *_names(nodes)}
    for node in nodes:
        what = _breach(node, known)
        if what is not None:
            yield getattr(node, "lineno", 0), what


def _names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The names that a module defines or imports."""
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name


def _breach(node: ast.AST, known: set[str]) -> str | None:
    if isinstance(node, ast.Import):
        wrong = [alias.name for alias in node.names if alias.name not in _IMPORTS]
        return f"imports {wrong[0]}" if wrong else None
    if isinstance(node, ast.ImportFrom):
        return None if node.level or node.module in _IMPORTS else f"imports {node.module}"
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name):
            return None if node.func.id in known else f"calls {node.func.id}"
        called = node.func.attr if isinstance(node.func, ast.Attribute) else "a computed function"
        return None if called in _METHODS else f"calls {called}"
    if isinstance(node, ast.Attribute):
        own = isinstance(node.value, ast.Name) and node.value.id in _OWN
        allowed = node.attr in _ATTRIBUTES or (own and not node.attr.startswith("__"))
        return None if allowed else f"accesses {node.attr}"
    if isinstance(node, ast.Name) and node.id.startswith("__"):
        return f"accesses {node.id}" if node.id != "__all__" else None
    if isinstance(node, ast.Global | ast.Nonlocal | ast.Lambda | ast.Delete | ast.With):
        subscript = isinstance(node, ast.Delete) and isinstance(node.targets[0], ast.Subscript)
        return None if subscript else f"has a statement of the kind {type(node).__name__}"
    return None
