"""The generator's types as annotations in a module of ours."""

from __future__ import annotations

import ast
from typing import Any

from openapi_python_client.strings import PythonCode


def qualified(prop: Any, models: frozenset[str]) -> str:
    """The type with models by their module, so that no model can stand in for another name."""
    written = prop.get_type_string()
    text = written.as_unembedded_code() if isinstance(written, PythonCode) else str(written)

    class Qualify(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:  # ast's own name
            if node.id not in models:
                return node
            return ast.Attribute(ast.Name("models", ast.Load()), node.id, ast.Load())

        def visit_Constant(self, node: ast.Constant) -> ast.expr:
            # Outside of Literal a text is the name of a type that stands further down.
            if isinstance(node.value, str):
                named: ast.Expression = self.visit(ast.parse(node.value, mode="eval"))
                return named.body
            return node

        def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
            if isinstance(node.value, ast.Name) and node.value.id == "Literal":
                return node
            return ast.Subscript(self.visit(node.value), self.visit(node.slice), ast.Load())

    tree = Qualify().visit(ast.parse(text, mode="eval"))
    return ast.unparse(ast.fix_missing_locations(tree))
