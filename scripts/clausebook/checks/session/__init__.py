"""The session with one provider: its connection, the state of its resources, and of the run.

Every check of a provider, built in or a user's own, gets a `ProviderSession`.
"""

from clausebook.checks.session.connection import ProviderConnection
from clausebook.checks.session.provider_session import ProviderSession
from clausebook.checks.session.state import DeletedResource, FindingKey, ResourceState, RunState

__all__ = [
    "DeletedResource",
    "FindingKey",
    "ProviderConnection",
    "ProviderSession",
    "ResourceState",
    "RunState",
]
