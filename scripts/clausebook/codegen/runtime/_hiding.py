"""URLs that redact a secret in their query."""

from __future__ import annotations

from urllib.parse import quote

import httpx


class HidingURL(httpx.URL):
    """A URL whose `str` redacts a secret in its query; httpx logs that string."""

    def __init__(self, url: httpx.URL, parameter: str, secret: str) -> None:
        name = quote(parameter, safe="")
        pairs = [
            pair
            for pair in url.query.decode("ascii").split("&")
            if pair and pair.partition("=")[0] != name
        ]
        self._shown = "&".join([*pairs, f"{name}=..."])
        query = "&".join([*pairs, f"{name}={quote(secret, safe='')}"])
        super().__init__(url.copy_with(query=query.encode("ascii")))

    def __str__(self) -> str:
        return f"{super().__str__().partition('?')[0]}?{self._shown}"

    def __repr__(self) -> str:
        return f"URL({str(self)!r})"
