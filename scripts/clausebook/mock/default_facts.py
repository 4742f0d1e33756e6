"""What may be taken for granted of a provider that is made from a document: its keys, its things.

There is no deployment to know anything about, so nobody has to say it.
"""

from __future__ import annotations

from clausebook.auth import Scheme, Secret, SecretKey, schemes_of
from clausebook.config.facts import Facts
from clausebook.openapi import Document


def default_facts(facts: Facts) -> Facts:
    """What holds there of the facts about a deployment: the rows of names, and the waivers.

    Where nothing is known, all is: a row that names nothing fits every request.
    """
    return Facts(known=facts.known or ({},), waivers=facts.waivers)


def default_keys(document: Document) -> dict[str, Secret]:
    """A made-up secret for each scheme that this machine can make credentials for."""
    keys = {name: _key(scheme) for name, scheme in schemes_of(document).items()}
    return {name: key for name, key in keys.items() if key is not None}


def _key(scheme: Scheme) -> Secret | None:
    if scheme.kind == "sdk-hmac-sha256":
        return SecretKey("PROOFACCESSKEY", "proof-secret-key")
    if scheme.kind == "basic":
        return f"proofName:proofPassword-{scheme.name}"
    if scheme.kind in ("apiKey", "bearer") and not scheme.made_by_signature:
        # Each its own: what opens the operation by one scheme must not open it by another.
        return f"proofToken-{scheme.name}"
    return None
