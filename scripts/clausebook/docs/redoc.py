"""Redoc's script from the installed package, without requests to other hosts.

Nothing is downloaded. The package is read as files; its Django code is never imported.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from clausebook.errors import CannotRun

PACKAGE = "drf-spectacular-sidecar"
_SCRIPT = "redoc/bundles/redoc.standalone.js"
# Redoc loads a logo from another host; an empty image replaces it.
_LOGO = re.compile(r"https://cdn\.redoc\.ly/redoc/logo-mini\.svg")
_EMPTY = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
_SOURCE_MAP = re.compile(r"\n//# sourceMappingURL=[^\n]*\s*\Z")


def redoc_script() -> str:
    """Redoc as one script that makes no requests to other hosts.

    Raises:
        CannotRun: the package is not installed, or lacks Redoc.
    """
    text = _file(_SCRIPT).read_text(encoding="utf-8")
    return _SOURCE_MAP.sub("", _LOGO.sub(_EMPTY, text))


def redoc_licence() -> str:
    """The licences of the script."""
    script = _file(_SCRIPT)
    own = script.parents[1] / "LICENSE"
    parts = script.with_name(f"{script.name}.LICENSE.txt")
    return "\n".join(path.read_text(encoding="utf-8") for path in (own, parts) if path.is_file())


def _file(end: str) -> Path:
    try:
        files = distribution(PACKAGE).files or []
    except PackageNotFoundError:
        raise CannotRun(
            f"the reference needs {PACKAGE}, which carries Redoc; install clausebook[docs]"
        ) from None
    for file in files:
        if file.as_posix().endswith(end):
            return Path(str(file.locate()))
    raise CannotRun(f"{PACKAGE} has no {end}; install the version that clausebook[docs] names")
