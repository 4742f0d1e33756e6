"""JSON Schema as OpenAPI documents use it: canonical form, merging, comparison, validation."""
