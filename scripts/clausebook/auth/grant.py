"""What is asked of a token endpoint of OAuth 2.0; `oauth2` asks it, and loads httpx for that."""

from __future__ import annotations

from dataclasses import dataclass, field

FLOWS = ("clientCredentials", "password")


@dataclass(frozen=True)
class Grant:
    """What is asked of a token endpoint, and by whom. `url` may be relative to the provider's."""

    flow: str
    url: str
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ()
