"""A check of more than one exchange: a short story with an ending that the document settles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from clausebook.checks.deployment import Deployment
from clausebook.finding import ContractBroken, Finding, NotJudged
from clausebook.transport import NoAnswer

Story = Callable[[Deployment], list[Finding]]


@dataclass(frozen=True)
class Scenario:
    """A story told to a provider. `clauses` are the keys it guards."""

    name: str
    clauses: tuple[str, ...]
    story: Story = field(repr=False)

    def run(self, deployment: Deployment) -> None:
        """Tells the story to the deployment.

        Raises:
            ContractBroken: it ends wrongly, twice.
            NotJudged: this deployment gives no occasion to judge, and why.
            Unreachable: nothing listens there.
        """
        settle(deployment, self.clauses[0], self.story)


def settle(deployment: Deployment, clause: str, story: Story) -> None:
    """Raises ContractBroken for what a story finds, if it finds it again when told anew.

    A finding that does not repeat is not judged: a network has its moods.
    """
    if not _told(deployment, clause, story):
        return
    deployment.things.forget()
    again = _told(deployment, clause, story)
    deployment.things.forget()
    if not again:
        raise NotJudged("something was wrong once, and not again when tried anew")
    raise ContractBroken(again)


def _told(deployment: Deployment, clause: str, story: Story) -> list[Finding]:
    try:
        return story(deployment)
    except NoAnswer as error:
        return [deployment.unanswered(clause, error)]
