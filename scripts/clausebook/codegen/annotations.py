"""Type annotations for our modules, from the generator's types."""

from __future__ import annotations

import ast
from typing import Any

from openapi_python_client.strings import PythonCode


def qualified(prop: Any, models: frozenset[str]) -> str:
    """The type annotation with `models.` before each model, so that no model shadows a name."""
    type_string = prop.get_type_string()
    text = (
        type_string.as_unembedded_code()
        if isinstance(type_string, PythonCode)
        else str(type_string)
    )

    class Qualify(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:  # ast's own name
            if node.id not in models:
                return node
            return ast.Attribute(ast.Name("models", ast.Load()), node.id, ast.Load())

        def visit_Constant(self, node: ast.Constant) -> ast.expr:
            # Outside of Literal a string is a forward reference.
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
