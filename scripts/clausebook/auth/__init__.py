"""What a security scheme of the document demands, what makes it, and what proves it."""

from __future__ import annotations

from clausebook.auth.schemes import (
    CredentialRefused,
    Scheme,
    Secret,
    credentials_for,
    prove,
    schemes_of,
    secret_headers,
)
from clausebook.auth.signature import SecretKey, SignatureRefused, Signer, verify

__all__ = [
    "CredentialRefused",
    "Scheme",
    "Secret",
    "SecretKey",
    "SignatureRefused",
    "Signer",
    "credentials_for",
    "prove",
    "schemes_of",
    "secret_headers",
    "verify",
]
