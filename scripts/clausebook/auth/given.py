"""The secret of one scheme, from the text that a person has put into an environment variable."""

from __future__ import annotations

from clausebook.auth.schemes import SIGNATURE, Scheme, Secret, credential_text
from clausebook.auth.signature import SecretKey
from clausebook.errors import CannotRun


def secret_from(scheme: Scheme, text: str, where: str) -> Secret:
    """The secret that `text` holds for the scheme; `where` names the variable in messages.

    Raises:
        CannotRun: the scheme takes no such secret, or the text is none. No message quotes it.
    """
    if scheme.is_certificate:
        raise CannotRun(
            f"{where}: {scheme.name} is mutualTLS, which no variable can hold; give --client-cert"
        )
    if not text:
        raise CannotRun(f"{where}: the variable is empty; put the credential into it")
    if scheme.kind == SIGNATURE:
        access, colon, rest = text.partition(":")
        secret, _, token = rest.partition(":")
        if not colon or not access or not secret:
            raise CannotRun(f"{where}: the value is no key; write ACCESS:SECRET or with :TOKEN")
        return SecretKey(access, secret, token or None)
    if scheme.kind == "basic" and ":" not in text:
        raise CannotRun(f"{where}: the value has no colon; write USER:PASSWORD")
    try:
        credential = credential_text(scheme, text)
    except LookupError:
        raise CannotRun(
            f"{where}: {scheme.name} is {scheme.kind}, for which no credential can be made here; "
            "leave it out"
        ) from None
    if scheme.place == "header" and not (credential.isascii() and credential.isprintable()):
        raise CannotRun(
            f"{where}: the value has characters that a header must not have; correct it"
        )
    return text


def secret_parts(text: str) -> list[str]:
    """What of such a text must not be shown: all of it, and what stands behind a colon."""
    return [text, *filter(None, text.split(":")[1:])]
