"""Security schemes: the credentials they require, how to make them and how to verify them."""

from __future__ import annotations

from clausebook.auth.schemes import (
    CredentialRejected,
    Scheme,
    Secret,
    credentials_for,
    schemes_of,
    secret_headers,
    verify_credential,
)
from clausebook.auth.signature import SecretKey, SignatureRejected, Signer, verify

__all__ = [
    "CredentialRejected",
    "Scheme",
    "Secret",
    "SecretKey",
    "SignatureRejected",
    "Signer",
    "credentials_for",
    "schemes_of",
    "secret_headers",
    "verify",
    "verify_credential",
]
