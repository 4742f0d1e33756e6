"""CONTRACT.md: the book of clauses as Markdown, for a code host and for the diff of a review.

It is made from the document, its sources and its translations alone, so that `drift` can compare it
byte by byte; what depends on a run stands on the site.
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


def contract(book: ContractReference) -> str:
    """One edition, ending with a new line."""
    base_url = server_of(book.document)
    text = (
        _environment()
        .get_template("contract.md.j2")
        .render(
            book=book,
            word=book.language.words,
            file=markdown.cell(book.document.path.name).replace("`", ""),
            curl=lambda chapter: curl_of(book.document, chapter.operation, base_url),
        )
    )
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


@cache
def _environment() -> Environment:
    # Not HTML: each value passes a filter of `markdown` in the template instead.
    made = Environment(
        loader=PackageLoader("clausebook.docs"),
        autoescape=False,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    for name in ("cell", "sentence", "code", "paragraph", "block", "slug"):
        made.filters[name] = getattr(markdown, name)
    return made
