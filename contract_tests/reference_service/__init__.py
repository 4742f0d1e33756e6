"""The reference service: DIS as the vendor documents it, read by hand, in ASGI."""
