"""The toolkit's own signer; a generated client carries the same text in a module of this name."""

from clausebook.authentication.signature import SecretKey, Signer
from clausebook.exchange import Request

__all__ = ["Request", "SecretKey", "Signer"]
