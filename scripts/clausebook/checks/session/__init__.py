"""The session with one provider: its connection, the state of its resources, and of the run.

Every check of a provider, built in or a user's own, gets a `ProviderSession`.
"""

from clausebook.checks.session.acceptance import unaccepted_operations
from clausebook.checks.session.cleanup import delete_created
from clausebook.checks.session.connection import ProviderConnection
from clausebook.checks.session.made_resources import MadeResources
from clausebook.checks.session.provider_session import ProviderSession
from clausebook.checks.session.state import DeletedResource, FindingKey, ResourceState, RunState

__all__ = [
    "DeletedResource",
    "FindingKey",
    "MadeResources",
    "ProviderConnection",
    "ProviderSession",
    "ResourceState",
    "RunState",
    "delete_created",
    "unaccepted_operations",
]
