"""A value where the document does not look for it: in a body, a header, or the query.

Servers that gather all a request says into one map take it from there, and so do not demand it
where the document does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from clausebook.exchange import Request
from clausebook.probes.draft import NOTHING, Draft, Slot
from clausebook.probes.writing import encoded, text_of

_FORM = "application/x-www-form-urlencoded"
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # RFC 9110, 5.6.2


def misplaced(good: Draft, slot: Slot) -> Iterator[tuple[str, Callable[[Request], Request]]]:
    """What is done to the request that lacks the value of `slot`, by what it is.

    A body is only put where the operation has none of its own.
    """
    place, name = slot
    text = text_of(good.values[slot])
    pair = f"{encoded(name)}={encoded(text)}"
    if place != "query":
        yield "giving it in the query", lambda r: _with_pair(r, pair)
    if place != "header" and _TOKEN.fullmatch(name) and text.isascii() and text.isprintable():
        yield "giving it in a header", lambda r: r.with_header(name, text)
    if good.body is NOTHING and good.raw_body is None:
        written = json.dumps({name: good.values[slot]}).encode()
        yield "giving it in a form", lambda r: _with_body(r, _FORM, pair.encode())
        yield "giving it in a JSON body", lambda r: _with_body(r, "application/json", written)


def _with_pair(request: Request, pair: str) -> Request:
    return replace(request, target=f"{request.target}{'&' if request.query else '?'}{pair}")


def _with_body(request: Request, content_type: str, body: bytes) -> Request:
    return replace(request.with_header("Content-Type", content_type), body=body)
