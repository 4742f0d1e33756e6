"""Security schemes: the credentials they require, how to make them and how to verify them."""

from __future__ import annotations

from clausebook.auth.schemes import (
    CredentialRejected,
    Scheme,
    Secret,
    credential_text,
    credentials_for,
    schemes_of,
    secret_headers,
    verify_credential,
)
from clausebook.auth.signature import SecretKey, SignatureRejected, Signer, verify
from clausebook.auth.tokens import CredentialTable, secrets_in_hand

__all__ = [
    "CredentialRejected",
    "CredentialTable",
    "Scheme",
    "Secret",
    "SecretKey",
    "SignatureRejected",
    "Signer",
    "credential_text",
    "credentials_for",
    "schemes_of",
    "secret_headers",
    "secrets_in_hand",
    "verify",
    "verify_credential",
]
