"""The built-in lint rules for OpenAPI documents, one function a rule.

To add a rule, write a function with `@lint_rule` in a module of this package; all its modules are
imported. Rules see documents only, no client and no server. Whether a document is valid OpenAPI
is checked in `openapi` when it is loaded.
"""
