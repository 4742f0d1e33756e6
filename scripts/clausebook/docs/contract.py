"""CONTRACT.md: the reference of a contract as Markdown, for code hosts and reviews.

It depends on the document, its sources and its translations only, so that `drift` can compare it
byte by byte; results of runs are on the site.
"""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from clausebook.docs import markdown
from clausebook.docs.examples import curl_of, server_of
from clausebook.docs.languages import TRANSLATED
from clausebook.docs.reference import contract_reference
from clausebook.docs.reference_model import ContractReference
from clausebook.docs.translations import translations_path
from clausebook.openapi import Document


def contract_files(document: Document) -> dict[str, bytes]:
    """CONTRACT.md, and an edition in each language that the document has translations for.

    Raises:
        CannotRun: the sources or the translations beside the document cannot be read.
    """
    editions = {"CONTRACT.md": "en"}
    for code in TRANSLATED:
        if translations_path(document, code).is_file():
            editions[f"CONTRACT.{code}.md"] = code
    return {
        name: contract(contract_reference(document, code)).encode()
        for name, code in editions.items()
    }


def contract(reference: ContractReference) -> str:
    """One edition, ending with a new line."""
    base_url = server_of(reference.document)
    text = (
        _environment()
        .get_template("contract.md.j2")
        .render(
            reference=reference,
            word=reference.language.words,
            file=markdown.cell(reference.document.path.name).replace("`", ""),
            curl=lambda entry: curl_of(reference.document, entry.operation, base_url),
        )
    )
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


@cache
def _environment() -> Environment:
    # Not HTML: each value passes a filter of `markdown` in the template instead.
    environment = Environment(
        loader=PackageLoader("clausebook.docs"),
        autoescape=False,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    for name in ("cell", "sentence", "code", "paragraph", "block", "slug"):
        environment.filters[name] = getattr(markdown, name)
    return environment
