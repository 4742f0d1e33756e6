"""What a security scheme of the document demands, what makes it, and what proves it."""

from __future__ import annotations

from clausebook.authentication.schemes import (
    CredentialRefused,
    Scheme,
    Secret,
    credentials_for,
    prove,
    schemes_of,
    secret_headers,
)
from clausebook.authentication.signature import SecretKey, SignatureRefused, Signer, verify

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
