"""The provider of a mutant: it follows the mutated document, or sends the witness as response."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clausebook.auth import Secret
from clausebook.http.exchange import Request, Response
from clausebook.judge import Judge
from clausebook.mock import MockProvider
from clausebook.mock.memory import Memory
from clausebook.mock.responses import success_response
from clausebook.mutation.model import Mutant
from clausebook.openapi import Document, Effect, Operation


class MutantProvider(MockProvider):
    """A mock of `document` with one mutant.

    If the mutant's witness is a response, it replaces responses of the documented status
    `replaced_status`.
    """

    def __init__(
        self,
        document: Document,
        mutant: Mutant,
        keys: Mapping[str, Secret],
        replaced_status: str | None = None,
        judge: Judge | None = None,
    ) -> None:
        super().__init__(document, keys, judge=judge)
        self._mutant = mutant
        self._replaced_status = replaced_status
        self._mutated_judge = Judge(mutant.edited)

    def rules_for(self, request: Request) -> tuple[Document, Judge]:
        """The mutated document for requests to the mutated operation."""
        if self._mutant.response is not None or self._mutant.effect:
            return super().rules_for(request)
        operation = self.judge.operation(request)
        is_mutated = operation is not None and operation.label == self._mutant.operation.label
        only_mutant_has_it = (
            operation is None and self._mutated_judge.operation(request) is not None
        )
        if is_mutated or only_mutant_has_it:
            return self._mutant.edited, self._mutated_judge
        return super().rules_for(request)

    def respond(self, request: Request) -> Response:
        """The mock's response, or the witness in its place."""
        operation = self.judge.operation(request)
        if operation is not None and self._wrongly_accepts(request):
            return success_response(self.document, operation)
        response = super().respond(request)
        if self._mutant.response is None or operation is None:
            return response
        if operation.label != self._mutant.operation.label:
            return response
        status = self.judge.documented_status(operation, response.status)
        return self._mutant.response if status == self._replaced_status else response

    def _wrongly_accepts(self, request: Request) -> bool:
        """Whether only the unmutated document rejects the request.

        Such a request always succeeds: a 404 for an unknown resource would hide the mutant.
        """
        if self._mutant.request is None or not self._mutant.weaker or self._mutant.effect:
            return False
        violations = self.judge.request(request)
        return (
            bool(violations)
            and all(not violation.key_parts.is_security for violation in violations)
            and not self._mutated_judge.request(request)
        )

    def apply_effect(
        self, operation: Operation, values: Mapping[str, Any], request: Request
    ) -> bool:
        """The documented effect; the mutated operation has none, or deletes everything."""
        if operation.path == self._mutant.operation.path and self.judge.operation(request) is None:
            operation = self._mutant.operation  # an undocumented method that acts like this one
        is_mutated = operation.label == self._mutant.operation.label
        if is_mutated and self._mutant.effect == "nothing":
            return operation.effect is not Effect.READ
        succeeded = super().apply_effect(operation, values, request)
        if is_mutated and succeeded and self._mutant.effect == "everything":
            self.memory = Memory(self.document)
        return succeeded
