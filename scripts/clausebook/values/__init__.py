"""Values made from schemas: samples, boundary values, near misses, matching texts.

The judge decides which of them are valid; this room sends nothing.
"""
