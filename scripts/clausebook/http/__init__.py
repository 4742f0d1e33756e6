"""HTTP: exchanges, media types, parameter styles, transports, throttling, redaction.

Knows no clause and no check.
"""
