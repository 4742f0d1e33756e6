"""Contract testing and client generation from one OpenAPI document, clause by clause."""
