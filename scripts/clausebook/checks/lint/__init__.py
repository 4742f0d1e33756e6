"""The built-in lint rules: what a well-made OpenAPI document keeps, one function a rule.

A rule is added by a function under `@lint_rule` in a module of this package; every module here is
imported. Rules know documents only: no client, no server. That a document is valid OpenAPI at all
is `document`'s business.
"""
