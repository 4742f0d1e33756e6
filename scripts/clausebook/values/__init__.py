"""Values made from schemas: samples, boundary values, near misses, matching texts.

The judge decides which of them are allowed; nothing is sent here.
"""
