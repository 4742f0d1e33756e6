"""HTTP: exchanges, media types, parameter styles, transports, throttling, redaction."""
