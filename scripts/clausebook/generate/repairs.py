"""Faults of the generator's output, repaired in its text right after it is written.

Each repair says how often it must apply, so that another version of the generator, whose text may
differ, is refused and not silently left unrepaired.
"""

from __future__ import annotations

import ast
from pathlib import Path

from clausebook.generate.errors import GenerationError

# Percent-encoded is what a cookie cannot hold, and the percent sign itself (RFC 6265, 4.1.1; the
# form style of OAS 3.1, 4.8.12.3, is that of RFC 6570).
_COOKIE_HEADER = """\
    if cookies:
        safe = "!#$&'()*+-./:<=>?@[]^_`{|}~"
        pairs = (f"{name}={quote(value, safe=safe)}" for name, value in cookies.items())
        _kwargs["headers"] = {**_kwargs.get("headers", {}), "Cookie": "; ".join(pairs)}
"""


def repair(package: Path) -> None:
    """Repairs the generated package in place.

    Raises:
        GenerationError: a text to repair is not where this version of the generator writes it.
    """
    # http.HTTPStatus refuses every status outside IANA's list (441, 499), documented or not.
    _replace(package / "types.py", "    status_code: HTTPStatus\n", "    status_code: int\n")
    api = package / "api"
    for endpoint in sorted(api.glob("*/*.py")):
        if endpoint.name != "__init__.py":
            _replace(
                endpoint,
                "status_code=HTTPStatus(response.status_code)",
                "status_code=response.status_code",
            )
            _send_cookies_as_header(endpoint)
            _import_unset(endpoint)


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise GenerationError(
            f"openapi-python-client wrote {path.name} otherwise than expected: {old.strip()!r} "
            f"stands {text.count(old)} times in it, not once; install the pinned version"
        )
    path.write_text(text.replace(old, new), encoding="utf-8")


def _send_cookies_as_header(path: Path) -> None:
    """Httpx deprecates cookies per request, and a consumer's suite may make warnings errors."""
    if '        "cookies": cookies,\n' in path.read_text(encoding="utf-8"):
        _replace(path, '        "cookies": cookies,\n', "")
        _replace(path, "    return _kwargs\n", f"{_COOKIE_HEADER}    return _kwargs\n")


def _import_unset(path: Path) -> None:
    """Modules with several body types use `Unset` and forget to import it."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    if "Unset" in used - imported:
        path.write_text(f"from ...types import Unset\n{text}", encoding="utf-8")
