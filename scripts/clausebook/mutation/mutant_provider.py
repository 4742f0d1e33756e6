"""A provider with one break: it follows the edited document, or answers the witness."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausebook.auth import Secret
from clausebook.http.exchange import Request, Response
from clausebook.judge import Judge
from clausebook.mock import MockProvider
from clausebook.mock.memory import Memory
from clausebook.mock.responses import example_response, success_of
from clausebook.mutation import Mutant
from clausebook.openapi import Document, Effect, Operation


class MutantProvider(MockProvider):
    """A provider of `document` with one break; a wrong answer comes `instead` of that status."""

    def __init__(
        self,
        document: Document,
        broken: Mutant,
        keys: Mapping[str, Secret],
        instead: str | None = None,
        judge: Judge | None = None,
    ) -> None:
        super().__init__(document, keys, judge=judge)
        self._break = broken
        self._instead = instead
        self._edited = Judge(broken.edited)

    def rules_for(self, request: Request) -> tuple[Document, Judge]:
        """The edited document where the request is for the broken operation."""
        if self._break.response is not None or self._break.effect:
            return super().rules_for(request)
        operation = self.judge.operation(request)
        mine = operation is not None and operation.label == self._break.operation.label
        wrongly = operation is None and self._edited.operation(request) is not None
        return (self._break.edited, self._edited) if mine or wrongly else super().rules_for(request)

    def respond(self, request: Request) -> Response:
        """The right answer, or the witness in its stead."""
        operation = self.judge.operation(request)
        if operation is not None and self._takes_what_it_must_not(request):
            status = success_of(operation)
            return example_response(self.document, operation, status) if status else Response(200)
        right = super().respond(request)
        if self._break.response is None or operation is None:
            return right
        if operation.label != self._break.operation.label:
            return right
        status = self.judge.documented_status(operation, right.status)
        return self._break.response if status == self._instead else right

    def _takes_what_it_must_not(self, request: Request) -> bool:
        """Whether only the true document refuses the request.

        It succeeds whatever exists: an unknown name would be refused for a reason of its own, which
        would hide the break.
        """
        if self._break.request is None or not self._break.weaker or self._break.effect:
            return False
        refused = self.judge.request(request)
        return (
            bool(refused)
            and all(not violation.key_parts.is_security for violation in refused)
            and not self._edited.request(request)
        )

    def apply_effect(
        self, operation: Operation, values: Mapping[str, Any], request: Request
    ) -> bool:
        """The promised effect; of the broken operation nothing, or more than was asked for."""
        if operation.path == self._break.operation.path and self.judge.operation(request) is None:
            operation = self._break.operation  # an undocumented method does what this one does
        mine = operation.label == self._break.operation.label
        if mine and self._break.effect == "nothing":
            return operation.effect is not Effect.READ
        found = super().apply_effect(operation, values, request)
        if mine and found and self._break.effect == "everything":
            self.memory = Memory(self.document)
        return found
