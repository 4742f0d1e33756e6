"""A mock server made from a document: an ASGI application that keeps every clause of it.

Judged where no reference service is named, and the base of mutant providers. It validates requests
with `judge`, so it is no independent reading of the document.
"""

from clausebook.mock.provider import MockProvider

__all__ = ["MockProvider"]
