"""How a request is refused that shows no credential, or a wrong one."""

from __future__ import annotations

# RFC 9110, 15.5.2 and 15.5.4. Facts may name others.
CREDENTIAL_REFUSALS = (401, 403)
