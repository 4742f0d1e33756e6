"""Facts and secrets for a mock server, which has no deployment to describe."""

from __future__ import annotations

from clausebook.auth import Scheme, Secret, SecretKey, schemes_of
from clausebook.config.facts import Facts
from clausebook.openapi import Document


def default_facts(facts: Facts) -> Facts:
    """The facts that also hold for a mock: `known` rows and waivers.

    Without a row of `known`, an empty one covers every request.
    """
    return Facts(known=facts.known or ({},), waivers=facts.waivers)


def default_secrets(document: Document) -> dict[str, Secret]:
    """A generated secret for each supported security scheme."""
    secrets = {name: _secret_for(scheme) for name, scheme in schemes_of(document).items()}
    return {name: secret for name, secret in secrets.items() if secret is not None}


def _secret_for(scheme: Scheme) -> Secret | None:
    if scheme.kind == "sdk-hmac-sha256":
        return SecretKey("PROOFACCESSKEY", "proof-secret-key")
    if scheme.kind == "basic":
        return f"proofName:proofPassword-{scheme.name}"
    if scheme.kind in ("apiKey", "bearer") and not scheme.made_by_signature:
        # The name makes it unique: a credential of one scheme must not satisfy another.
        return f"proofToken-{scheme.name}"
    return None
