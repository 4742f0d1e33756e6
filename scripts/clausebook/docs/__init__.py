"""Living documentation: the book of clauses as Markdown, and the site with its evidence."""

from clausebook.docs.contract import contract_files

__all__ = ["contract_files"]
