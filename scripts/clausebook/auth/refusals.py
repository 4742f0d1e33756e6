"""The status codes of a response to a request without a valid credential."""

from __future__ import annotations

# RFC 9110, 15.5.2 and 15.5.4. Facts may name others.
CREDENTIAL_REFUSALS = (401, 403)
