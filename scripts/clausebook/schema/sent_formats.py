"""The formats that are annotations when judging and are obeyed when sending (DESIGN).

A check here is stricter than the format's own source: what it lets through is what ordinary
libraries take. Nothing that a provider answers is held against it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = rf"(?:{_LABEL}\.)+[A-Za-z]{{2,}}"
_PATH = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?#-]|%[0-9A-Fa-f]{2})"
_ADDRESS = rf"(?:{_HOST}|localhost|\d{{1,3}}(?:\.\d{{1,3}}){{3}}|\[[0-9A-Fa-f:]+\])(?::\d{{1,5}})?"
_URI = rf"(?:[A-Za-z][A-Za-z0-9+.-]*://(?:{_ADDRESS}|[A-Za-z0-9._-]+)(?:[/?#]{_PATH}*)?"
_URI += rf"|(?:urn|mailto|tel|data):{_PATH}+)"
_BASE64 = r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"


@dataclass(frozen=True, kw_only=True)
class SentFormat:
    """One format: texts of it, the plainest first and a short one last, and what obeys it.

    `grown` makes a text longer by so many characters.
    """

    samples: tuple[str, ...]
    obeys: Callable[[str], bool]
    grown: Callable[[str, int], str] | None = None


def _matching(pattern: str, *samples: str, grown: str = "") -> SentFormat:
    compiled = re.compile(pattern, re.ASCII)
    longer: Mapping[str, Callable[[str, int], str]] = {
        "before": lambda text, count: "a" * count + text,
        "behind": lambda text, count: text + "a" * count,
    }
    return SentFormat(
        samples=samples,
        obeys=lambda text: compiled.fullmatch(text) is not None,
        grown=longer.get(grown),
    )


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_regex(text: str) -> bool:
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError):
        return False
    return text.isprintable()


_EMAIL = _matching(
    rf"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@{_HOST}", "user@example.com", "a@b.co", grown="before"
)
_HOSTNAME = _matching(rf"{_HOST}|localhost", "www.example.com", "a.co", grown="before")
_WEB = _matching(_URI, "https://example.com/page", "http://a.co", grown="behind")
_REFERENCE = _matching(rf"{_URI}|{_PATH}+", "https://example.com/page", "/a", grown="behind")
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?"
SENT_FORMATS: Mapping[str, SentFormat] = {
    "email": _EMAIL,
    "idn-email": _EMAIL,
    "hostname": _HOSTNAME,
    "idn-hostname": _HOSTNAME,
    "uri": _WEB,
    "url": _WEB,
    "iri": _WEB,
    "http-url": _WEB,
    "uri-reference": _REFERENCE,
    "iri-reference": _REFERENCE,
    "uri-template": _matching(
        rf"(?:{_PATH}|\{{[A-Za-z0-9_]+\}})+", "https://example.com/{id}", "/{a}", grown="behind"
    ),
    "time": _matching(rf"{_TIME}(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)", "12:00:00Z"),
    "duration": _matching(
        r"P(?:\d+W|(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)", "P1D"
    ),
    "byte": _matching(_BASE64, "ZXhhbXBsZTEy", "YWJj"),
    "base64": _matching(_BASE64, "ZXhhbXBsZTEy", "YWJj"),
    "base64url": _matching(r"[A-Za-z0-9_-]+", "ZXhhbXBsZTEy", "YWJj", grown="behind"),
    "password": _matching(r"[!-~]+", "Passw0rd-2024", "Pw-1", grown="behind"),
    "json-pointer": _matching(r"(?:/(?:[^~/\x00-\x1f]|~[01])*)*", "/name", "/a", grown="behind"),
    "relative-json-pointer": _matching(
        r"(?:0|[1-9]\d{0,3})(?:#|(?:/[A-Za-z0-9_-]*)*)", "0/name", "0"
    ),
    "regex": SentFormat(samples=("^[a-z]+$", "a"), obeys=_is_regex),
    "slug": _matching(r"[a-z0-9]+(?:-[a-z0-9]+)*", "example", "a", grown="behind"),
    "phone": _matching(r"\+[1-9]\d{6,14}", "+12025550123"),
    "color": _matching(r"#[0-9A-Fa-f]{6}|#[0-9A-Fa-f]{3}", "#3366cc", "#36c"),
    "decimal": _matching(r"-?\d{1,15}(?:\.\d{1,6})?", "1.5", "1"),
    "ip": SentFormat(samples=("192.0.2.1",), obeys=_is_address),
    "ipvanyaddress": SentFormat(samples=("192.0.2.1",), obeys=_is_address),
    "ipvanynetwork": _matching(r"\d{1,3}(?:\.\d{1,3}){3}/\d{1,2}", "192.0.2.0/24"),
    "http-date": _matching(
        r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} GMT", "Thu, 29 Feb 2024 12:00:00 GMT"
    ),
    "media-range": _matching(r"[a-z]+/[a-z0-9.+-]+", "text/plain"),
}


def samples_of(name: str, least: int = 0) -> list[str]:
    """Texts of a format that is obeyed when sending, also some of at least so many characters."""
    known = SENT_FORMATS.get(name)
    if known is None:
        return []
    short = [text for text in known.samples if len(text) < least]
    grown = known.grown
    longer = [grown(text, least - len(text)) for text in short] if grown is not None else []
    return [*known.samples, *longer]
