"""JSON Schema as OpenAPI documents use it: one spelling, merged, compared, held against values."""
