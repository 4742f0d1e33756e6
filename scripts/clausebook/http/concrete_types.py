"""A media type to write where a document names a range, and whether one is JSON.

OpenAPI keys contents by media types or ranges (OAS 3.1, 4.8.14); a message carries one type
(RFC 9110, 8.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_EXAMPLES = {
    "*": "application/json",
    "application": "application/json",
    "text": "text/plain",
    "image": "image/png",
    "audio": "audio/mpeg",
    "video": "video/mp4",
    "font": "font/woff2",
    "multipart": "multipart/form-data",
}
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def concrete_type(media_type: str) -> str:
    """The media type itself, or one that a range such as `image/*` or `*/*` covers."""
    if "*" not in media_type:
        return media_type
    kind, _, subtype = media_type.partition(";")[0].strip().lower().partition("/")
    if subtype.startswith("*+"):
        return f"{'application' if kind == '*' else kind}/vnd.example{subtype[1:]}"
    return _EXAMPLES.get(kind, f"{kind}/vnd.example")


def is_json(media_type: str) -> bool:
    """Whether a body of this media type is JSON (RFC 6839, 3.1; `text/json` is an old name)."""
    kind = media_type.partition(";")[0].strip().lower()
    return kind in ("application/json", "text/json") or kind.endswith("+json")


def can_carry(media_type: str, value: Any) -> bool:
    """Whether a value can be written as this media type here: structure only as JSON or a form."""
    kind = concrete_type(media_type).partition(";")[0].strip().lower()
    if is_json(kind) or not isinstance(value, dict | list):
        return kind not in _FORMS or isinstance(value, dict)
    return kind in _FORMS and isinstance(value, Mapping)
