"""The toolkit's own signer; a generated client carries the same text in a module of this name."""

from clausebook.auth.signature import SecretKey, Signer
from clausebook.http.exchange import Request

__all__ = ["Request", "SecretKey", "Signer"]
