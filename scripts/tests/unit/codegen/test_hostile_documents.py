"""Documents whose texts look like code: nothing of them becomes any."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from clausebook.codegen import GenerationError, render
from clausebook.codegen.auth_module import signature_module
from clausebook.codegen.code_safety import breaches, check_code_safety, is_generated
from clausebook.codegen.literals import docstring, literal
from fakes.generated_documents import saved
from fakes.paths import ROOT

TEXTS = {
    "quotes": "'\"''' \"\"\" \\",
    "calls": '"""\n__import__(\'os\').system(\'touch hacked\')\n"""',
    "lines": "a\nimport os\r\nos.abort()\u2028#\x0b",
    "templates": "{{ 7*7 }} {% raw %} ${x} {0.__class__} {self} %(x)s `id` <%= 1 %>",
    "ends": '\\"""\\',
}
RUNTIME = ROOT / "scripts" / "clausebook" / "codegen" / "runtime"


def hostile(text: str) -> dict[str, Any]:
    """A document with the text in every place that takes one."""
    schema = {
        "type": "object",
        "title": text,
        "description": text,
        "required": [text],
        "properties": {text: {"type": "string", "description": text, "enum": [text, "a"]}},
        "examples": [{text: "a"}],
    }
    answer = {"description": text, "content": {"application/json": {"schema": schema}}}
    headers = {"X-A": {"description": text, "schema": {"type": "string", "example": text}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": text, "description": text, "version": text},
        "servers": [{"url": text, "description": text}],
        "security": [{"key": []}],
        "paths": {
            "/x/{id}": {
                "post": {
                    "operationId": text,
                    "tags": [text],
                    "summary": text,
                    "description": text,
                    "parameters": [
                        {"name": "id", "in": "path", "required": True, "description": text,
                         "schema": {"type": "string", "description": text}},
                        {"name": text, "in": "query", "description": text, "example": text,
                         "schema": {"type": "string", "default": text, "enum": [text]}},
                    ],
                    "requestBody": {
                        "description": text,
                        "content": {"application/json": {"schema": schema, "example": {text: "a"}}},
                    },
                    "responses": {"200": {**answer, "headers": headers}, "400": answer},
                }
            }
        },
        "components": {
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "query", "name": text, "description": text}
            }
        },
    }  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_of_a_document_becomes_code(name: str, tmp_path: Path) -> None:
    document = saved(tmp_path, hostile(TEXTS[name]))
    files = render(document)

    made = {path: text.decode() for path, text in files.items() if path.endswith(".py")}
    looked_at = 0
    for path, text in made.items():
        relative = Path(path).relative_to("pets")
        if is_generated(relative):
            looked_at += 1
            assert list(breaches(text)) == []
        elif relative.name not in ("__init__.py", "_signature.py"):
            ours = ast.unparse(ast.parse((RUNTIME / relative.name).read_text()))
            assert ast.unparse(ast.parse(text)) == ours, "carried as it is"
    assert looked_at >= 6
    assert not (tmp_path / "hacked").exists()


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("import os", "imports os"),
        ("from os import path", "imports os"),
        ("__import__('os')", "calls __import__"),
        ("eval('1')", "calls eval"),
        ("x = (1).__class__", "accesses __class__"),
        ("getattr(x, 'y')", "calls getattr"),
        ("x.system('ls')", "calls system"),
        ("[f for f in x][0]()", "calls a computed function"),
        ("y = lambda: 1", "has a statement of the kind Lambda"),
        ("x = __builtins__", "accesses __builtins__"),
        ("global x", "has a statement of the kind Global"),
        ("(", "is not valid Python: '(' was never closed"),
    ],
)
def test_what_no_document_may_bring_about_is_named(source: str, what: str, tmp_path: Path) -> None:
    assert next(told for _, told in breaches(source)) == what
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "x.py").write_text(source)
    with pytest.raises(GenerationError, match=r"unsafe generated code: api/x\.py:1 "):
        check_code_safety(tmp_path)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_docstring_and_a_literal_hold_the_text_alone(text: str) -> None:
    for made in (docstring([text]), docstring([text, text], "    "), literal({text: [text]})):
        tree = ast.parse(made)
        assert len(tree.body) == 1
        assert isinstance(tree.body[0], ast.Expr)
    assert ast.literal_eval(literal(text)) == text


def test_a_value_that_does_not_read_back_is_rejected() -> None:
    with pytest.raises(ValueError, match="inf"):
        literal(float("inf"))


def test_the_clients_signer_is_the_toolkits_own_text() -> None:
    tree = ast.parse(signature_module())
    names = {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}

    assert {"Request", "SecretKey", "Signer", "canonical_request"} <= names
    assert not {"verify", "SignatureRejected"} & names
    imported = [n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    assert not [module for module in imported if module and module.startswith("clausebook")]
