"""Living documentation: the book of clauses as Markdown, and the site with its evidence."""

from clausebook.documentation.contract import contract_files
from clausebook.documentation.translations import every_text_is_translated

__all__ = ["contract_files", "every_text_is_translated"]
