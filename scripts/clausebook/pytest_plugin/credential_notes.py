"""What a run has to say once about its credentials, not once for each clause."""

from __future__ import annotations

from clausebook.checks.session import ProviderConnection, RunState
from clausebook.pytest_plugin.messages import RunNoted


def credential_notes(connection: ProviderConnection, run: RunState) -> list[RunNoted]:
    """A note for each credential that is missing, was renewed or could not be fetched.

    The last one keeps the run from judging where it leaves no operation whose valid request is
    accepted.
    """
    failures = run.precondition_failures
    judged_nothing = all(
        failures.get(operation.label, "unknown" if operation.security else "")
        for operation in connection.document.operations
    )
    problems = connection.known.problems()
    notes = dict.fromkeys([*problems, *run.lacking_credentials, *connection.known.renewals()])
    return [RunNoted(it, judged_nothing and it in problems) for it in notes]
