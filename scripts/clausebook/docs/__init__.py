"""Documentation of a contract: CONTRACT.md, and the site with the verdicts of the last run."""

from clausebook.docs.contract import contract_files

__all__ = ["contract_files"]
