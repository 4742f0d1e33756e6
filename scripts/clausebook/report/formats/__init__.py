"""The report formats: `text`, and a module each for the others.

A module's name is the name of its format; its function `render` turns a run into text that ends
with a new line. A format is added by a module alone.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clausebook.report.run import Run

# `text` is for terminals: it alone has colors and a quiet form. It comes first, as the default.
FORMATS = ("text", *sorted(module.name for module in iter_modules(__path__)))


def render(run: Run, form: str, *, color: bool = False, quiet: bool = False) -> str:
    """Renders the run in one of `FORMATS`; `color` and `quiet` are for text.

    A format's module is imported when it is needed: the pytest plugin loads this one in every run.
    """
    if form == "text":
        from clausebook.report.text import as_text

        return as_text(run, color=color, quiet=quiet)
    text: str = import_module(f"{__name__}.{form}").render(run)
    return text
