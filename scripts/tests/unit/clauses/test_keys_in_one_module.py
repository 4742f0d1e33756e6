"""Keys are printed and parsed in `clauses/key.py` alone: a check of the toolkit's syntax trees.

It knows the forms that were in use when keys were texts. It cannot know every other.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from fakes.paths import ROOT

TOOLKIT = ROOT / "scripts" / "clausebook"
MODULES = sorted(TOOLKIT.rglob("*.py"))
# The module itself, and what is copied into each client and may import nothing of the toolkit.
EXEMPT = ("clauses/key.py", "codegen/runtime/")
# What is no key of a clause: the first words of any other subject in a report, the name of a case,
# and the name of what two responses both promise.
ALLOWED = {
    ("report/view.py", 'key.split(" ")'),
    ("checks/client/values.py", 'f"body {name}"'),
    ("mutation/equivalence.py", 'f"body {place.media_type}"'),
}

_KINDS = "operation|effect|responses?|methods|servers|security|body|deprecated|operationId|tags"
_BUILT = re.compile(
    rf"(\{{\}}|\*)( \{{\}})? ({_KINDS})( \{{\}}| /.*|: .*)?$|\{{\}} \{{\}} /\w*|\* \{{\}}( .*)?$"
    r"|(body|response|query|cookie) \{\}( (header \{\}|no content|\{\}))?$"
)
_ASKED = re.compile(rf" ({_KINDS}|header) ?$|(path|query|cookie|body|response|security) $|\* $")
_PARSING = {"split", "rsplit", "partition", "rpartition", "startswith", "endswith"}
_PARSING |= {"removeprefix", "removesuffix"}
_KEYS = {"key", "clause", "place"}


def _text(node: ast.expr) -> str | None:
    """A text as it is written, what is put into it shown as `{}`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join((_text(part) if isinstance(part, ast.Constant) else None) or "{}"
                       for part in node.values)  # fmt: skip
    return None


def _is_key(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name in _KEYS


def _is_forbidden(node: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr):
        return _BUILT.match(_text(node) or "") is not None
    if isinstance(node, ast.Compare):
        asked = _text(node.left) or ""
        return isinstance(node.ops[0], ast.In | ast.NotIn) and bool(_ASKED.match(asked))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        texts = [_text(argument) or "" for argument in node.args]
        parses = node.func.attr in _PARSING
        blank = parses and _is_key(node.func.value) and any(" " in text for text in texts)
        return blank or (parses and any(_ASKED.match(text) for text in texts))
    return False


def forbidden(source: str) -> Iterator[str]:
    """Each expression that prints or parses a key, as it is written."""
    for node in ast.walk(ast.parse(source)):
        if _is_forbidden(node):
            yield ast.get_source_segment(source, node) or ""


def test_no_other_module_prints_or_parses_a_key() -> None:
    found = {
        (module.relative_to(TOOLKIT).as_posix(), expression)
        for module in MODULES
        if not module.relative_to(TOOLKIT).as_posix().startswith(EXEMPT)
        for expression in forbidden(module.read_text())
    }
    assert found == ALLOWED


@pytest.mark.parametrize(
    "expression",
    [
        'f"{operation_key(operation)} operation"',
        'f"{key} effect: what was made is shown"',
        'f"{key} body /required"',
        'f"{key} response {status}"',
        'f"{key} {place.name} /{keyword}"',
        'f"* {path} methods"',
        'f"response {status} header {name}"',
        'f"body {media_type}"',
        '" security " in violation.clause',
        '" header " not in clause.place',
        'violation.clause.endswith(" methods")',
        'clause.place.split(" ")[1]',
        'key.rpartition(" ")[2]',
        'clause.startswith(f"{key} ")',
        'name.removeprefix("security ")',
        'clause.place.startswith("response ")',
    ],
)
def test_each_form_of_printing_and_parsing_is_detected(expression: str) -> None:
    assert list(forbidden(f"x = {expression}"))


@pytest.mark.parametrize(
    "expression",
    [
        'str(ClauseKey.of(operation, "operation"))',
        'f"{key}: what was made is shown"',
        'key.startswith("x-")',
        'f"the response {status} has a body"',
        '"security" in document.data',
    ],
)
def test_other_expressions_are_not_detected(expression: str) -> None:
    assert not list(forbidden(f"x = {expression}"))
